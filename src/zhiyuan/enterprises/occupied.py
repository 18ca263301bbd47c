"""What a tenancy is to those who share costs: plain values, no database."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Occupied:
    """One tenancy over the days [start, end); ``end`` None means that no end is known."""

    enterprise_id: int
    enterprise: str
    name: str
    tenancy_id: int
    start: date
    end: date | None
    area_m2: Decimal
    spaces: tuple[str, ...] = ()
    floors: tuple[str, ...] = ()
    meters: tuple[str, ...] = ()

    def days_in(self, first: date, until: date) -> int:
        """How many of the days [first, until) are in it. [d]

        >>> Occupied(1, "a", "A", 1, date(2026, 3, 17), None, Decimal(100)).days_in(date(2026, 3, 1), date(2026, 4, 1))
        15
        """
        begins, ends = max(self.start, first), min(self.end or until, until)
        return max((ends - begins).days, 0)


@dataclass(frozen=True, slots=True)
class Vacant:
    """A space that is let at other times and stands empty on some days of a span."""

    space: str
    floor: str
    area_m2: Decimal
    days: int


def overlap(start: date, end: date | None, other_start: date, other_end: date | None) -> bool:
    """Whether two half-open tenancies share a day.

    >>> overlap(date(2026, 1, 1), date(2026, 3, 1), date(2026, 3, 1), None)
    False
    """
    return (other_end is None or start < other_end) and (end is None or other_start < end)


def last_day(end: date | None) -> date | None:
    """The last day of a tenancy as people say it."""
    return end - timedelta(days=1) if end else None
