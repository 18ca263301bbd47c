"""Which hour of which day is spike, peak, flat or valley.

Periods own their start and not their end, and partition each local day to the minute.
A period whose hours no source gives makes the day NotReady, by name; it is never guessed.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

from zhiyuan.kernel.errors import Malformed, NotReady
from zhiyuan.kernel.reference import book
from zhiyuan.kernel.span import Span, day_span, days

NAMES = ("spike", "peak", "flat", "valley")
DAY_MINUTES = 24 * 60


@dataclass(frozen=True, slots=True)
class Stretch:
    """Minutes of a local day that share a period."""

    start: int
    end: int
    period: str


@lru_cache(maxsize=4096)
def day_stretches(page: str, day: date, book_digest: str) -> tuple[Stretch, ...]:
    """The periods of one day, in order, covering it wholly.

    Raises
    ------
    NotReady
        Where the page knows that a period exists but not its hours.
    """
    rule = _rule_of_month(book().figure(f"{page}#periods", day).value, day.month)
    named = [stretch for name in ("spike", "peak", "valley") for stretch in _named(rule, name, page, day)]
    return tuple(_fill_flat(sorted(named, key=lambda s: s.start), page))


def periods(span: Span, page: str, zone: ZoneInfo) -> Iterator[tuple[Span, str, date]]:
    """Cut a span where the local day or the period changes.

    Examples
    --------
    >>> night = Span(datetime(2025, 4, 14, 10, 30, tzinfo=UTC), datetime(2025, 4, 14, 21, 30, tzinfo=UTC))
    >>> [(p, (s.end - s.start).total_seconds() / 3600) for s, p, _ in
    ...  periods(night, "tariffs/henan_tou", ZoneInfo("Asia/Shanghai"))]
    [('peak', 5.5), ('valley', 5.5)]
    """
    first, last = span.start.astimezone(zone).date(), span.end.astimezone(zone).date()
    for day in days(first, last + timedelta(days=1)):
        for whole, period in on_clock(day, day_stretches(page, day, book().digest), zone):
            piece = span.overlap(whole)
            if piece:
                yield piece, period, day


def on_clock(day: date, stretches: Sequence[Stretch], zone: ZoneInfo) -> Iterator[tuple[Span, str]]:
    """When the stretches of a local day happen, by what a clock on the wall shows.

    Where clocks are put forward the skipped minutes do not happen, where they are put back the
    repeated ones happen twice.
    """
    zero = datetime.combine(day, time.min, tzinfo=UTC)
    for part, offset in _one_offset(day_span(day, zone), zone):
        for stretch in stretches:
            start, end = (zero - offset + timedelta(minutes=m) for m in (stretch.start, stretch.end))
            piece = part.overlap(Span(start, end))
            if piece:
                yield piece, stretch.period


def _one_offset(day: Span, zone: ZoneInfo) -> Iterator[tuple[Span, timedelta]]:
    """The day in parts of one distance from UTC: one part, two where clocks change."""
    first, last = _offset(day.start, zone), _offset(day.end - timedelta(seconds=1), zone)
    if first == last:
        yield day, first
        return
    before, after = day.start, day.end
    while after - before > timedelta(seconds=1):
        middle = before + timedelta(seconds=(after - before) // timedelta(seconds=2))
        before, after = (middle, after) if _offset(middle, zone) == first else (before, middle)
    yield Span(day.start, after), first
    if after < day.end:
        yield Span(after, day.end), last


def _offset(at: datetime, zone: ZoneInfo) -> timedelta:
    return at.astimezone(zone).utcoffset() or timedelta(0)


def _rule_of_month(rules: Sequence[Mapping[str, Any]], month: int) -> Mapping[str, Any]:
    return next(rule for rule in rules if month in rule["months"])


def _named(rule: Mapping[str, Any], name: str, page: str, day: date) -> Iterator[Stretch]:
    if rule[name] is None:
        raise NotReady(
            "{page}: the {name} hours of month {month} are in no source we have; enter them in the book first",
            page=page, name=name, month=f"{day:%Y-%m}",
        )  # fmt: skip
    for start, end in rule[name]:
        yield Stretch(_minute(start), _minute(end), name)


def _minute(clock: str) -> int:
    hours, minutes = clock.split(":")
    return int(hours) * 60 + int(minutes)


def _fill_flat(named: list[Stretch], page: str) -> Iterator[Stretch]:
    edges = [Stretch(0, 0, ""), *named, Stretch(DAY_MINUTES, DAY_MINUTES, "")]
    for before, after in pairwise(edges):
        if after.start < before.end:
            raise Malformed("{page}: periods overlap at minute {minute} of a day", page=page, minute=after.start)
        if before.end < after.start:
            yield Stretch(before.end, after.start, "flat")
        if after.period:
            yield after
