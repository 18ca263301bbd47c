"""Unusual use: beside one's own past, by weekday, hour and kind of day."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from zhiyuan.billing.daily import HourUse
from zhiyuan.billing.unusual import HIGH, LOW, Limits, alike, band, judge, runs
from zhiyuan.kernel.workday import is_working_day

ZONE = ZoneInfo("Asia/Shanghai")
LIMITS = Limits.on(date(2026, 3, 1))
FIRST = datetime(2026, 3, 2, tzinfo=ZONE)  # a Monday


def hours(start: datetime, days: int, seed: int = 1, noise: float = 0.12) -> list[HourUse]:
    """An office: 2 kWh an hour at rest, 20 on working days from 8 to 19 o'clock, with scatter by day and hour."""
    draw = np.random.default_rng(seed)
    found = []
    for n in range(days):
        day = start.date() + timedelta(days=n)
        size = draw.normal(1, noise)
        for h in range(24):
            kwh = (20.0 if is_working_day(day) and 8 <= h < 19 else 2.0) * size * draw.normal(1, noise / 2)
            at = datetime(day.year, day.month, day.day, h, tzinfo=ZONE)
            found.append(HourUse(int(at.timestamp()) * 1_000_000, max(kwh, 0.0), False))
    return found


def after(found: list[HourUse], at: datetime, add: float, count: int) -> list[HourUse]:
    """The same with more (or less) used from an hour on."""
    begins = int(at.timestamp()) * 1_000_000
    ends = begins + count * 3_600_000_000
    return [
        HourUse(h.start_us, max((h.kwh or 0) + add, 0.0), h.estimated) if begins <= h.start_us < ends else h
        for h in found
    ]


def test_machines_left_on_over_night_are_seen() -> None:
    past = hours(FIRST - timedelta(days=60), 61)
    left_on = after(past, FIRST.replace(hour=20), 12.0, 4)
    (run,) = runs(judge(left_on, FIRST, LIMITS, ZONE), LIMITS)
    assert (run.way, run.start.hour, run.hours) == (HIGH, 20, 4)
    assert run.beyond_kwh == pytest.approx(48, abs=6)


def test_the_same_energy_at_noon_of_a_working_day_is_usual() -> None:
    past = hours(FIRST - timedelta(days=60), 61)
    assert runs(judge(past, FIRST, LIMITS, ZONE), LIMITS) == []


def test_a_line_that_stands_still_is_seen_as_too_little() -> None:
    past = hours(FIRST - timedelta(days=60), 61)
    still = after(past, FIRST.replace(hour=9), -20.0, 6)
    (run,) = runs(judge(still, FIRST, LIMITS, ZONE), LIMITS)
    assert run.way == LOW


def test_one_odd_week_in_the_past_moves_nothing() -> None:
    past = hours(FIRST - timedelta(days=60), 61)
    odd = after(past, FIRST - timedelta(days=14), 100.0, 24)
    (plain,) = [j for j in judge(past, FIRST, LIMITS, ZONE) if j.start.hour == 10]
    (other,) = [j for j in judge(odd, FIRST, LIMITS, ZONE) if j.start.hour == 10]
    assert plain.band is not None
    assert other.band is not None
    assert other.band.middle == pytest.approx(plain.band.middle, rel=0.15)
    assert other.band.high < plain.band.high * 1.5


def test_a_holiday_is_compared_with_days_off() -> None:
    holiday = date(2026, 10, 1)  # a Thursday off
    assert all(not is_working_day(d) for d in alike(holiday, LIMITS))
    at = datetime(2026, 10, 1, tzinfo=ZONE)
    used = hours(at - timedelta(days=60), 61)
    assert runs(judge(used, at, LIMITS, ZONE), LIMITS) == []


def test_a_make_up_saturday_is_compared_with_working_days() -> None:
    saturday = date(2026, 10, 10)
    assert is_working_day(saturday)
    assert all(is_working_day(d) for d in alike(saturday, LIMITS))


def test_a_past_that_is_too_short_says_nothing() -> None:
    assert band([1.0, 2.0, 3.0], LIMITS) is None
    judged = judge(hours(FIRST - timedelta(days=6), 7), FIRST + timedelta(hours=3), LIMITS, ZONE)
    assert all(j.way == "" for j in judged if j.band is None)


def test_an_estimated_hour_is_not_judged_and_does_not_shape_the_band() -> None:
    past = hours(FIRST - timedelta(days=60), 61)
    begins = int(FIRST.timestamp()) * 1_000_000
    doubtful = [HourUse(h.start_us, 500.0, True) if h.start_us >= begins else h for h in past]
    assert runs(judge(doubtful, FIRST, LIMITS, ZONE), LIMITS) == []


def test_two_odd_hours_are_no_alarm() -> None:
    past = after(hours(FIRST - timedelta(days=60), 61), FIRST.replace(hour=21), 12.0, 2)
    assert runs(judge(past, FIRST, LIMITS, ZONE), LIMITS) == []


def test_a_quiet_year_raises_less_than_one_false_alarm_in_two_months_for_each_tenant() -> None:
    found = 0
    for seed in range(5):
        start = datetime(2025, 1, 1, tzinfo=ZONE)
        used = hours(start, 365, seed)
        found += len(runs(judge(used, start + timedelta(days=60), LIMITS, ZONE), LIMITS))
    assert found / 5 <= 5
