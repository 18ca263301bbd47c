from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhiyuan.cases.officetime import office_spans, office_time_after, worked
from zhiyuan.kernel.errors import Malformed

ZONE = ZoneInfo("Asia/Shanghai")
INSTANTS = st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 1), timezones=st.just(ZONE))  # noqa: DTZ001  # given one


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


def test_a_make_up_saturday_has_office_hours_and_a_holiday_has_none() -> None:
    assert len(office_spans(date(2026, 2, 14), ZONE)) == 2
    assert office_spans(date(2026, 2, 16), ZONE) == []


def test_lunch_nights_and_weekends_are_no_office_time() -> None:
    assert worked(at("2026-03-06T11:30"), at("2026-03-09T09:15"), ZONE) == timedelta(hours=4, minutes=45)


def test_seven_hours_handed_in_at_ten_are_over_at_ten_the_next_day() -> None:
    assert office_time_after(at("2026-03-02T10:00"), timedelta(hours=7), ZONE) == at("2026-03-03T10:00")


def test_what_arrives_at_night_begins_in_the_morning() -> None:
    assert office_time_after(at("2026-03-06T22:00"), timedelta(hours=1), ZONE) == at("2026-03-09T10:00")


@given(INSTANTS, st.integers(1, 3000))
def test_the_two_are_each_others_way_back(start: datetime, minutes: int) -> None:
    length = timedelta(minutes=minutes)
    assert worked(start, office_time_after(start, length, ZONE), ZONE) == length


@given(INSTANTS, INSTANTS, INSTANTS)
def test_office_time_of_two_parts_is_that_of_the_whole(one: datetime, two: datetime, three: datetime) -> None:
    first, middle, last = sorted([one, two, three])
    assert worked(first, middle, ZONE) + worked(middle, last, ZONE) == worked(first, last, ZONE)


def test_a_length_of_nothing_is_refused() -> None:
    with pytest.raises(Malformed):
        office_time_after(at("2026-03-02T10:00"), timedelta(), ZONE)
