"""From a log and the calendar to a deadline; nothing here is stored, so that a new notice moves it.

The day of receipt is not counted. While the clock is paused nothing is counted but the day of the
notice; the count goes on the day after the clock resumes. A last day that is a day off, or paused,
moves to the next working day (民法典 200–204, 行政许可法 45 and 82).
"""

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from zhiyuan.cases.limit import MONTHS, WORKING_DAYS, Limit
from zhiyuan.kernel.errors import Malformed
from zhiyuan.kernel.workday import is_provisional, is_working_day, working_day_after, working_days_between


@dataclass(frozen=True, slots=True, order=True)
class Pause:
    """The days after ``since``, up to and including ``until``, do not count."""

    since: date
    until: date

    def __post_init__(self) -> None:
        if self.until < self.since:
            raise Malformed("a pause ends after it begins: {since}, {until}", since=self.since, until=self.until)

    def __contains__(self, day: date) -> bool:
        return self.since < day <= self.until


@dataclass(frozen=True, slots=True)
class Due:
    """The last day, and whether a year without a notice (暂定) may still move it."""

    day: date
    provisional: bool


def due(accepted: date, limit: Limit, pauses: Iterable[Pause] = ()) -> Due:
    """The last day of a limit that began with the receipt on ``accepted``.

    >>> from zhiyuan.cases.limit import Limit
    >>> due(date(2026, 3, 2), Limit(20, "working_days"), [Pause(date(2026, 3, 9), date(2026, 3, 18))]).day.isoformat()
    '2026-04-09'

    Raises
    ------
    Malformed
        When the last day lies beyond the calendar's end.
    """
    merged = _merged(pauses)
    try:
        day = _open_day(_counted_out(accepted, limit, merged), merged)
    except (OverflowError, ValueError):
        raise Malformed(
            "a limit of {count} from {day} ends beyond the calendar", count=limit.count, day=accepted
        ) from None
    return Due(day, any(is_provisional(year) for year in range(accepted.year, day.year + 1)))


def _counted_out(accepted: date, limit: Limit, merged: list[Pause]) -> date:
    """The day on which the count is full, wherever that falls."""
    skipped, day = 0, _full(accepted, limit, 0)
    for pause in merged:
        if pause.since >= day:
            break
        skipped += _length(limit, max(pause.since, accepted), max(pause.until, accepted))
        day = _full(accepted, limit, skipped)
    return day


def _full(accepted: date, limit: Limit, skipped: int) -> date:
    if limit.unit == WORKING_DAYS:
        return working_day_after(accepted, limit.count + skipped)
    if limit.unit == MONTHS:
        return months_after(accepted, limit.count) + timedelta(days=skipped)
    return accepted + timedelta(days=limit.count + skipped)


def _length(limit: Limit, since: date, until: date) -> int:
    return working_days_between(since, until) if limit.unit == WORKING_DAYS else (until - since).days


def _open_day(day: date, merged: list[Pause]) -> date:
    """The day itself, or the first working day after it on which the clock runs."""
    while not is_working_day(day) or any(day in pause for pause in merged):
        day += timedelta(days=1)
    return day


def months_after(day: date, count: int) -> date:
    """The corresponding day some months later, or that month's last where it has no such day. 民法典 202.

    >>> months_after(date(2026, 1, 31), 1).isoformat()
    '2026-02-28'
    """
    years, month = divmod(day.month - 1 + count, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def _merged(pauses: Iterable[Pause]) -> list[Pause]:
    """Pauses in order; where they overlap or touch they are one, so that no day is left out twice."""
    merged: list[Pause] = []
    for pause in sorted(pauses):
        if merged and pause.since <= merged[-1].until:
            merged[-1] = Pause(merged[-1].since, max(merged[-1].until, pause.until))
        else:
            merged.append(pause)
    return merged
