"""Milestones come one after the other, and a plan that moves never makes the slip better."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhiyuan.kernel.errors import Malformed, NotFound, Refused, ZhiyuanError
from zhiyuan.projects.milestone import (
    AMBER,
    GREEN,
    OPEN,
    ORDER,
    RED,
    Milestone,
    Slip,
    colour,
    planned,
    reached,
    slip,
    worst,
)

MARCH, TODAY = date(2026, 3, 1), date(2026, 9, 28)


def test_a_milestone_is_reached_after_those_before_it_and_not_in_the_future() -> None:
    signed = {"sign": Milestone("sign", (), MARCH)}
    assert reached(signed, "start", MARCH, TODAY).actual == MARCH
    with pytest.raises(Malformed, match="not over yet"):
        reached(signed, "start", TODAY + timedelta(days=1), TODAY)
    with pytest.raises(Malformed, match="cannot be earlier"):
        reached(signed, "start", MARCH - timedelta(days=1), TODAY)
    with pytest.raises(Refused, match="not reached yet"):
        reached(signed, "enlist", MARCH, TODAY)
    with pytest.raises(Refused, match="already"):
        reached(signed, "sign", MARCH, TODAY)
    with pytest.raises(NotFound):
        reached(signed, "party", MARCH, TODAY)


def test_a_plan_lies_between_its_neighbours_and_the_first_stays() -> None:
    known = {"start": Milestone("start", (MARCH,)), "finish": Milestone("finish", (TODAY,))}
    assert planned(known, "enlist", date(2026, 5, 1)).plans == (date(2026, 5, 1),)
    assert planned(known, "start", date(2026, 4, 1)).plans == (MARCH, date(2026, 4, 1))
    for day in (MARCH - timedelta(days=1), TODAY + timedelta(days=1)):
        with pytest.raises(Malformed):
            planned(known, "enlist", day)


@pytest.mark.parametrize(("late", "says"), [(0, GREEN), (14, GREEN), (15, AMBER), (59, AMBER), (60, RED)])
def test_the_colour_is_that_of_the_slip_against_the_first_plan(late: int, says: str) -> None:
    assert colour(Milestone("start", (MARCH,), MARCH + timedelta(days=late)), TODAY, 15, 60) == says
    assert colour(Milestone("start", (MARCH, TODAY), MARCH + timedelta(days=late)), TODAY, 15, 60) == says


def test_what_is_not_planned_is_open_and_the_worst_speaks_for_the_whole() -> None:
    assert colour(Milestone("start"), TODAY, 15, 60) == OPEN
    assert slip(Milestone("start"), TODAY) == Slip(None, None)
    assert (worst([OPEN, GREEN, AMBER]), worst([GREEN, RED]), worst([OPEN])) == (AMBER, RED, OPEN)


days = st.dates(date(2025, 1, 1), date(2027, 12, 31))


@given(days, days, days)
def test_moving_a_plan_never_makes_the_slip_against_the_first_better(first: date, moved: date, today: date) -> None:
    before = slip(Milestone("start", (first,)), today).original
    after = slip(Milestone("start", (first, max(first, moved))), today).original
    assert before is not None
    assert after is not None
    assert after >= before


@given(st.lists(st.tuples(st.sampled_from(ORDER), days), max_size=20))
def test_whatever_is_entered_the_days_reached_are_in_order_without_a_hole(entered: list[tuple[str, date]]) -> None:
    known: dict[str, Milestone] = {}
    for key, day in entered:
        try:
            known[key] = reached(known, key, day, TODAY)
        except ZhiyuanError:
            continue
    assert list(ORDER[: len(known)]) == [key for key in ORDER if key in known]
    found = [known[key].actual for key in ORDER if key in known]
    assert all(day is not None and day <= TODAY for day in found)
    assert found == sorted(day for day in found if day)
