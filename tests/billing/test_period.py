from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhiyuan.billing.bill import Use, energy_by_period
from zhiyuan.billing.period import DAY_MINUTES, day_stretches, periods
from zhiyuan.billing.tariff import HENAN
from zhiyuan.kernel.errors import NotReady
from zhiyuan.kernel.reference import Book, book, shipped, use
from zhiyuan.kernel.span import Span

SHANGHAI = ZoneInfo("Asia/Shanghai")
DAYS = st.dates(date(2022, 12, 1), date(2027, 12, 31))
UNKNOWN = {1, 7, 8, 12}


def unknown(day: date) -> bool:
    return day < date(2024, 6, 1) and day.month in UNKNOWN


@given(DAYS)
def test_periods_partition_every_day_to_the_minute_or_say_what_is_missing(day: date) -> None:
    if unknown(day):
        with pytest.raises(NotReady, match="spike"):
            day_stretches(HENAN, day, book().digest)
        return
    stretches = day_stretches(HENAN, day, book().digest)
    assert stretches[0].start == 0
    assert stretches[-1].end == DAY_MINUTES
    assert all(a.end == b.start for a, b in pairwise(stretches))


@given(DAYS.filter(lambda d: d >= date(2024, 6, 1)), st.integers(0, 1439), st.integers(1, 3000))
def test_cutting_a_span_loses_and_doubles_nothing(day: date, minute: int, length: int) -> None:
    start = datetime(day.year, day.month, day.day, tzinfo=SHANGHAI) + timedelta(minutes=minute)
    span = Span(start, start + timedelta(minutes=length))
    pieces = [piece for piece, _, _ in periods(span, HENAN, SHANGHAI)]
    assert pieces[0].start == span.start
    assert pieces[-1].end == span.end
    assert all(a.end == b.start for a, b in pairwise(pieces))


def test_half_hour_boundaries_are_kept_though_henan_has_none() -> None:
    source = {"document": "Example"}
    page = {
        "periods": {"unit": "clock", "values": [{"since": date(2026, 1, 1), "source": source, "value": [
            {"months": list(range(1, 13)), "spike": [], "peak": [["16:30", "24:00"]], "valley": []}]}]},
    }  # fmt: skip
    use(Book({**shipped().pages, "example": page}))
    try:
        noon = datetime(2026, 3, 2, 16, 0, tzinfo=SHANGHAI)
        used = energy_by_period([Use(Span(noon, noon + timedelta(hours=1)), Decimal(4))], SHANGHAI, "example")
    finally:
        use(shipped())
    assert used == {("2026-03", "flat"): Decimal(2), ("2026-03", "peak"): Decimal(2)}


def test_the_unknown_months_are_named_to_the_month_for_every_day_there_is() -> None:
    """All days from 2022-12-01 to 2027-12-31, not a sample."""
    named = set()
    day = date(2022, 12, 1)
    while day <= date(2027, 12, 31):
        try:
            stretches = day_stretches(HENAN, day, book().digest)
            assert sum(s.end - s.start for s in stretches) == DAY_MINUTES
        except NotReady as missing:
            named.add(str(missing.params["month"]))
        day += timedelta(days=1)
    assert named == {"2022-12", "2023-01", "2023-07", "2023-08", "2023-12", "2024-01"}
