"""Hours in office time: what passes while somebody could be at the desk.

Office hours are a figure of the book, ``cases/office#hours``; on a day off there are none.
"""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from zhiyuan.kernel.errors import Malformed
from zhiyuan.kernel.reference import value
from zhiyuan.kernel.span import Span
from zhiyuan.kernel.workday import is_working_day

HOURS = "cases/office#hours"
FARTHEST_DAYS = 3660


def office_spans(day: date, zone: ZoneInfo) -> list[Span]:
    """When the office is open on a day of the site; empty on a day off."""
    if not is_working_day(day):
        return []
    return [Span(_at(day, opens, zone), _at(day, closes, zone)) for opens, closes in value(HOURS, day)]


def worked(start: datetime, end: datetime, zone: ZoneInfo) -> timedelta:
    """Office time between two instants.

    >>> shanghai = ZoneInfo("Asia/Shanghai")
    >>> friday, monday = datetime(2026, 3, 6, 17, tzinfo=shanghai), datetime(2026, 3, 9, 9, tzinfo=shanghai)
    >>> worked(friday, monday, shanghai) <= timedelta(hours=2)
    True
    """
    if end <= start:
        return timedelta()
    span = Span(start, end)
    shared = (opened.overlap(span) for opened in _from(start, zone, (end - start).days + 2))
    return sum((common.length for common in shared if common), timedelta())


def office_time_after(start: datetime, length: timedelta, zone: ZoneInfo) -> datetime:
    """The instant at which so much office time has passed since ``start``."""
    if length <= timedelta():
        raise Malformed("office time is counted forward, not {length}", length=length)
    left = length
    for opened in _from(start, zone, FARTHEST_DAYS):
        begins = max(opened.start, start)
        if opened.end - begins >= left:
            return (begins + left).astimezone(zone)
        left -= max(opened.end - begins, timedelta())
    raise Malformed("{length} of office time after {start} is more than ten years away", length=length, start=start)


def _from(start: datetime, zone: ZoneInfo, days: int) -> Iterator[Span]:
    first = start.astimezone(zone).date()
    for offset in range(days):
        yield from office_spans(first + timedelta(days=offset), zone)


def _at(day: date, clock: str, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time.fromisoformat(clock), tzinfo=zone)
