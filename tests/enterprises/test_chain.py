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
from small_park import signed_in
from zhiyuan.enterprises import queries_chain, services
from zhiyuan.enterprises.chain.partition import EXTEND, FILL, STRENGTHEN
from zhiyuan.kernel import parktime
from zhiyuan.kernel.errors import Malformed, NotFound

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
    return queries_chain.stands(h.t.park.site, "optics").placed[segment].word


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


def test_supply_and_demand_and_tags_count_where_they_are_known(h: Hall) -> None:
    a = firm(h, "device")
    a.tags.create(word="高新技术企业")
    services.place_firm(h.t.officer, a, chain="optics", segment="device", product="投影机", output=Decimal(60))
    services.state_local(
        h.t.officer, h.t.park.site, chain="optics", segment="device", supply=Decimal(60), demand=Decimal(50),
        unit="万元", source="调查（模拟）", as_of=date(2026, 9, 1),
    )  # fmt: skip
    found = queries_chain.stands(h.t.park.site, "optics").placed["device"]
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


def test_a_chain_of_the_parks_own_lies_over_the_book_and_loses_no_firm(h: Hall) -> None:
    services.define_chain(h.t.officer, h.t.park.site, key="own", text=OWN)
    services.place_firm(h.t.officer, firm(h, "lens"), chain="own", segment="a", product="甲品")
    less = OWN.replace("a: {zh: 甲, en: A}, ", "").replace("[[a, b]]", "[]")
    with pytest.raises(Malformed, match="firms stand in a"):
        services.define_chain(h.t.officer, h.t.park.site, key="own", text=less)
    with pytest.raises(NotFound, match="no segment z"):
        services.place_firm(h.t.officer, firm(h, "x"), chain="own", segment="z", product="p")


def test_the_pages_show_the_words_the_targets_and_keep_a_failed_form(h: Hall) -> None:
    services.place_firm(h.t.officer, firm(h, "lens"), chain="optics", segment="element", product="透镜")
    client = signed_in(h.t.officer)
    assert "光电产业链" in client.get("/chains/").content.decode()
    page = client.get("/chains/optics/").content.decode()
    assert "模拟lens" in page
    assert "延链" in page
    assert "/projects/add/?key=optics-glass" in page
    assert "模拟lens" not in client.get("/chains/optics/?word=extend").content.decode().split("<tbody>")[1]
    answer = client.post("/chains/optics/place/", {"enterprise": "nobody", "segment": "module", "product": "镜头"})
    assert answer.status_code == 422
    assert "镜头" in answer.content.decode()
    said = {"enterprise": "lens", "segment": "module", "product": "镜头"}
    assert client.post("/chains/optics/place/", said).status_code == 302
    assert client.get("/chains/optics/chain.pdf").content[:4] == b"%PDF"
    assert client.get("/chains/nothing/").status_code == 404


def test_a_firm_sees_no_chain_and_places_nobody(h: Hall) -> None:
    client = signed_in(h.firm)
    assert client.get("/chains/optics/").status_code == 403
    assert client.post("/chains/optics/place/", {"segment": "module"}).status_code == 403
