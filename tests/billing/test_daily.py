"""Days and hours of a tenant, and their own past beside them."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import numpy as np

from zhiyuan.billing.daily import DayUse, by_day, by_hour, compare, total
from zhiyuan.enterprises.occupied import Occupied
from zhiyuan.kernel.span import Span, midnight
from zhiyuan.telemetry.energy import Quality
from zhiyuan.telemetry.quarter import QuarterHours, starts

ZONE = ZoneInfo("Asia/Shanghai")
FIRST, UNTIL = date(2026, 3, 16), date(2026, 3, 19)
SPAN = Span(midnight(FIRST, ZONE), midnight(UNTIL, ZONE))


def quarters(kwh: float = 0.25) -> QuarterHours:
    at = starts(SPAN)
    return QuarterHours(at, np.full(len(at), int(kwh * 1e6), np.int64), np.zeros(len(at), np.int8))


def stay(start: date, end: date | None = None, *meters: str) -> Occupied:
    return Occupied(1, "a", "A", 1, start, end, Decimal(100), (), (), meters or ("m1",))


def test_who_moves_in_on_the_17th_used_nothing_before() -> None:
    use = total([stay(date(2026, 3, 17))], {"m1": quarters()}, ZONE)
    days = by_day(use, FIRST, UNTIL, ZONE)
    assert [(d.day.day, d.kwh, d.known) for d in days] == [(16, 0.0, False), (17, 24.0, True), (18, 24.0, True)]


def test_meters_add_up() -> None:
    use = total([stay(FIRST, None, "m1", "m2")], {"m1": quarters(), "m2": quarters(0.5)}, ZONE)
    assert [d.kwh for d in by_day(use, FIRST, UNTIL, ZONE)] == [72.0, 72.0, 72.0]


def test_a_day_with_a_gap_says_how_much_is_unknown_and_how_much_estimated() -> None:
    one = quarters()
    one.quality[4:8], one.energy[4:8] = Quality.MISSING, 0
    one.quality[8:12] = Quality.ESTIMATED
    day = by_day(total([stay(FIRST)], {"m1": one}, ZONE), FIRST, UNTIL, ZONE)[0]
    assert (day.kwh, day.estimated_kwh, day.missing, day.known) == (23.0, 1.0, 4, False)


def test_an_hour_of_which_a_quarter_is_unknown_is_unknown() -> None:
    one = quarters()
    one.quality[5], one.energy[5] = Quality.MISSING, 0
    hours = by_hour(total([stay(FIRST)], {"m1": one}, ZONE), SPAN)
    assert [h.kwh for h in hours[:3]] == [1.0, None, 1.0]
    assert len(hours) == 72


def _day(day: date, kwh: float, missing: int = 0) -> DayUse:
    return DayUse(day, kwh, 0.0, missing, 96)


def test_days_are_compared_with_the_same_weekdays_the_month_and_the_year_before() -> None:
    day = date(2026, 3, 16)
    past = [_day(day - timedelta(days=7 * n), 100.0) for n in range(1, 5)]
    past += [_day(date(2026, 2, 16), 80.0), _day(day - timedelta(days=364), 50.0)]
    beside = {b.name: b for b in compare([*past, _day(day, 120.0)], day, day + timedelta(days=1))}
    assert (beside["weekdays"].then_kwh, beside["month"].then_kwh, beside["year"].then_kwh) == (95.0, 80.0, 50.0)
    assert beside["year"].change == 1.4


def test_a_day_with_gaps_is_left_out_on_both_sides() -> None:
    day = date(2026, 3, 16)
    known = [_day(day, 100.0), _day(date(2026, 2, 16), 70.0, missing=3), _day(day + timedelta(days=1), 90.0)]
    month = next(b for b in compare(known, day, day + timedelta(days=2)) if b.name == "month")
    assert (month.days, month.of_days, month.change) == (0, 2, None)


def test_the_31st_has_no_day_before_in_a_shorter_month() -> None:
    known = [_day(date(2026, 3, 31), 100.0), _day(date(2026, 2, 28), 70.0)]
    month = next(b for b in compare(known, date(2026, 3, 31), date(2026, 4, 1)) if b.name == "month")
    assert month.days == 0


def test_hours_of_a_span_start_with_it() -> None:
    (first, *_) = by_hour(total([stay(FIRST)], {"m1": quarters()}, ZONE), SPAN)
    assert datetime.fromtimestamp(first.start_us / 1e6, ZONE) == midnight(FIRST, ZONE)
