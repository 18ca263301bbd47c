"""Appointments at a counter: which times there are, by office hours and the calendar of working days."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from zhiyuan.cases.officetime import office_spans
from zhiyuan.kernel.errors import NotFound
from zhiyuan.kernel.reference import value

BOOKED, CANCELLED = "booked", "cancelled"


@dataclass(frozen=True, slots=True)
class Counter:
    """How long an appointment takes [min], how many at once, and how far ahead it may be booked [d]."""

    minutes: int
    capacity: int
    days_ahead: int


def counters(day: date) -> Mapping[str, Counter]:
    """The counters at which one may book, by their desks.

    >>> counters(date(2026, 3, 2))["hall"].minutes
    30
    """
    return {key: Counter(**said) for key, said in value("cases/appointments#counters", day).items()}


def counter(key: str, day: date) -> Counter:
    """One of them."""
    known = counters(day)
    if key not in known:
        raise NotFound("nobody books at {desk}; there are {desks}", desk=key or "–", desks=", ".join(known))
    return known[key]


def times(of: Counter, day: date, zone: ZoneInfo) -> list[datetime]:
    """When appointments begin on a day; none on a day off. What would not end in office time is left out."""
    length, found = timedelta(minutes=of.minutes), list[datetime]()
    for span in office_spans(day, zone):
        begins = span.start
        while begins + length <= span.end:
            found.append(begins.astimezone(zone))
            begins += length
    return found
