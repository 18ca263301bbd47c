"""Half-open spans of time.

A span owns its start and not its end, so consecutive spans tile a month
without sharing an instant. Instants are kept in UTC; days are the park's own.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from zhiyuan.kernel.errors import Malformed

QUARTER = timedelta(minutes=15)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """The instants t with ``start <= t < end``; both ends know their time zone."""

    start: datetime
    end: datetime

    def __post_init__(self) -> None:
        if self.start.tzinfo is None or self.end.tzinfo is None:
            raise Malformed("{start} – {end}: both ends of a span need a time zone", start=self.start, end=self.end)
        # Kept in UTC: two stamps of one zone subtract as wall clocks, an hour wrong where clocks change.
        object.__setattr__(self, "start", self.start.astimezone(UTC))
        object.__setattr__(self, "end", self.end.astimezone(UTC))
        if self.end <= self.start:
            raise Malformed("{start} – {end}: a span ends after it starts", start=self.start, end=self.end)

    def __contains__(self, instant: datetime) -> bool:
        return self.start <= instant < self.end

    @property
    def length(self) -> timedelta:
        """How long it lasts, in elapsed time."""
        return self.end - self.start

    def overlap(self, other: "Span") -> "Span | None":
        """The instants in both, or None when there are none."""
        start, end = max(self.start, other.start), min(self.end, other.end)
        return Span(start, end) if start < end else None


def day_span(day: date, zone: ZoneInfo) -> Span:
    """One calendar day of the site; 23 or 25 hours long where clocks change.

    >>> day_span(date(2026, 3, 1), ZoneInfo("Asia/Shanghai")).start.isoformat()
    '2026-02-28T16:00:00+00:00'
    """
    return Span(midnight(day, zone), midnight(day + timedelta(days=1), zone))


def days_span(first: date, until: date, zone: ZoneInfo) -> Span:
    """The site's days [first, until) as instants.

    >>> days_span(date(2026, 3, 1), date(2026, 4, 1), ZoneInfo("Asia/Shanghai")).length.days
    31
    """
    return Span(midnight(first, zone), midnight(until, zone))


def span_days(span: Span, zone: ZoneInfo) -> tuple[date, date]:
    """The site's days that a span touches: the first, and the one after the last.

    >>> march = days_span(date(2026, 3, 1), date(2026, 4, 1), ZoneInfo("Asia/Shanghai"))
    >>> [day.isoformat() for day in span_days(march, ZoneInfo("Asia/Shanghai"))]
    ['2026-03-01', '2026-04-01']
    """
    last = (span.end - timedelta(microseconds=1)).astimezone(zone).date()
    return span.start.astimezone(zone).date(), last + timedelta(days=1)


def so_far(span: Span, now: datetime) -> Span:
    """A span up to the last whole quarter hour, at least its first one: what lies ahead is no gap."""
    quarter = now.replace(minute=now.minute // 15 * 15, second=0, microsecond=0)
    return Span(span.start, max(min(span.end, quarter), span.start + QUARTER))


def next_month(day: date) -> date:
    """The first day of the month after.

    >>> next_month(date(2026, 12, 31)).isoformat()
    '2027-01-01'
    """
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)


def month_before(day: date) -> date:
    """The first day of the month before.

    >>> month_before(date(2026, 1, 15)).isoformat()
    '2025-12-01'
    """
    return (day.replace(day=1) - timedelta(days=1)).replace(day=1)


def midnight(day: date, zone: ZoneInfo) -> datetime:
    """The first instant of a site's day."""
    return datetime.combine(day, time.min, tzinfo=zone)


def days(first: date, last: date) -> Iterator[date]:
    """Every day from first up to and not including last.

    >>> [d.day for d in days(date(2026, 3, 30), date(2026, 4, 2))]
    [30, 31, 1]
    """
    for offset in range((last - first).days):
        yield first + timedelta(days=offset)


def micros(instant: datetime) -> int:
    """An aware instant as whole µs since 1970 UTC.

    >>> micros(datetime(1970, 1, 1, 0, 0, 1, tzinfo=UTC))
    1000000
    """
    return (instant - EPOCH) // timedelta(microseconds=1)


def instant(us: int) -> datetime:
    """µs since 1970 as an aware instant in UTC."""
    return EPOCH + timedelta(microseconds=us)


def read_day(said: str) -> date:
    """A day as a form or a file writes it.

    Raises
    ------
    Malformed
        When it is none.

    >>> read_day("2026-03-02")
    datetime.date(2026, 3, 2)
    """
    try:
        return date.fromisoformat(said.strip())
    except ValueError:
        raise Malformed("{said} is no day; write it like 2026-03-02", said=said[:20] or "–") from None
