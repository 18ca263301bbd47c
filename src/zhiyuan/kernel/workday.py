"""Working days by the State Council's yearly notices: holidays off, make-up Saturdays on.

The notices are pages of the book, ``calendars/china#<year>``. A year whose notice is not out
is provisional: Monday to Friday, and it says so.
"""

from datetime import date
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


@lru_cache(maxsize=64)
def _year(year: int, book_digest: str) -> tuple[frozenset[date], frozenset[date], bool]:
    try:
        said = value(f"{CALENDAR}#y{year}", date(year, 12, 31))
    except NotFound:
        return frozenset(), frozenset(), True
    return frozenset(said["days_off"]), frozenset(said["make_up"]), bool(said.get("provisional", False))
