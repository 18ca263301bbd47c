"""One firm on one page: what happened on its lanes, and no more than its reader may see."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from cases.opened import MONDAY, Hall, at, hall
from page_text import flat
from small_park import person, signed_in
from zhiyuan.cases.kind import Words
from zhiyuan.enterprises import services
from zhiyuan.enterprises.queries import of_site
from zhiyuan.indicators.firm import LANES, Happening, lane_of, lanes
from zhiyuan.kernel import parktime


@pytest.fixture
def h(database: str) -> Iterator[Hall]:
    at(MONDAY)
    yield hall()
    parktime.use(lambda: datetime.now(UTC))


def enterprise(h: Hall) -> Any:
    return h.firm.grants.get().scope_id


def test_a_firm_finds_its_lanes_chain_and_tenancies_on_one_page(h: Hall) -> None:
    pk = enterprise(h)
    row = of_site(h.t.park.site).get(pk=pk)
    services.open_tenancy(h.t.officer, row, start=date(2025, 1, 1), area_m2=Decimal(100), contract="2025-1（模拟）")
    services.place_firm(h.t.officer, row, chain="optics", segment="element", product="透镜（模拟）")
    page = flat(signed_in(h.t.officer).get(f"/firms/{pk}/").content.decode())
    assert "租约开始" in page
    assert "透镜（模拟）" in page
    assert "包联" in page
    own = signed_in(h.firm).get(f"/firms/{pk}/")
    assert own.status_code == 200
    assert "透镜（模拟）" in flat(own.content.decode())


def test_another_firm_does_not_find_it(h: Hall) -> None:
    pk = enterprise(h)
    other = signed_in(h.other_firm)
    assert other.get(f"/firms/{pk}/").status_code == 404
    assert other.get(f"/firms/{pk}/saving/").status_code == 404


def test_who_may_not_see_bills_is_shown_none(h: Hall) -> None:
    pk = enterprise(h)
    page = flat(signed_in(person("o2", "operator")).get(f"/firms/{pk}/").content.decode())
    assert 'id="bills"' not in page
    assert signed_in(person("o3", "operator")).get(f"/firms/{pk}/saving/").status_code == 404
    leader = signed_in(person("l2", "leader"))
    assert 'id="bills"' in flat(leader.get(f"/firms/{pk}/").content.decode())
    assert leader.get(f"/firms/{pk}/saving/").status_code == 200


def test_every_lane_is_there_and_the_latest_comes_first() -> None:
    found = lanes([Happening(date(2026, 1, n), lane_of(lane), Words("事", "it")) for n, lane in
                   enumerate(("enter", "request", "hazard", "exit"), start=1)], 1)  # fmt: skip
    assert tuple(found) == LANES
    assert [h.day.day for h in found["stay"]] == [3]
    assert found["change"] == []
