"""What was saved: the adjusted baseline less what was used, on days that have both.

    S = Σ ŷ + NRA − Σ y        F = S / (Σ ŷ + NRA)        over the valid reporting days

The error of F is taken as the error of S over the same baseline. That leaves out the baseline's
own error below the line and is on the safe side whenever something was saved.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import hypot

import numpy as np

from zhiyuan.savings.ar1 import Array
from zhiyuan.savings.bands import Band
from zhiyuan.savings.baseline import Baseline, design
from zhiyuan.savings.energy import EnergyDay, ReportingDays
from zhiyuan.savings.metrics import caltrack_factor, shortcut_fraction, two_sided_t
from zhiyuan.savings.nonroutine import Adjustment, moved_kwh
from zhiyuan.savings.regression import day_band, mean_error, sum_error


@dataclass(frozen=True, slots=True)
class DaySaving:
    """One reported day: adjusted baseline with its band, and what was used. [kWh]"""

    day: date
    baseline: float
    low: float
    high: float
    actual: float
    adjustment: float


@dataclass(frozen=True, slots=True)
class Avoided:
    """A saving with its band."""

    baseline_kwh: float
    """Adjusted: Σŷ + NRA."""
    adjustment_kwh: float
    actual_kwh: float
    band: Band
    days: tuple[DaySaving, ...] = ()

    @property
    def saved_kwh(self) -> float:
        """S."""
        return self.baseline_kwh - self.actual_kwh

    @property
    def fraction(self) -> float:
        """F. [1]"""
        return self.saved_kwh / self.baseline_kwh if self.baseline_kwh > 0 else 0.0

    @property
    def lower_fraction(self) -> float:
        """The one-sided lower bound of F: what "at least" may claim. [1]"""
        return (self.saved_kwh - self.band.one_sided) / self.baseline_kwh if self.baseline_kwh > 0 else 0.0


def avoided(
    baseline: Baseline,
    reporting: ReportingDays,
    adjustments: Sequence[Adjustment] = (),
    meter_error: float = 0.0,
    confidence: float = 0.90,
) -> Avoided:
    """Avoided energy of one circuit by design note A3 with the error of A4.

    Parameters
    ----------
    meter_error
        Largest error of the meter's class, taken as fully correlated over both periods: it
        scales the saving itself. [1]
    """
    expected = baseline.predict(reporting.valid)
    moved = np.array([moved_kwh(adjustments, d.day, y) for d, y in zip(reporting.valid, expected, strict=True)])
    x = design(reporting.valid, baseline.terms)
    total, used = float((expected + moved).sum()), float(reporting.kwh.sum())
    return Avoided(
        baseline_kwh=total,
        adjustment_kwh=float(moved.sum()),
        actual_kwh=used,
        band=Band(
            model_se=sum_error(baseline.fit, x, reporting.numbers),
            freedom=baseline.fit.freedom,
            meter=meter_error * abs(total - used),
            confidence=confidence,
        ),
        days=_day_savings(reporting, expected + moved, moved, day_band(baseline.fit, x, confidence)),
    )


def _day_savings(reporting: ReportingDays, adjusted: Array, moved: Array, half: Array) -> tuple[DaySaving, ...]:
    rows = zip(reporting.valid, adjusted, moved, half, strict=True)
    return tuple(
        DaySaving(d.day, max(float(y), 0.0), max(float(y - h), 0.0), float(y + h), d.measured, float(m))
        for d, y, m, h in rows
    )


@dataclass(frozen=True, slots=True)
class Shortcuts:
    """The half-widths other methods would print for the same saving, to compare with. [kWh]"""

    ashrae: float
    caltrack: float


def shortcuts(
    baseline: Baseline,
    reporting: ReportingDays,
    ashrae_factor: float,
    caltrack: tuple[float, float, float],
    confidence: float = 0.90,
) -> Shortcuts:
    """ASHRAE Guideline 14 and CalTRACK 2.0 §4.3.2.4; p counts the intercept, M is reported days / 30."""
    fit, reported = baseline.fit, len(reporting.valid)
    expected = float(baseline.predict(reporting.valid).sum())
    t = two_sided_t(fit.n - fit.p, confidence)

    def half(factor: float) -> float:
        return expected * shortcut_fraction(fit.cv, fit.n, fit.effective_n, reported, t, factor)

    return Shortcuts(half(ashrae_factor), half(caltrack_factor(reported / 30, caltrack)))


def normalised(before: Baseline, after: Baseline, year: tuple[EnergyDay, ...], confidence: float = 0.90) -> Avoided:
    """Saving in a standard year between two fitted models: to compare years, never for money.

    No measured energy is in it, so the error is σ_b² g'C_b g + σ_p² g'C_p g, without V.
    """
    first, second = (mean_error(m.fit, design(year, m.terms)) for m in (before, after))
    return Avoided(
        baseline_kwh=float(before.predict(year).sum()),
        adjustment_kwh=0.0,
        actual_kwh=float(after.predict(year).sum()),
        band=Band(hypot(first, second), min(before.fit.freedom, after.fit.freedom), confidence=confidence),
    )
