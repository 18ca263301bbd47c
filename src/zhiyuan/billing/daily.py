"""What somebody used, day by day and hour by hour, and beside their own past. Pure.

A meter counts for a tenant only on the days of the tenancy. A day keeps how much of it is estimated
and how many quarter hours nothing is known of: a day with gaps is shown, and never compared as whole.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from zhiyuan.enterprises.occupied import Occupied
from zhiyuan.kernel.span import Span, micros, midnight
from zhiyuan.telemetry.energy import HOUR_US, INTERVAL_US, Quality
from zhiyuan.telemetry.quarter import QuarterHours

Ints = NDArray[np.int64]
UNIT = 1_000_000
WEEKS_BEFORE = (7, 14, 21, 28)
LEAST_WEEKS = 2


@dataclass(frozen=True, slots=True)
class DayUse:
    """One day. ``missing`` of ``quarters`` quarter hours are unknown. [kWh]"""

    day: date
    kwh: float
    estimated_kwh: float
    missing: int
    quarters: int

    @property
    def known(self) -> bool:
        """Whether the day is whole, so that it may be compared."""
        return self.quarters > 0 and self.missing == 0


@dataclass(frozen=True, slots=True, eq=False)
class Use:
    """All meters of a tenant together, on quarter hours. [µs since 1970 UTC, µkWh]

    ``counted`` says at how many meters a quarter hour should be known, ``missing`` at how many it is not.
    """

    start: Ints
    energy: Ints
    estimated: Ints
    counted: Ints
    missing: Ints


def total(stays: Sequence[Occupied], found: Mapping[str, QuarterHours], zone: ZoneInfo) -> Use:
    """The energy of each meter on the days of its tenancy, added up."""
    one = next(iter(found.values()), None)
    start = one.start if one is not None else np.zeros(0, np.int64)
    energy, estimated, counted, missing = (np.zeros(len(start), np.int64) for _ in range(4))
    for stay in stays:
        for key in stay.meters:
            if key in found:
                of, inside = found[key], days_mask(start, stay.start, stay.end, zone)
                energy += np.where(inside, of.energy, 0)
                doubtful = inside & (of.quality != Quality.MEASURED) & (of.quality != Quality.MISSING)
                estimated += np.where(doubtful, of.energy, 0)
                counted += inside
                missing += inside & (of.quality == Quality.MISSING)
    return Use(start, energy, estimated, counted, missing)


def days_mask(start: Ints, first: date, until: date | None, zone: ZoneInfo) -> NDArray[np.bool_]:
    """Which quarter hours lie on the site's days [first, until)."""
    inside = start >= micros(midnight(first, zone))
    return inside if until is None else inside & (start < micros(midnight(until, zone)))


def by_day(use: Use, first: date, until: date, zone: ZoneInfo) -> list[DayUse]:
    """The days [first, until) in order."""
    days = [first + timedelta(days=n) for n in range((until - first).days + 1)]
    edges = np.searchsorted(use.start, [micros(midnight(d, zone)) for d in days])
    found = []
    for n, day in enumerate(days[:-1]):
        part = slice(edges[n], edges[n + 1])
        found.append(
            DayUse(
                day,
                float(use.energy[part].sum()) / UNIT,
                float(use.estimated[part].sum()) / UNIT,
                int((use.missing[part] > 0).sum()),
                int((use.counted[part] > 0).sum()),
            )
        )
    return found


@dataclass(frozen=True, slots=True)
class HourUse:
    """One clock hour; None where some of it is unknown or nothing of it is the tenant's. [kWh]"""

    start_us: int
    kwh: float | None
    estimated: bool


def by_hour(use: Use, span: Span) -> list[HourUse]:
    """The whole hours of a span, in order."""
    first = micros(span.start)
    count = int(span.length.total_seconds() // 3600)
    edges = np.searchsorted(use.start, first + np.arange(count + 1) * HOUR_US)
    found = []
    for n in range(count):
        part = slice(edges[n], edges[n + 1])
        whole = (use.counted[part] > 0).sum() == HOUR_US // INTERVAL_US and not use.missing[part].any()
        kwh = float(use.energy[part].sum()) / UNIT if whole else None
        found.append(HourUse(first + n * HOUR_US, kwh, bool(use.estimated[part].any())))
    return found


@dataclass(frozen=True, slots=True)
class Beside:
    """Days beside others of one's own past: only days known on both sides count. [kWh, d]"""

    name: str
    now_kwh: float
    then_kwh: float
    days: int
    of_days: int

    @property
    def change(self) -> float | None:
        """How much more (above zero) or less. [1]"""
        return (self.now_kwh - self.then_kwh) / self.then_kwh if self.then_kwh > 0 else None


def compare(known: Iterable[DayUse], first: date, until: date) -> list[Beside]:
    """The days [first, until) beside the same weekdays before, last month and last year."""
    days = {d.day: d.kwh for d in known if d.known}
    asked = [first + timedelta(days=n) for n in range((until - first).days)]
    ways: dict[str, Callable[[date], float | None]] = {
        "weekdays": lambda d: usual(days, d),
        "month": lambda d: days.get(before) if (before := _month_before(d)) else None,
        "year": lambda d: days.get(d - timedelta(days=364)),
    }
    found = []
    for name, then in ways.items():
        pairs = [(days[d], t) for d in asked if d in days and (t := then(d)) is not None]
        found.append(Beside(name, sum(n for n, _ in pairs), sum(t for _, t in pairs), len(pairs), len(asked)))
    return found


def usual(days: Mapping[date, float], day: date) -> float | None:
    """The mean of the same weekday in the four weeks before, where at least two are known. [kWh]"""
    past = [days[p] for n in WEEKS_BEFORE if (p := day - timedelta(days=n)) in days]
    return sum(past) / len(past) if len(past) >= LEAST_WEEKS else None


def _month_before(day: date) -> date | None:
    """The same day of the month before, where that month has it."""
    last = day.replace(day=1) - timedelta(days=1)
    return last.replace(day=day.day) if day.day <= last.day else None
