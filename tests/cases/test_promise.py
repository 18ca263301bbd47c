"""Three rates of promises as of a day, and where a case's own promises stand."""

import random
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cases.invented import anything, everything
from cases.opened import MONDAY, at, hall, request
from small_park import signed_in
from zhiyuan.cases.promise import BROKEN, LAPSED, LATE, PARK, WAITING, WAIVED, Promise, of_case, rates, revised
from zhiyuan.kernel import parktime
from zhiyuan.kernel.errors import Refused

DAY = date(2026, 6, 30)
DUE = date(2026, 6, 10)
PROMISE = Promise(PARK, date(2026, 6, 1), DUE)


def later(days: int) -> date:
    return DUE + timedelta(days=days)


SEVEN = [
    replace(PROMISE, kept=DUE),
    replace(PROMISE, kept=later(-2)),
    replace(revised(PROMISE, later(-1), later(5)), kept=later(4)),
    replace(PROMISE, kept=later(3)),
    PROMISE,
    replace(PROMISE, first=later(40)),
    replace(PROMISE, waived=later(1)),
]


def test_of_seven_promises_five_are_due_and_the_three_rates_differ() -> None:
    found = rates(SEVEN, DAY)
    assert [found.due, found.broken] == [5, 1]
    assert found.share(found.on_time) == Fraction(60, 100)
    assert found.share(found.kept) == Fraction(80, 100)
    assert found.share(found.vs_original) == Fraction(40, 100)
    assert [p.state(DAY) for p in SEVEN] == ["kept", "kept", "kept", LATE, BROKEN, WAITING, WAIVED]


def test_what_happened_later_is_not_known_on_an_earlier_day() -> None:
    assert rates(SEVEN, later(-1)).due == 0
    assert SEVEN[3].state(later(1)) == BROKEN
    assert SEVEN[2].due(later(-2)) == DUE
    assert rates([], DAY).share(0) is None


@pytest.mark.parametrize("gone", [replace(PROMISE, kept=later(-3)), replace(PROMISE, waived=later(-3))])
def test_a_promise_is_revised_only_while_it_is_open(gone: Promise) -> None:
    with pytest.raises(Refused):
        revised(gone, later(-1), later(9))
    with pytest.raises(Refused):
        revised(PROMISE, later(1), later(9))


def test_a_promise_that_ended_with_its_case_is_broken_only_if_its_day_was_over() -> None:
    assert replace(PROMISE, lapsed=later(-1)).state(DAY) == LAPSED
    assert replace(PROMISE, lapsed=later(1)).state(DAY) == BROKEN


days = st.dates(date(2026, 1, 1), date(2026, 12, 31))
promises = st.builds(
    Promise, st.just(PARK), st.just(date(2026, 1, 1)), days,
    kept=st.none() | days, waived=st.none() | days, lapsed=st.none() | days,
)  # fmt: skip


@given(st.lists(promises), days, days, days)
def test_a_revision_never_improves_the_rate_by_the_first_day(
    some: list[Promise], on: date, said: date, to: date
) -> None:
    for promise in some:
        if promise.state(said) == WAITING and to > promise.first:
            was, now = rates([promise], on), rates([revised(promise, said, to)], on)
            assert now.vs_original <= was.vs_original


@given(st.lists(promises), days)
def test_no_rate_is_above_the_whole_and_what_is_on_time_is_kept(some: list[Promise], on: date) -> None:
    found = rates(some, on)
    assert 0 <= found.on_time <= found.kept <= found.due
    assert found.vs_original <= found.kept
    assert found.broken + found.kept <= found.due


@given(seed=st.integers(0, 2**32))
@settings(max_examples=15, deadline=None)
def test_whatever_happens_in_a_case_its_promises_are_each_in_the_ledger_once(seed: int) -> None:
    for run, taken in anything(everything(), random.Random(seed), 50):
        if not taken:
            continue
        today = run.log[-1].day
        found = of_case(run.kind, run.state, today)
        assert {doc for doc, _ in found} - {""} == set(run.state.promises)
        for doc, promise in found:
            if doc and run.state.promises[doc].state in ("kept", "late"):
                assert promise.state(today) == run.state.promises[doc].state


@pytest.mark.django_db
def test_the_ledger_opens_a_rate_to_its_promises_and_a_firm_sees_only_its_own() -> None:
    at(MONDAY)
    h = hall()
    case = request(h)
    at(datetime(2026, 9, 28, 17, tzinfo=UTC))  # the day after in the park
    late = request(h)
    assert late.number in signed_in(h.desk).get("/cases/promises/").content.decode()
    at(MONDAY + timedelta(days=60))
    page = signed_in(h.desk).get("/cases/promises/?state=broken").content.decode()
    assert case.number in page
    assert case.number not in signed_in(h.other_firm).get("/cases/promises/").content.decode()
    rows = signed_in(h.desk).get("/api/v1/cases/promises?on=2026-11-27").json()
    assert [(r["by"], r["due"], r["broken"]) for r in rows] == [("park", 2, 2)]
    assert signed_in(h.desk).get("/cases/promises/?as=xlsx").content[:2] == b"PK"
    assert signed_in(h.desk).get("/cases/promises/?on=never").status_code == 422
    assert signed_in(h.desk).get("/cases/promises/?on=2026-11-28").status_code == 422
    assert signed_in(h.desk).get("/api/v1/cases/promises?on=2026-11-28").status_code == 400
    parktime.use(lambda: datetime.now(UTC))
