"""Work is dealt out by what is due to whoever has least, and nobody picks only the easy ones; on both databases."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.opened import MONDAY, Hall, at, at_desk, hall, request
from small_park import signed_in
from zhiyuan.cases import queries_load, services
from zhiyuan.cases.load import Open, dealt, loads
from zhiyuan.cases.models import Event, Turn
from zhiyuan.identity.services import enter_absence
from zhiyuan.kernel import parktime
from zhiyuan.kernel.errors import NotFound, Refused

DAY = date(2026, 9, 28)


@pytest.fixture
def h(database: str) -> Iterator[Hall]:
    at(MONDAY)
    yield hall()
    parktime.use(lambda: datetime.now(UTC))


@given(st.integers(0, 20), st.lists(st.integers(0, 9), min_size=1, max_size=5))
def test_dealing_gives_nobody_a_step_while_another_has_fewer(steps: int, counts: list[int]) -> None:
    has = dict(zip("abcde", counts, strict=False))
    found = dealt(range(steps), has)
    after = Counter(has) + Counter(one.to for one in found)
    got = {one.to for one in found}
    assert len(found) == steps
    assert all(after[name] - after[other] <= 1 for name in got for other in has)


def test_a_load_counts_open_today_overdue_and_the_mean_age_in_working_days() -> None:
    rows = [Open("wang", DAY, date(2026, 9, 25), 2), Open("wang", date(2026, 9, 25), date(2026, 9, 23), 1)]
    found = loads(rows, DAY)[0]
    assert (found.open, found.today, found.overdue) == (3, 2, 1)
    assert found.age == pytest.approx((1 + 1 + 2) / 3)  # the 25th is a holiday


def test_a_desk_is_dealt_out_and_the_log_says_who_was_passed_over(h: Hall) -> None:
    first, second, third = request(h), request(h), request(h)
    at_desk("li", "service")
    at_desk("zhao", "service")
    chief = h.t.officer
    services.work_case(h.desk, first, act="transfer", step="reply", to="wang")
    zhao = at_desk("qian", "service")
    enter_absence(zhao, zhao, deputy="wang", first=DAY, last=DAY)
    said = services.deal_work(chief, h.t.park.site, desk="service")
    assert [(one["case"], one["to"]) for one in said] == [(second.number, "li"), (third.number, "zhao")]
    event = Event.objects.get(case=second, act="transfer")
    assert event.data["passed_over"] == {"wang": 1, "zhao": 0, "qian": None}
    assert not queries_load.untaken("service", h.t.park.site)
    with pytest.raises(NotFound):
        services.deal_work(chief, h.t.park.site, desk="planning")
    with pytest.raises(Refused):
        services.deal_work(h.desk, h.t.park.site, desk="service")


def test_nobody_takes_a_later_step_while_an_earlier_one_lies_there(h: Hall) -> None:
    early = request(h)
    at(MONDAY + timedelta(days=1))
    late = request(h)
    with pytest.raises(Refused, match=early.number):
        services.work_case(h.desk, late, act="transfer", step="reply", to="wang")
    services.work_case(h.desk, early, act="transfer", step="reply", to="wang")
    services.work_case(h.desk, late, act="transfer", step="reply", to="wang")


def test_the_button_takes_what_is_due_first_and_the_page_shows_the_load(h: Hall) -> None:
    early = request(h)
    at(MONDAY + timedelta(days=1))
    late = request(h)
    desk = signed_in(h.desk)
    assert desk.post("/cases/take/").headers["Location"] == f"/cases/{early.pk}/"
    assert list(Turn.objects.filter(holder="wang").values_list("case", flat=True)) == [early.pk]
    assert desk.get("/cases/load/").status_code == 403
    chief = signed_in(h.t.officer)
    page = chief.get("/cases/load/?desk=service")
    assert [(one.holder, one.open) for one in page.context["loads"]] == [("", 1), ("wang", 1)]
    assert late.number in chief.post("/cases/load/", {"desk": "service"}).content.decode()
    assert chief.post("/cases/load/", {"desk": "planning"}).status_code == 422


def test_the_page_begins_with_the_desk_that_has_most(h: Hall) -> None:
    site = h.t.park.site
    assert queries_load.busiest(["hall", "service"], site) is None
    request(h)
    assert queries_load.busiest(["hall", "service"], site) == "service"
    page = signed_in(h.t.officer).get("/cases/load/").content.decode()
    assert 'value="service" selected' in page
