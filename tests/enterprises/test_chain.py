"""Firms come into chains by verb, page and workbook; a gap closes; on both databases."""

import base64
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from openpyxl import Workbook

from cases.opened import MONDAY, Hall, at, hall
from small_park import person
from zhiyuan.enterprises import queries_chain, services
from zhiyuan.enterprises.chain.partition import EXTEND, FILL, STRENGTHEN
from zhiyuan.kernel import parktime
from zhiyuan.kernel.errors import Malformed, NotFound, Refused

HEAD = ["enterprise", "chain", "segment", "product", "output"]
OWN = """chain:
  unit: chain
  values:
    - since: 2024-01-01
      value: {zh: 模拟链, en: Invented, segments: {a: {zh: 甲, en: A}, b: {zh: 乙, en: B, level: 1}}, flows: [[a, b]]}
      source: {document: 本园设定}
"""


@pytest.fixture
def h(database: str) -> Iterator[Hall]:
    at(MONDAY)
    yield hall()
    parktime.use(lambda: datetime.now(UTC))


def word(h: Hall, segment: str) -> str:
    return queries_chain.stands(h.t.park.site, "optics", ()).placed[segment].word


def firm(h: Hall, key: str) -> Any:
    return services.register_enterprise(h.t.officer, h.t.park.site, key=key, name=f"模拟{key}")


def workbook(*rows: list[Any]) -> str:
    made = Workbook()
    sheet: Any = made.active
    for row in (HEAD, *rows):
        sheet.append(row)
    out = BytesIO()
    made.save(out)
    return base64.b64encode(out.getvalue()).decode()


def test_a_firm_that_is_placed_closes_a_gap_and_taken_out_opens_it(h: Hall) -> None:
    a, b, c = (firm(h, key) for key in ("lens", "device", "module"))
    services.place_firm(h.t.officer, a, chain="optics", segment="element", product="透镜", output=Decimal(300))
    assert word(h, "module") == EXTEND
    services.place_firm(h.t.officer, b, chain="optics", segment="device", product="投影机")
    assert word(h, "module") == FILL
    services.place_firm(h.t.officer, c, chain="optics", segment="module", product="镜头")
    assert word(h, "module") == STRENGTHEN
    assert [row[0].product for row in queries_chain.placements(c)] == ["镜头"]
    services.remove_firm(h.t.officer, c, chain="optics", segment="module")
    assert word(h, "module") == FILL


def test_supply_and_demand_and_the_ladder_count_where_they_are_known(h: Hall) -> None:
    a = firm(h, "device")
    services.place_firm(h.t.officer, a, chain="optics", segment="device", product="投影机", output=Decimal(60))
    services.state_local(
        h.t.officer, h.t.park.site, chain="optics", segment="device", supply=Decimal(60), demand=Decimal(50),
        unit="万元", source="调查（模拟）", as_of=date(2026, 9, 1),
    )  # fmt: skip
    found = queries_chain.stands(h.t.park.site, "optics", {a.pk}).placed["device"]
    assert (found.word, round(float(found.strength or 0), 2)) == ("firm", 0.67)


def test_a_workbook_is_all_or_nothing_with_its_cells(h: Hall) -> None:
    firm(h, "lens")
    good = ["lens", "optics", "element", "透镜", 12.5]
    bad = [["nobody", "optics", "element", "透镜", None], ["lens", "optics", "nothing", "透镜", None]]
    with pytest.raises(Malformed, match=r"A3: there is no enterprise nobody\n.*A4: there is no segment nothing"):
        services.import_placements(h.t.officer, h.t.park.site, workbook=workbook(good, *bad))
    for cell, why in (("=1+1", "E2: a formula"), (-1, "E2: an amount"), ("viel", "E2: 'viel'")):
        with pytest.raises(Malformed, match=why):
            services.import_placements(h.t.officer, h.t.park.site, workbook=workbook([*good[:4], cell]))
    assert word(h, "element") != STRENGTHEN
    services.import_placements(h.t.officer, h.t.park.site, workbook=workbook(good))
    assert word(h, "element") == STRENGTHEN


def publish(h: Hall, text: str) -> None:
    waiting = services.propose_chain(h.t.officer, h.t.park.site, key="own", text=text)
    services.publish_chain(person("second", "officer"), waiting)


def test_a_chain_of_the_parks_own_lies_over_the_book_and_loses_no_firm(h: Hall) -> None:
    publish(h, OWN)
    services.place_firm(h.t.officer, firm(h, "lens"), chain="own", segment="a", product="甲品")
    less = OWN.replace("a: {zh: 甲, en: A}, ", "").replace("[[a, b]]", "[]")
    with pytest.raises(Malformed, match="firms stand in a"):
        services.propose_chain(h.t.officer, h.t.park.site, key="own", text=less)
    with pytest.raises(NotFound, match="no segment z"):
        services.place_firm(h.t.officer, firm(h, "x"), chain="own", segment="z", product="p")


def test_a_chain_holds_when_a_second_person_publishes_it_and_not_before(h: Hall) -> None:
    site, second = h.t.park.site, person("second", "officer")
    waiting = services.propose_chain(h.t.officer, site, key="own", text=OWN)
    assert "own" not in queries_chain.of_park(site)
    with pytest.raises(Refused, match="another person publishes"):
        services.publish_chain(h.t.officer, waiting)
    services.publish_chain(second, waiting)
    assert queries_chain.of_park(site)["own"].zh == "模拟链"
    with pytest.raises(Refused, match="published already"):
        services.publish_chain(second, waiting)
    with pytest.raises(Refused, match="published already"):
        services.withdraw_chain(h.t.officer, waiting)


def test_a_firm_that_came_since_is_not_lost_by_publishing(h: Hall) -> None:
    publish(h, OWN)
    less = OWN.replace("a: {zh: 甲, en: A}, ", "").replace("[[a, b]]", "[]")
    waiting = services.propose_chain(h.t.officer, h.t.park.site, key="own", text=less)
    services.place_firm(h.t.officer, firm(h, "lens"), chain="own", segment="a", product="甲品")
    with pytest.raises(Malformed, match="firms stand in a"):
        services.publish_chain(person("third", "officer"), waiting)


def test_what_is_only_proposed_can_be_withdrawn(h: Hall) -> None:
    waiting = services.propose_chain(h.t.officer, h.t.park.site, key="own", text=OWN)
    services.withdraw_chain(h.t.officer, waiting)
    assert queries_chain.proposals(h.t.park.site) == []
