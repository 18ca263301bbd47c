"""Days of a circuit's energy with their drivers, and which of them count.

A day without enough measured intervals is missing, never filled. A day of zero is a day on which
nothing burned and counts: lighting may be off.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from zhiyuan.savings.ar1 import Array, Days


@dataclass(frozen=True, slots=True)
class EnergyDay:
    """One site day of one circuit; ``kwh`` is None where the meter did not say enough. [kWh, h]"""

    day: date
    kwh: float | None
    working: bool
    night_hours: float

    @property
    def measured(self) -> float:
        """The energy of a day that counts. [kWh]"""
        assert self.kwh is not None, "only valid days are asked for their energy"
        return self.kwh


@dataclass(frozen=True, slots=True)
class _Days:
    """Days in order: those that count, and those that miss."""

    valid: tuple[EnergyDay, ...]
    missing: tuple[date, ...]

    @property
    def numbers(self) -> Days:
        """Day numbers, so that gaps are seen. [d]"""
        return np.array([d.day.toordinal() for d in self.valid], dtype=np.int64)

    @property
    def kwh(self) -> Array:
        """Energy of each valid day. [kWh]"""
        return np.array([d.measured for d in self.valid], dtype=np.float64)


class BaselineDays(_Days):
    """Days before the work: what the model learns from."""


class ReportingDays(_Days):
    """Days after the work: what is judged."""


def baseline_days(days: Iterable[EnergyDay], start: date, end: date) -> BaselineDays:
    """The days of [start, end), sorted into valid and missing."""
    return BaselineDays(*_split(days, start, end))


def reporting_days(days: Iterable[EnergyDay], start: date, end: date) -> ReportingDays:
    """The days of [start, end), sorted into valid and missing."""
    return ReportingDays(*_split(days, start, end))


def without(days: ReportingDays, left_out: Sequence[date]) -> ReportingDays:
    """The same days, some of them masked on both sides."""
    drop = set(left_out)
    return ReportingDays(
        tuple(d for d in days.valid if d.day not in drop),
        tuple(sorted({*days.missing, *(d.day for d in days.valid if d.day in drop)})),
    )


def _split(days: Iterable[EnergyDay], start: date, end: date) -> tuple[tuple[EnergyDay, ...], tuple[date, ...]]:
    given = {d.day: d for d in days if start <= d.day < end}
    wanted = [date.fromordinal(n) for n in range(start.toordinal(), end.toordinal())]
    valid = tuple(given[d] for d in wanted if d in given and given[d].kwh is not None)
    counted = {d.day for d in valid}
    return valid, tuple(d for d in wanted if d not in counted)
