"""Unusual use: an hour beside the same weekday and hour of one's own past weeks, not beside a fixed limit. Pure.

What is expected is the median of that hour over the past weeks, on days of the same kind: the same
weekday, and working as this day works (a make-up Saturday is a working day, a holiday Tuesday is
not). How far it may lie off is a multiple of the median absolute deviation, scaled by 1.4826 so that
it reads as a standard deviation where scatter is normal (Rousseeuw & Croux 1993): one odd week in
the past moves neither. A small share of the median and a small energy are always allowed.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from statistics import median
from zoneinfo import ZoneInfo

from zhiyuan.billing.daily import HourUse
from zhiyuan.kernel.reference import value
from zhiyuan.kernel.workday import is_working_day

SCALE = 1.4826
HIGH, LOW = "high", "low"


@dataclass(frozen=True, slots=True)
class Limits:
    """What the book says: weeks looked back, days needed, spreads allowed, least band, hours in a row."""

    weeks: int
    least_days: int
    spreads: float
    share: float
    kwh: float
    hours: int

    @classmethod
    def on(cls, day: date) -> "Limits":
        """As they hold on a day."""
        said = {name: value(f"billing/unusual#{name}", day) for name in cls.__dataclass_fields__}
        return cls(
            int(said["weeks"]), int(said["least_days"]), float(said["spreads"]),
            float(said["share"]), float(said["kwh"]), int(said["hours"]),
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Band:
    """What is expected of an hour, and how far it may lie off; ``days`` of the past say so. [kWh]"""

    middle: float
    low: float
    high: float
    days: int


@dataclass(frozen=True, slots=True)
class Judged:
    """An hour with its band; ``band`` is None where the past is too short to say."""

    start: datetime
    kwh: float | None
    band: Band | None
    estimated: bool = False

    @property
    def way(self) -> str:
        """high, low, or nothing; an estimated hour is not judged."""
        if self.kwh is None or self.band is None or self.estimated:
            return ""
        if self.kwh > self.band.high:
            return HIGH
        return LOW if self.kwh < self.band.low else ""


@dataclass(frozen=True, slots=True)
class Run:
    """Hours in a row that are unusual the same way. [kWh]"""

    way: str
    start: datetime
    hours: int
    kwh: float
    expected_kwh: float

    @property
    def beyond_kwh(self) -> float:
        """How much more (above zero) or less than expected. [kWh]"""
        return self.kwh - self.expected_kwh

    @property
    def end(self) -> datetime:
        """The instant after its last hour."""
        return self.start + timedelta(hours=self.hours)


Works = Callable[[date], bool]


def band(past: Sequence[float], limits: Limits) -> Band | None:
    """The band that past hours of the same kind give; None where they are too few.

    >>> band([10, 10, 11, 9, 10, 60], Limits(8, 4, 4.0, 0.15, 0.5, 3))
    Band(middle=10.0, low=7.0348, high=12.9652, days=6)
    """
    if len(past) < limits.least_days:
        return None
    middle = float(median(past))
    deviation = SCALE * median(abs(p - middle) for p in past)
    half = max(limits.spreads * deviation, limits.share * middle, limits.kwh)
    return Band(middle, round(max(middle - half, 0.0), 6), round(middle + half, 6), len(past))


def alike(day: date, limits: Limits, works: Works = is_working_day) -> list[date]:
    """Past days to compare with: same weekday and kind; else, where those are few, any day of the same kind."""
    back = [day - timedelta(days=n) for n in range(1, 7 * limits.weeks + 1)]
    same_kind = [d for d in back if works(d) == works(day)]
    same = [d for d in same_kind if d.weekday() == day.weekday()]
    return same if len(same) >= limits.least_days else same_kind


def judge(
    hours: Sequence[HourUse], first: datetime, limits: Limits, zone: ZoneInfo, works: Works = is_working_day
) -> list[Judged]:
    """Every hour from ``first`` on beside its own past; ``hours`` holds the past weeks as well.

    Estimated hours neither count in the past nor are they judged.
    """
    local = [(datetime.fromtimestamp(h.start_us / 1e6, zone), h) for h in hours]
    known: dict[tuple[date, int], float] = {
        (at.date(), at.hour): h.kwh for at, h in local if h.kwh is not None and not h.estimated
    }
    cache: dict[date, list[date]] = {}
    found = []
    for at, hour in local:
        if at >= first:
            days = cache.setdefault(at.date(), alike(at.date(), limits, works))
            past = _past(known, days, at.hour)
            found.append(Judged(at, hour.kwh, band(past, limits), hour.estimated))
    return found


def _past(known: Mapping[tuple[date, int], float], days: Sequence[date], hour: int) -> list[float]:
    return [known[d, hour] for d in days if (d, hour) in known]


def runs(judged: Sequence[Judged], limits: Limits) -> list[Run]:
    """Unusual hours in a row, long enough to be worth a person's time."""
    found = []
    for way, group in groupby(judged, key=lambda j: j.way):
        row = list(group)
        if way and len(row) >= limits.hours:
            kwh = sum(j.kwh or 0.0 for j in row)
            found.append(Run(way, row[0].start, len(row), kwh, sum(j.band.middle for j in row if j.band)))
    return found
