"""What is told of a turn because time passes: that it is due, overdue, and whom that comes up to. Pure.

Everything counts in working days, and nothing is told but in office hours: a weekend burns no rung of the ladder.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from zhiyuan.cases.officetime import office_spans
from zhiyuan.kernel.reference import value
from zhiyuan.kernel.workday import working_day_after, working_days_between

PAGE = "cases/escalation"


@dataclass(frozen=True, slots=True)
class Rung:
    """So many working days after the due day, somebody is told. ``to`` is the desk, its head, or a leader."""

    after: int
    to: str
    kind: str


def ladder(day: date, page: str = PAGE) -> tuple[Rung, ...]:
    """The rungs of a page of the book that hold on a day, the first first."""
    return tuple(Rung(**said) for said in value(f"{page}#ladder", day))


def reached(due: date, today: date, rungs: Iterable[Rung]) -> list[Rung]:
    """The rungs that a turn has come up to.

    >>> [rung.to for rung in reached(date(2026, 9, 30), date(2026, 10, 9), ladder(date(2026, 9, 30)))]
    ['desk', 'head']
    """
    return [rung for rung in rungs if overdue(due, today) >= rung.after]


def overdue(due: date, today: date) -> int:
    """Working days since the due day; 0 while it is not over. [working days]"""
    return working_days_between(due, today) if today > due else 0


def soon(due: date, today: date, ahead: int = 1) -> bool:
    """Whether it is due today or within so many working days."""
    return today <= due <= working_day_after(today, ahead)


def office_open(now: datetime, zone: ZoneInfo) -> bool:
    """Whether somebody is at the desks to be told."""
    day = now.astimezone(zone).date()
    return any(span.start <= now < span.end for span in office_spans(day, zone))
