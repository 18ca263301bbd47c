"""Periods of figures: days [start, end), written as people write them.

``2024`` a year, ``2024-Q3`` a quarter, ``2024-09`` a month, ``2024-01..2024-09`` months in a row (both named),
``2025-01-08`` a day: how things stood.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from zhiyuan.kernel.errors import Malformed

_QUARTER = re.compile(r"(\d{4})-?Q([1-4])")
_MONTH = re.compile(r"(\d{4})-(\d{2})")
_YEAR = re.compile(r"\d{4}")
EVERY = {"month": 1, "quarter": 3, "year": 12}


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """The days ``start <= day < end``."""

    start: date
    end: date

    def __post_init__(self) -> None:
        if self.end <= self.start:
            raise Malformed("{start} to {end}: a period ends after it starts", start=self.start, end=self.end)

    @property
    def last(self) -> date:
        """The last day."""
        return self.end - timedelta(days=1)

    @property
    def whole_months(self) -> bool:
        """Whether it begins and ends with a month."""
        return self.start.day == 1 and self.end.day == 1

    def __str__(self) -> str:
        if self.end - self.start == timedelta(days=1):
            return f"{self.start:%Y-%m-%d}"
        if not self.whole_months:
            return f"{self.start:%Y-%m-%d}..{self.last:%Y-%m-%d}"
        if self.start.month == 1 and self.end == date(self.start.year + 1, 1, 1):
            return f"{self.start:%Y}"
        first, last = f"{self.start:%Y-%m}", f"{self.last:%Y-%m}"
        return first if first == last else f"{first}..{last}"


def parse(text: str) -> Period:
    """A period as written.

    >>> parse("2024-Q3"), str(parse("2024-01..2024-09"))
    (Period(start=datetime.date(2024, 7, 1), end=datetime.date(2024, 10, 1)), '2024-01..2024-09')

    Raises
    ------
    Malformed
        When it is none.
    """
    first, dots, last = text.strip().partition("..")
    begins = _one(first.strip(), text)
    return Period(begins.start, _one(last.strip(), text).end) if dots else begins


def _one(text: str, whole: str) -> Period:
    try:
        if found := _QUARTER.fullmatch(text):
            start = date(int(found[1]), 3 * int(found[2]) - 2, 1)
            return Period(start, months_later(start, 3))
        if found := _MONTH.fullmatch(text):
            start = date(int(found[1]), int(found[2]), 1)
            return Period(start, months_later(start, 1))
        if _YEAR.fullmatch(text):
            return Period(date(int(text), 1, 1), date(int(text) + 1, 1, 1))
        start = date.fromisoformat(text)
        return Period(start, start + timedelta(days=1))
    except (ValueError, OverflowError):
        raise Malformed(
            "{found} is no period; write 2024, 2024-Q3, 2024-09, 2024-01..2024-09 or 2024-09-30", found=repr(whole)
        ) from None


def months_later(day: date, months: int) -> date:
    """The first of a month so many months after (or before) that of a day.

    >>> months_later(date(2024, 11, 5), 3), months_later(date(2024, 1, 1), -1)
    (datetime.date(2025, 2, 1), datetime.date(2023, 12, 1))
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, 1)


def year_before(period: Period) -> Period:
    """The same days of the year before; the 29th of February is then the 28th."""
    return Period(_year_back(period.start), _year_back(period.end))


def _year_back(day: date) -> date:
    try:
        return day.replace(year=day.year - 1)
    except ValueError:
        return day.replace(year=day.year - 1, day=28)


def since_january(period: Period) -> Period:
    """From the first of January of the period's last day until its end."""
    return Period(date(period.last.year, 1, 1), period.end)


def tiles(period: Period, every: str) -> Iterator[Period]:
    """The months, quarters or years that a period is made of.

    >>> [str(p) for p in tiles(parse("2024-01..2024-09"), "quarter")]
    ['2024-01..2024-03', '2024-04..2024-06', '2024-07..2024-09']
    """
    start = period.start
    while start < period.end:
        end = months_later(start, EVERY[every])
        yield Period(start, end)
        start = end


def complete(day: date, every: str, *, cumulative: bool) -> Period:
    """The last month, quarter or year that was over on a day; cumulative figures begin with January.

    >>> str(complete(date(2024, 10, 9), "quarter", cumulative=True))
    '2024-01..2024-09'
    """
    size = EVERY[every]
    end = date(day.year, (day.month - 1) // size * size + 1, 1)
    period = Period(months_later(end, -size), end)
    return since_january(period) if cumulative else period
