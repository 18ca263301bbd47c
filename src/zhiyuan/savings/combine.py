"""Several circuits together: errors add in squares unless the circuits err together.

Where the residuals of two circuits correlate beyond the gate, whatever moved one moved the
other; then the error is that of their summed series.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from zhiyuan.savings.avoided import Avoided
from zhiyuan.savings.bands import Band, together
from zhiyuan.savings.baseline import Baseline, design
from zhiyuan.savings.energy import BaselineDays, EnergyDay, ReportingDays
from zhiyuan.savings.gates import Gates
from zhiyuan.savings.regression import least_squares, sum_error


@dataclass(frozen=True)
class Part:
    """What combining needs of one circuit."""

    baseline_days: BaselineDays
    reporting_days: ReportingDays
    baseline: Baseline
    saving: Avoided


def combine(parts: Sequence[Part], gates: Gates, others: Sequence[Avoided] = ()) -> Avoided:
    """The sum of savings with the band of the sum; ``others`` were measured by another method."""
    bands = [_band([parts[i] for i in family], gates) for family in families(parts, gates.correlated_circuits)]
    return added([p.saving for p in parts] + list(others), bands + [o.band for o in others], gates)


def added(savings: Sequence[Avoided], bands: Sequence[Band], gates: Gates) -> Avoided:
    """Savings added up, with bands that are independent of each other."""
    return Avoided(
        baseline_kwh=sum(s.baseline_kwh for s in savings),
        adjustment_kwh=sum(s.adjustment_kwh for s in savings),
        actual_kwh=sum(s.actual_kwh for s in savings),
        band=together(list(bands), gates.normal_from_freedom) if bands else Band(0.0, float("inf")),
    )


def residual_correlation(one: Part, other: Part) -> float:
    """Correlation of two circuits' residuals over the days they share. [1]"""
    shared, at_one, at_other = np.intersect1d(one.baseline.fit.days, other.baseline.fit.days, return_indices=True)
    if len(shared) < 10:
        return 0.0
    a, b = one.baseline.fit.residuals[at_one], other.baseline.fit.residuals[at_other]
    if np.ptp(a) == 0 or np.ptp(b) == 0:
        return 0.0
    return float(np.corrcoef(a, b)[0, 1])


def families(parts: Sequence[Part], limit: float) -> list[list[int]]:
    """Indices of circuits that err together, each in one family."""
    family = list(range(len(parts)))
    for i in range(len(parts)):
        for j in range(i):
            if family[i] != family[j] and residual_correlation(parts[i], parts[j]) > limit:
                family = [family[j] if f == family[i] else f for f in family]
    return [[i for i, f in enumerate(family) if f == name] for name in sorted(set(family))]


def _band(members: Sequence[Part], gates: Gates) -> Band:
    if len(members) == 1:
        return members[0].saving.band
    before = _summed([p.baseline_days.valid for p in members])
    after = _summed([p.reporting_days.valid for p in members])
    terms = max((p.baseline.terms for p in members), key=len)
    learned, reported = BaselineDays(before, ()), ReportingDays(after, ())
    fit = least_squares(design(before, terms), learned.kwh, learned.numbers, gates.rho_cap, gates.rho_correction_below)
    error = sum_error(fit, design(after, terms), reported.numbers)
    apart = together([p.saving.band for p in members], gates.normal_from_freedom)
    # The shared days stand for all of them; a circuit with fewer gaps reported more days than that.
    longest = max(len(p.reporting_days.valid) for p in members) / len(after)
    return Band(error * longest, fit.freedom, apart.meter, apart.sampling, gates.confidence)


def _summed(series: Sequence[tuple[EnergyDay, ...]]) -> tuple[EnergyDay, ...]:
    """Days that every circuit has, their energy added."""
    by_day = [{d.day: d for d in days} for days in series]
    shared = sorted(set.intersection(*(set(days) for days in by_day)))
    return tuple(
        EnergyDay(day, sum(days[day].measured for days in by_day), by_day[0][day].working, by_day[0][day].night_hours)
        for day in shared
    )
