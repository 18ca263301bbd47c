from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhiyuan.kernel.errors import Malformed
from zhiyuan.kernel.span import Span, day_span

INSTANTS = st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


def test_a_span_that_ends_before_it_starts_is_refused() -> None:
    with pytest.raises(Malformed, match="ends after it starts"):
        Span(datetime(2026, 1, 2, tzinfo=UTC), datetime(2026, 1, 1, tzinfo=UTC))


def test_a_span_without_a_time_zone_is_refused() -> None:
    with pytest.raises(Malformed, match="time zone"):
        Span(datetime(2026, 1, 1), datetime(2026, 1, 2))  # noqa: DTZ001


@given(INSTANTS, st.timedeltas(timedelta(seconds=1), timedelta(days=400)), st.timedeltas(timedelta(seconds=1)))
def test_consecutive_spans_share_no_instant(start: datetime, first: timedelta, second: timedelta) -> None:
    second = min(second, timedelta(days=400))
    a, b = Span(start, start + first), Span(start + first, start + first + second)
    assert a.overlap(b) is None
    assert b.start in b
    assert b.start not in a


def test_a_day_is_the_sites_own_and_may_last_twenty_three_hours() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    day = day_span(date(2026, 3, 29), berlin)
    assert day.length == timedelta(hours=23)
