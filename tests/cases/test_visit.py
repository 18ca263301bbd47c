"""无事不扰: the order of the tests, and the figures of the design note E4."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhiyuan.cases.visit import (
    ALLOW,
    DENY,
    DUPLICATE,
    DUTY,
    HELD,
    INSPECTION,
    MERGE,
    PLANNED,
    REFER,
    REQUESTED,
    SURVEY,
    Visit,
    judged,
    quota,
)
from zhiyuan.kernel.errors import Malformed

LIMITS = quota(date(2026, 3, 2))
E1 = (Visit(1, date(2026, 3, 5), "惠企政策"), Visit(2, date(2026, 9, 20), "用工", state=PLANNED))
E2 = tuple(Visit(n, date(2026, n, 1), f"事由{n}") for n in range(1, 5))


@pytest.mark.parametrize(
    ("day", "purpose", "word", "earlier"),
    [("04-01", "惠企政策", DUPLICATE, 1), ("04-01", "融资", DENY, 1), ("06-10", "融资", ALLOW, None),
     ("09-10", "融资", MERGE, 2)],
)  # fmt: skip
def test_a_firm_with_one_visit_behind_it_and_one_ahead(day: str, purpose: str, word: str, earlier: int | None) -> None:
    said = judged(date.fromisoformat(f"2026-{day}"), DUTY, purpose, E1, LIMITS)
    assert (said.word, said.earlier.number if said.earlier else None) == (word, earlier)


@pytest.mark.parametrize(("kind", "word"), [(SURVEY, DENY), (REQUESTED, ALLOW), (INSPECTION, REFER)])
def test_a_firm_with_four_visits_is_only_visited_when_it_asks(kind: str, word: str) -> None:
    assert judged(date(2026, 11, 2), kind, "消防", E2, LIMITS).word == word


@pytest.mark.parametrize(("days", "word"), [(90, DENY), (91, ALLOW)])
def test_ninety_days_of_rest_include_the_ninetieth(days: int, word: str) -> None:
    before = (Visit(1, date(2026, 3, 5), "惠企政策"),)
    assert judged(date(2026, 3, 5) + timedelta(days), DUTY, "融资", before, LIMITS).word == word


@pytest.mark.parametrize(("days", "word"), [(14, MERGE), (15, ALLOW)])
def test_a_visit_planned_fourteen_days_ahead_is_joined(days: int, word: str) -> None:
    ahead = (Visit(1, date(2026, 3, 5) + timedelta(days), "用工", state=PLANNED),)
    assert judged(date(2026, 3, 5), DUTY, "融资", ahead, LIMITS).word == word


def test_what_the_firm_asked_for_uses_up_no_quota() -> None:
    asked = tuple(Visit(n, date(2026, 6, n), f"事由{n}", kind=REQUESTED) for n in range(1, 6))
    assert judged(date(2026, 7, 1), DUTY, "融资", asked, LIMITS).word == ALLOW


def test_the_year_of_the_quota_is_the_calendar_year() -> None:
    assert judged(date(2027, 1, 4), DUTY, "融资", E2, LIMITS).word == ALLOW


def test_a_kind_that_is_none_is_refused_with_those_that_are() -> None:
    with pytest.raises(Malformed, match="requested, duty, survey"):
        judged(date(2026, 3, 5), "party", "融资", (), LIMITS)


visits = st.builds(
    Visit,
    number=st.integers(1, 99),
    day=st.dates(date(2026, 1, 1), date(2026, 12, 31)),
    purpose=st.sampled_from(["融资", "用工"]),
    kind=st.sampled_from([REQUESTED, DUTY, SURVEY]),
    state=st.sampled_from([PLANNED, HELD]),
)


@given(st.lists(visits, max_size=6), st.dates(date(2026, 1, 1), date(2026, 12, 31)))
def test_only_a_firm_that_nobody_disturbed_is_visited_freely(others: list[Visit], day: date) -> None:
    said = judged(day, DUTY, "融资", others, LIMITS)
    if said.free:
        counted = [v for v in others if v.counts]
        assert not [v for v in others if v.purpose == "融资" and abs((v.day - day).days) <= 90]
        assert not [v for v in counted if 0 <= (day - v.day).days <= 90]
        assert len([v for v in counted if v.day.year == day.year]) < 4
    else:
        assert said.earlier in others
