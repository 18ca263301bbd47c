"""Both kinds of promise stand in one ledger: on its page, in Excel and over HTTP, each with the three rates."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook

from cases.opened import MONDAY, Hall, at, hall, request
from small_park import signed_in
from zhiyuan.cases import services
from zhiyuan.kernel import parktime

DAY = date(2026, 9, 28)
GATE, BUS = "东门道闸（模拟）", "夜班公交（模拟）"


@pytest.fixture
def h(database: str) -> Iterator[Hall]:
    """Sixty days after: a request whose limit is over, a promise of the park that was kept and one that was not."""
    at(MONDAY)
    found = hall()
    request(found)
    gate, _bus = (promised(found, text, firm) for text, firm in ((GATE, "ketuo"), (BUS, "")))
    at(MONDAY + timedelta(days=1))
    services.keep_pledge(found.t.officer, gate, evidence="现场照片")
    at(MONDAY + timedelta(days=60))
    yield found
    parktime.use(lambda: datetime.now(UTC))


def promised(h: Hall, text: str, firm: str) -> Any:
    return services.make_pledge(h.t.officer, h.t.park.site, text=text, due=DAY + timedelta(days=2), enterprise=firm)


def sheets(h: Hall, narrowed: str = "") -> Any:
    content = signed_in(h.window, "en").get(f"/cases/promises/?as=xlsx{narrowed}").content
    return [list(sheet.iter_rows(values_only=True)) for sheet in load_workbook(BytesIO(content)).worksheets]


def said(h: Hall, path: str = "/ledger", who: Any = None, **asked: str) -> Any:
    return signed_in(who or h.window).get(f"/api/v1/cases/promises{path}", asked).json()


def test_excel_holds_both_kinds_of_promise_and_their_rates(h: Hall) -> None:
    rows, rates = sheets(h)
    of = {row[4]: row for row in rows}
    assert of[GATE][2:4] == ("outside any case", "the park")
    assert (of[GATE][1], of[BUS][1]) == (str(h.t.ketuo), "the public")
    assert (of[GATE][-1], of[BUS][-1]) == ("kept", "broken")
    assert rates[-1] == ("the park", "outside any case", 2, 1, 1, 1, 1, 0.5, 0.5, 0.5)
    assert rates[-2][2:7] == (1, 0, 0, 0, 1)


def test_a_ledger_narrowed_to_firms_or_to_a_kind_of_case_leaves_the_parks_own_out(h: Hall) -> None:
    for narrowed in ("&by=firm", "&kind=request_simple"):
        rows, rates = sheets(h, narrowed)
        assert not [row for row in rows + rates if "outside any case" in row]
    rows, _rates = sheets(h, "&state=kept")
    assert [row[4] for row in rows[-1:]] == [GATE]


def test_what_happened_after_the_day_asked_for_is_not_known_on_it(h: Hall) -> None:
    (gate,) = (line for line in said(h, on=str(DAY)) if line["what_zh"] == GATE)
    assert (gate["state"], gate["kept"], gate["due"]) == ("open", None, str(DAY + timedelta(days=2)))


def test_the_api_says_the_same_as_the_page_and_a_firm_hears_of_its_own_only(h: Hall) -> None:
    *_, own = said(h, "")
    assert (own["by"], own["kind"], own["due"], own["kept"], own["broken"]) == ("park", "", 2, 1, 1)
    lines = said(h)
    assert [(line["number"] != "", line["what_zh"]) for line in lines[-2:]] == [(False, BUS), (False, GATE)]
    assert lines[0]["case_id"]
    assert [line["what_zh"] for line in said(h, state="broken", by="park")][-1] == BUS
    assert GATE not in [line["what_zh"] for line in said(h, who=h.other_firm)]
    assert len(said(h, limit="2")) == 2
    page = signed_in(h.window).get("/cases/promises/").content.decode()
    assert "园区自身承诺" in page
