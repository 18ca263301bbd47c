"""Changes that have nothing to do with the work: dated, evidenced, proposed by one, approved by another.

Nothing here is applied by itself. ``change_points`` only points at days worth asking about.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import numpy as np

from zhiyuan.kernel.errors import Malformed
from zhiyuan.savings.ar1 import Array


class Formula(StrEnum):
    """How an adjustment moves the baseline."""

    SCALE = "scale"
    """baseline × (active connected power ÷ baseline connected power) on the days"""
    FIXED = "fixed"
    """a stated energy, spread evenly over the days [kWh]"""
    EXCLUDE = "exclude"
    """the days do not count: the service was not equivalent"""


@dataclass(frozen=True, slots=True)
class Adjustment:
    """One non-routine adjustment of one circuit over the days [start, end)."""

    start: date
    end: date
    formula: Formula
    value: float
    reason: str
    evidence: str
    author: str
    approver: str
    version: int = 1

    def __post_init__(self) -> None:
        if self.end <= self.start:
            raise Malformed("an adjustment ends after it starts: {start}, {end}", start=self.start, end=self.end)
        if self.formula is Formula.SCALE and self.value < 0:
            raise Malformed("the share of power in use is 0 or more, not {value}", value=self.value)

    def covers(self, day: date) -> bool:
        """Whether it touches a day."""
        return self.start <= day < self.end


def moved_kwh(adjustments: Sequence[Adjustment], day: date, baseline_kwh: float) -> float:
    """What approved adjustments add to one day's baseline; negative takes away. [kWh]

    >>> half = Adjustment(date(2025, 8, 1), date(2025, 8, 31), Formula.SCALE, 0.5, "closed", "order", "a", "b")
    >>> moved_kwh([half], date(2025, 8, 5), 32.4)
    -16.2
    """
    return sum(_moved(a, baseline_kwh) for a in adjustments if a.covers(day))


def _moved(adjustment: Adjustment, baseline_kwh: float) -> float:
    if adjustment.formula is Formula.SCALE:
        return baseline_kwh * (adjustment.value - 1)
    if adjustment.formula is Formula.FIXED:
        return adjustment.value / (adjustment.end - adjustment.start).days
    return 0.0


def excluded(adjustments: Sequence[Adjustment], days: Sequence[date]) -> list[date]:
    """The days that do not count because the light was not what had been agreed."""
    return [d for d in days if any(a.formula is Formula.EXCLUDE and a.covers(d) for a in adjustments)]


@dataclass(frozen=True, slots=True)
class Suspicion:
    """A stretch of days whose energy stands apart from what came before; somebody should say why."""

    start: date
    end: date
    shift_kwh_per_day: float
    strength: float
    """Standardised mean shift; the larger, the clearer. [1]"""


def change_points(
    days: Sequence[date],
    residuals: Array,
    *,
    rho: float = 0.0,
    shortest: int,
    least_strength: float,
    most: int = 5,
) -> list[Suspicion]:
    """Stretches where the residuals' level differs, by circular binary segmentation of the CUSUM.

    Parameters
    ----------
    residuals
        Measured minus expected, day by day. [kWh]
    rho
        How much a residual resembles the day before; taken out, so that memory is no change. [1]
    shortest
        Days a stretch must last. [d]
    least_strength
        Standardised shift below which nothing is said. [1]

    References
    ----------
    Olshen et al. 2004, *Circular binary segmentation*, Biostatistics 5(4).
    """
    rest = residuals - np.median(residuals)
    fresh = rest - rho * np.concatenate([[0.0], rest[:-1]])
    noise = float(np.median(np.abs(fresh - np.median(fresh)))) / 0.6745 or 1e-9
    found: list[Suspicion] = []
    for _ in range(most):
        fresh = rest - rho * np.concatenate([[0.0], rest[:-1]])
        i, j, strength = _strongest(fresh / noise, shortest)
        if strength < least_strength:
            break
        shift = float(np.median(rest[i:j]))
        found.append(Suspicion(days[i], date.fromordinal(days[j - 1].toordinal() + 1), shift, strength))
        rest = rest.copy()
        rest[i:j] -= shift
    return sorted(found, key=lambda s: s.start)


def _strongest(scaled: Array, shortest: int) -> tuple[int, int, float]:
    """The arc [i, j) whose mean differs most from the days outside it."""
    n = len(scaled)
    if n < 3 * shortest:
        return 0, 0, 0.0
    total = np.concatenate([[0.0], np.cumsum(scaled)])
    best = (0, 0, 0.0)
    for length in range(shortest, n - shortest + 1):
        inside = total[length:] - total[:-length]
        outside = total[-1] - inside
        difference = np.abs(inside / length - outside / (n - length))
        strength = difference / np.sqrt(1 / length + 1 / (n - length))
        i = int(np.argmax(strength))
        if strength[i] > best[2]:
            best = (i, i + length, float(strength[i]))
    return best
