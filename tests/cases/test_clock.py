"""Deadlines: every worked vector, and what holds for any limit under any pauses."""

from datetime import date, timedelta
from typing import Any

import pytest
import yaml
from hypothesis import assume, example, given
from hypothesis import strategies as st

from shared import VECTORS
from zhiyuan.cases.clock import Pause, due
from zhiyuan.cases.limit import MONTHS, UNITS, Limit
from zhiyuan.kernel.errors import Malformed
from zhiyuan.kernel.reference import book, parse_page, shipped, use
from zhiyuan.kernel.workday import is_working_day

VECTOR_FILE = VECTORS and VECTORS / "working_days.yaml"
WORKED = yaml.safe_load(VECTOR_FILE.read_text("utf-8")) if VECTOR_FILE and VECTOR_FILE.exists() else []
DAYS = st.dates(date(2024, 1, 1), date(2026, 12, 31))
LIMITS = st.builds(Limit, st.integers(1, 60), st.sampled_from(UNITS))


def _pause(since: date, length: int) -> Pause:
    return Pause(since, since + timedelta(days=length))


PAUSES = st.lists(st.builds(_pause, DAYS, st.integers(0, 40)), max_size=4)


@pytest.mark.parametrize("worked", WORKED, ids=lambda w: f"{w['accepted']} {w['due']}")
def test_a_deadline_comes_out_as_worked_by_hand(worked: dict[str, Any]) -> None:
    (unit,) = [unit for unit in UNITS if unit in worked]
    pauses = [Pause(*days) for days in worked.get("pauses", [])]
    found = due(worked["accepted"], Limit(worked[unit], unit), pauses)
    assert (found.day, found.provisional) == (worked["due"], worked.get("provisional", False))


@given(DAYS, LIMITS, PAUSES)
def test_the_last_day_is_a_working_day_after_receipt_and_never_a_paused_one(
    accepted: date, limit: Limit, pauses: list[Pause]
) -> None:
    day = due(accepted, limit, pauses).day
    assert day > accepted
    assert is_working_day(day)
    assert not any(day in pause for pause in pauses)


@given(DAYS, LIMITS, PAUSES, st.builds(_pause, DAYS, st.integers(0, 40)))
def test_one_more_pause_never_brings_a_deadline_forward(
    accepted: date, limit: Limit, pauses: list[Pause], more: Pause
) -> None:
    assert due(accepted, limit, [*pauses, more]).day >= due(accepted, limit, pauses).day


@given(DAYS, LIMITS, PAUSES)
@example(date(2024, 11, 28), Limit(3, "months"), [])
def test_a_later_receipt_is_never_due_earlier(accepted: date, limit: Limit, pauses: list[Pause]) -> None:
    # But for paused months: receipts of the 28th and the 29th end on one 28 February, and only the first was paused.
    assume(limit.unit != MONTHS or not pauses)
    assert due(accepted + timedelta(days=1), limit, pauses).day >= due(accepted, limit, pauses).day


@given(DAYS, LIMITS, PAUSES)
def test_pauses_count_the_same_in_any_order_and_however_often_they_are_said(
    accepted: date, limit: Limit, pauses: list[Pause]
) -> None:
    assert due(accepted, limit, pauses) == due(accepted, limit, [*reversed(pauses), *pauses])


def test_a_pause_before_receipt_changes_nothing() -> None:
    limit = Limit(5, "working_days")
    assert due(date(2026, 3, 2), limit, [Pause(date(2026, 2, 1), date(2026, 2, 20))]) == due(date(2026, 3, 2), limit)


def test_a_month_that_is_paused_ends_as_many_days_later() -> None:
    found = due(date(2026, 3, 2), Limit(1, "months"), [Pause(date(2026, 3, 9), date(2026, 3, 16))])
    assert found.day == date(2026, 4, 9)


def test_a_last_day_off_during_which_the_clock_is_paused_moves_past_the_pause() -> None:
    rolled = Pause(date(2026, 10, 5), date(2026, 10, 9))
    assert due(date(2026, 8, 20), Limit(45, "natural_days"), [rolled]).day == date(2026, 10, 10)


def test_a_deadline_moves_when_the_notice_of_a_year_is_published() -> None:
    before = due(date(2026, 12, 20), Limit(20, "working_days"))
    page = {**shipped().page("calendars/china"), **parse_page(NOTICE, "calendars/china")}
    used = book()
    use(shipped().with_pages({"calendars/china": page}))
    try:
        after = due(date(2026, 12, 20), Limit(20, "working_days"))
    finally:
        use(used)
    assert (before.day, before.provisional) == (date(2027, 1, 15), True)
    assert (after.day, after.provisional) == (date(2027, 1, 18), False)


NOTICE = """
y2027:
  unit: days
  values:
    - since: 2027-01-01
      value: {days_off: [2027-01-01], make_up: []}
      source: {document: an invented notice}
"""


@pytest.mark.parametrize(
    "wrong", [lambda: Limit(0, "months"), lambda: Limit(1, "hours"), lambda: Limit(True, "months"),
              lambda: Pause(date(2026, 3, 2), date(2026, 3, 1)), lambda: due(date(9999, 12, 1), Limit(2, "months")),
              lambda: due(date(9999, 12, 30), Limit(9, "working_days"))],
)  # fmt: skip
def test_what_is_no_limit_no_pause_or_no_day_is_refused(wrong: Any) -> None:
    with pytest.raises(Malformed):
        wrong()
