"""Promises and ratings lie beside the log as the log says them, and the ledger in SQL is the ledger of the kernel."""

import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connections, transaction
from django.test.utils import CaptureQueriesContext

from cases.invented import anything, everything
from cases.opened import MONDAY, Hall, at, hall, request
from small_park import person, signed_in
from zhiyuan.cases import queries_promises, queries_ratings, services, writes
from zhiyuan.cases.fold import folded
from zhiyuan.cases.models import Case, Promise, Rating
from zhiyuan.cases.promise import of_case, rates
from zhiyuan.cases.rating import satisfaction
from zhiyuan.cases.subject import subject
from zhiyuan.cases.writes_beside import beside, laid
from zhiyuan.kernel import parktime
from zhiyuan.park.queries import today


@pytest.fixture
def h(database: str) -> Iterator[Hall]:
    writes.REMEMBERED.clear()
    at(MONDAY)
    yield hall()
    parktime.use(lambda: datetime.now(UTC))


def grown(h: Hall, seed: int, events: int = 60) -> Case:
    """A case to which anything happened, as verbs append it, with days and nights between."""
    kind, dice = everything(), random.Random(seed)
    case = writes.opened(kind, subject(h.t.ketuo))
    for run, taken in anything(kind, dice, events):
        if not taken:
            continue
        said = run.log[-1]
        at(said.at)
        if dice.random() < 0.2:
            writes.settle_again(case, said.at)
        with transaction.atomic():
            writes.append(case, said.act, said.actor, step=said.step, data=said.data, on_behalf=said.on_behalf)
        state = folded(kind, writes.log(case))
        assert laid(case) == beside(kind, state, said.day)
    return case


def test_whatever_happens_the_rows_are_what_the_log_says_and_can_be_laid_anew(h: Hall) -> None:
    cases = [grown(h, seed) for seed in range(3)]
    assert Promise.objects.filter(doc="").exists()
    assert Promise.objects.exclude(doc="").exists()
    writes.rebuild(parktime.now())
    before = [laid(case) for case in cases]
    Promise.objects.all().delete()
    Rating.objects.create(case=request(h), level="good", day=MONDAY.date())  # of which the log knows nothing
    assert writes.rebuild(parktime.now()) == (4, 0)
    assert [laid(case) for case in cases] == before
    assert not Rating.objects.filter(case__pk__gt=cases[-1].pk).exists()


def test_the_ledger_of_rows_is_the_ledger_of_the_logs_on_every_day(h: Hall) -> None:
    cases = [grown(h, seed, 40) for seed in range(4)]
    at(datetime(2027, 3, 1, 2, tzinfo=UTC))
    writes.rebuild(parktime.now())
    now = today(h.t.park.site)
    promises = [one for case in cases for _, one in of_case(everything(), folded(everything(), writes.log(case)), now)]
    day = date(2026, 2, 25)
    while day <= now:
        found = queries_promises.ledger(h.window, day, days=36_500)
        wanted = rates(promises, day)
        assert queries_promises.of_park(h.t.park.site, day, days=36_500) == wanted
        summed = [row.rates for row in queries_promises.summed(found)]
        assert sum(one.due for one in summed) == wanted.due
        assert sum(one.vs_original for one in summed) == wanted.vs_original
        states = [one.state(day) for one in promises if one.made <= day]
        assert sorted(row.was for row in found) == sorted(states)
        day += timedelta(days=2 if day < date(2026, 6, 1) else 23)


def rated(h: Hall, level: str) -> Case:
    case = request(h)
    for step in ("reply", "solve"):
        services.work_case(h.desk, case, act="pass", step=step)
    services.answer_case(h.firm, case, act="pass", step="confirm")
    services.answer_case(h.firm, case, act="rate", level=level, reason=f"{level}!")
    return case


def test_the_sums_of_ratings_are_those_of_the_logs(h: Hall) -> None:
    good, called, righted, struck, late = (rated(h, level) for level in ("good", "bad", "bad", "very_bad", "bad"))
    request(h)
    for case in (called, righted):
        services.work_case(h.desk, case, act="call_back", reason="rung up")
    services.work_case(h.desk, righted, act="put_right", reason="mended")
    services.work_case(h.window, struck, act="appeal", reason="another firm's")
    services.work_case(person("judge", "window"), struck, act="strike", reason="so it is")
    at(MONDAY + timedelta(days=40))
    ratings = [folded(writes.kind_of(c), writes.log(c)).rating for c in (good, called, righted, struck, late)]
    wanted: Any = satisfaction(5, [one for one in ratings if one], today(h.t.park.site))
    assert queries_ratings.sums(h.window) == wanted
    assert (wanted.overdue, wanted.right_in_time, wanted.called) == (2, 1, 2)
    assert [row.case_id for row in queries_ratings.ratings(h.window, "overdue")] == [late.pk, called.pk]
    (line,) = queries_ratings.told(list(queries_ratings.ratings(h.window, "appealed")))
    assert (line.words, [event.act for event in line.answers]) == ("very_bad!", ["appeal", "strike"])
    assert list(queries_ratings.ratings(h.other_firm)) == []


@pytest.mark.parametrize("page", ["/cases/promises/", "/cases/ratings/"])
def test_a_page_asks_as_much_of_ten_cases_as_of_two(h: Hall, page: str, database: str) -> None:
    asked = []
    for _ in range(2):
        rated(h, "bad")
        with CaptureQueriesContext(connections[database]) as said:
            assert signed_in(h.window).get(page).status_code == 200
        asked.append(len(said))
        for _ in range(8):
            rated(h, "good")
    assert asked[0] == asked[1]
