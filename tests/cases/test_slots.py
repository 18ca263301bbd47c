"""Times at a counter, by office hours and the calendar."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest

from zhiyuan.cases.slots import Counter, counter, times
from zhiyuan.kernel.errors import NotFound

SHANGHAI = ZoneInfo("Asia/Shanghai")
HALL = Counter(minutes=30, capacity=2, days_ahead=14)


def test_seven_office_hours_have_fourteen_half_hours_and_none_at_lunch() -> None:
    found = [f"{start:%H:%M}" for start in times(HALL, date(2026, 3, 2), SHANGHAI)]
    assert (len(found), found[0], found[5:7], found[-1]) == (14, "09:00", ["11:30", "13:30"], "17:00")


def test_what_would_not_end_in_office_time_is_not_offered() -> None:
    long = Counter(minutes=100, capacity=1, days_ahead=14)
    assert [f"{s:%H:%M}" for s in times(long, date(2026, 3, 2), SHANGHAI)] == ["09:00", "13:30", "15:10"]


def test_a_make_up_saturday_has_times_and_a_holiday_has_none() -> None:
    assert len(times(HALL, date(2026, 10, 10), SHANGHAI)) == 14
    assert times(HALL, date(2026, 10, 1), SHANGHAI) == []
    assert times(HALL, date(2026, 3, 2) + timedelta(days=5), SHANGHAI) == []


def test_nobody_books_where_no_counter_is() -> None:
    with pytest.raises(NotFound, match="nobody books at planning; there are hall, market"):
        counter("planning", date(2026, 3, 2))
