"""Calendar buckets on the site's clock: from quarter hours to years, and the billing period of a meter.

Every bucket owns its start and not its end, and the buckets of a span tile it without a hole, so
that sums over them add up. A day is as long as the site's clock makes it, 23 or 25 hours where clocks
change; an hour that the clock shows twice is two hours. Weeks begin on Monday (ISO 8601).
"""

from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Literal
from zoneinfo import ZoneInfo

from zhiyuan.kernel.errors import Malformed
from zhiyuan.kernel.span import Span, days_span, midnight
from zhiyuan.telemetry.energy import HOUR_US, INTERVAL_US
from zhiyuan.telemetry.historian import instant, micros

Bucket = Literal["interval", "hour", "day", "week", "month", "quarter", "year", "billing"]
BUCKETS: tuple[Bucket, ...] = ("interval", "hour", "day", "week", "month", "quarter", "year", "billing")
FINER: dict[str, Bucket] = {
    "year": "month", "quarter": "month", "billing": "day", "month": "day", "week": "day", "day": "hour",
    "hour": "interval",
}  # fmt: skip
DAY_US = 24 * HOUR_US
LAST_CYCLE_DAY = 28  # the last day that every month has


def bucket_edges(span: Span, bucket: Bucket, zone: ZoneInfo, cycle_day: int = 1) -> list[int]:
    """Where the buckets of a span begin, and the end of the last; the span cuts the first and the last.

    Parameters
    ----------
    cycle_day
        Day of the month at whose 00:00 a billing period begins, 1 to 28.

    Returns
    -------
    list
        Instants in order. [µs since 1970 UTC]

    Examples
    --------
    >>> from datetime import UTC
    >>> march = Span(datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 3, 2, tzinfo=UTC))
    >>> [instant(e).hour for e in bucket_edges(march, "day", ZoneInfo("Asia/Shanghai"))]
    [0, 16, 0]
    """
    if bucket not in BUCKETS:
        raise Malformed("{bucket} is no calendar bucket; there are {all}", bucket=bucket, all=", ".join(BUCKETS))
    start, end = micros(span.start), micros(span.end)
    if bucket in ("interval", "hour"):
        return _clock_edges(start, end, INTERVAL_US if bucket == "interval" else HOUR_US, zone)
    day = span.start.astimezone(zone).date()
    edges = [start]
    while edges[-1] < end:
        day = next_start(day, bucket, cycle_day)
        edges.append(min(end, micros(midnight(day, zone))))
    return edges


def first_day(day: date, bucket: Bucket, cycle_day: int = 1) -> date:
    """The first day of the bucket (of whole days) that a day lies in.

    >>> first_day(date(2026, 3, 1), "week").isoformat(), first_day(date(2026, 3, 25), "billing", 26).isoformat()
    ('2026-02-23', '2026-02-26')
    """
    match bucket:
        case "week":
            return day - timedelta(days=day.weekday())
        case "month":
            return day.replace(day=1)
        case "quarter":
            return date(day.year, (day.month - 1) // 3 * 3 + 1, 1)
        case "year":
            return date(day.year, 1, 1)
        case "billing":
            begun = day.replace(day=_cycle(cycle_day))
            return begun if begun <= day else _months_on(begun, -1)
    return day


def next_start(day: date, bucket: Bucket, cycle_day: int = 1) -> date:
    """The first day of the bucket after the one that a day lies in.

    >>> next_start(date(2026, 12, 31), "quarter").isoformat(), next_start(date(2026, 1, 26), "billing", 26).isoformat()
    ('2027-01-01', '2026-02-26')
    """
    first = first_day(day, bucket, cycle_day)
    match bucket:
        case "week":
            return first + timedelta(days=7)
        case "month" | "billing":
            return _months_on(first, 1)
        case "quarter":
            return _months_on(first, 3)
        case "year":
            return _months_on(first, 12)
    return first + timedelta(days=1)


def whole(at: datetime, bucket: Bucket, zone: ZoneInfo, cycle_day: int = 1) -> Span:
    """The bucket that an instant lies in.

    >>> night = datetime(2026, 2, 28, 17, 10, tzinfo=ZoneInfo("UTC"))
    >>> whole(night, "month", ZoneInfo("Asia/Shanghai")).start.isoformat()
    '2026-02-28T16:00:00+00:00'
    """
    if bucket in ("interval", "hour"):
        around = Span(at - timedelta(hours=2), at + timedelta(hours=2))
        for a, b in pairwise(bucket_edges(around, bucket, zone)):
            if a <= micros(at) < b:
                return Span(instant(a), instant(b))
    day = at.astimezone(zone).date()
    begun, ended = first_day(day, bucket, cycle_day), next_start(day, bucket, cycle_day)
    return days_span(begun, ended, zone)


def offsets(span: Span, zone: ZoneInfo) -> list[tuple[int, int]]:
    """The zone's offset from UTC at the start of a span and at each change in it: (from [µs], offset [µs])."""
    start, end = micros(span.start), micros(span.end)
    found = [(start, offset(start, zone))]
    for at in range(start // HOUR_US * HOUR_US, end, DAY_US // 2):
        held = found[-1][1]
        if offset(min(at + DAY_US // 2, end), zone) != held:
            change = next(
                h for h in range(at, at + DAY_US, INTERVAL_US) if h > found[-1][0] and offset(h, zone) != held
            )
            found.append((change, offset(change, zone)))
    return [found[0], *(f for f in found[1:] if f[0] < end)]


def offset_sql(span: Span, zone: ZoneInfo) -> str:
    """The zone's offset from UTC [µs] as SQL of ``start``: one number, or a CASE where clocks change in the span."""
    found = offsets(span, zone)
    if len(found) == 1:
        return str(found[0][1])
    before = " ".join(f"WHEN start < {change} THEN {held}" for (_, held), (change, _) in pairwise(found))
    return f"CASE {before} ELSE {found[-1][1]} END"


def offset(us: int, zone: ZoneInfo) -> int:
    """The zone's offset from UTC at an instant. [µs]"""
    return (instant(us).astimezone(zone).utcoffset() or timedelta()) // timedelta(microseconds=1)


def _clock_edges(start: int, end: int, width: int, zone: ZoneInfo) -> list[int]:
    """Full hours or quarters on the site's clock; where the clock changes, one ends and one begins."""
    found = offsets(Span(instant(start), instant(end)), zone)
    edges = []
    for (begin, held), (until, _) in pairwise([*found, (end, 0)]):
        first = (begin + held) // width * width - held
        edges += [max(begin, e) for e in range(first, until, width)]
    return [*edges, end]


def _cycle(cycle_day: int) -> int:
    if not 1 <= cycle_day <= LAST_CYCLE_DAY:
        raise Malformed(
            "a billing period begins on day 1 to {last} of a month, which every month has; {day} is not one",
            last=LAST_CYCLE_DAY, day=cycle_day,
        )  # fmt: skip
    return cycle_day


def _months_on(day: date, months: int) -> date:
    count = day.year * 12 + day.month - 1 + months
    return day.replace(year=count // 12, month=count % 12 + 1)
