"""Working days by the State Council's yearly notices: holidays off, make-up Saturdays on.

The notices are pages of the book, ``calendars/china#<year>``. A year whose notice is not out
is provisional: Monday to Friday, and it says so.
"""

from bisect import bisect_right
from datetime import date, timedelta
from functools import lru_cache

from zhiyuan.kernel.errors import NotFound
from zhiyuan.kernel.reference import book, value

CALENDAR = "calendars/china"


def is_working_day(day: date) -> bool:
    """Whether offices work on a day.

    >>> is_working_day(date(2026, 10, 10)), is_working_day(date(2026, 10, 1))
    (True, False)
    """
    off, make_up, _ = _year(day.year, book().digest)
    return day in make_up or (day.weekday() < 5 and day not in off)


def is_provisional(year: int) -> bool:
    """Whether the year's notice is still missing, so that its days may yet change."""
    return _year(year, book().digest)[2]


def working_day_after(day: date, count: int) -> date:
    """The working day that is ``count`` working days after a day; the day itself is not counted.

    >>> working_day_after(date(2026, 9, 28), 5).isoformat()
    '2026-10-10'
    """
    year, wanted = day.year, count
    working = _working_days(year, book().digest)
    place = bisect_right(working, day) + wanted - 1
    while place >= len(working):
        place, year = place - len(working), year + 1
        working = _working_days(year, book().digest)
    return working[place]


def working_days_between(day: date, last: date) -> int:
    """How many working days are after a day and up to and including the last.

    >>> working_days_between(date(2026, 9, 28), date(2026, 10, 10))
    5
    """
    years = (_working_days(year, book().digest) for year in range(day.year, last.year + 1))
    return sum(bisect_right(working, last) - bisect_right(working, day) for working in years)


@lru_cache(maxsize=64)
def _working_days(year: int, book_digest: str) -> tuple[date, ...]:
    days = (date(year, 1, 1) + timedelta(days=n) for n in range(366))
    return tuple(day for day in days if day.year == year and is_working_day(day))


@lru_cache(maxsize=64)
def _year(year: int, book_digest: str) -> tuple[frozenset[date], frozenset[date], bool]:
    try:
        said = value(f"{CALENDAR}#y{year}", date(year, 12, 31))
    except NotFound:
        return frozenset(), frozenset(), True
    return frozenset(said["days_off"]), frozenset(said["make_up"]), bool(said.get("provisional", False))
