"""Baseline-mode days: on days drawn by lot the circuit runs its old schedule, and the two modes compare.

For a circuit with no usable days before the work. It measures what the controls save, not a lamp
swap. Neither mode may light below the standard. A vetoed day is dropped, recorded and counted,
never replaced: the draw would no longer be a draw.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from zhiyuan.kernel.errors import Malformed, NotReady
from zhiyuan.savings.ar1 import Array, Days
from zhiyuan.savings.baseline import design
from zhiyuan.savings.energy import EnergyDay
from zhiyuan.savings.quantiles import student


def draw(first: date, weeks: int, days_per_week: int, seed: int) -> list[date]:
    """Days by lot, so many in each week; the same seed draws the same days.

    >>> draw(date(2026, 3, 2), 1, 2, seed=7) == draw(date(2026, 3, 2), 1, 2, seed=7)
    True
    """
    if not 1 <= days_per_week <= 3 or not 1 <= weeks <= 52:
        raise Malformed(
            "1 to 3 days a week over 1 to 52 weeks, not {days} over {weeks}", days=days_per_week, weeks=weeks
        )
    lot = random.Random(seed)  # noqa: S311  # a lot that can be drawn again, not a secret
    drawn = []
    for week in range(weeks):
        chosen = sorted(lot.sample(range(7), days_per_week))
        drawn += [first + timedelta(days=7 * week + offset) for offset in chosen]
    return drawn


@dataclass(frozen=True, slots=True)
class Contrast:
    """What the two modes differ by at the same mean drivers."""

    fraction: float
    """F = 1 − controlled ÷ baseline mode. [1]"""
    standard_error: float
    widening: float
    freedom: float
    baseline_mode_days: int
    controlled_days: int
    weeks: float
    baseline_kwh_per_day: float
    controlled_kwh_per_day: float

    @property
    def half_width(self) -> float:
        """90 % half-width of F, widened for the weeks it rests on. [1]"""
        return student(0.95, self.freedom) * self.standard_error * self.widening

    @property
    def lower(self) -> float:
        """One-sided 90 % lower bound of F. [1]"""
        return self.fraction - student(0.90, self.freedom) * self.standard_error * self.widening


def contrast(
    days: Sequence[EnergyDay], baseline_mode: Sequence[date], widening: Sequence[tuple[float, float]], least_days: int
) -> Contrast:
    """Fit both modes on working day and night length; compare them at the mean of all days.

    Parameters
    ----------
    days
        Valid days of the whole trial, vetoed days already dropped.
    baseline_mode
        The days that ran the old schedule.
    widening
        ``(from weeks, factor)``: the Newey–West band covers too little in short trials. [weeks, 1]
    least_days
        Baseline-mode days below which no figure is given. [d]
    """
    old = set(baseline_mode)
    mode = np.array([float(d.day in old) for d in days])
    ran = int(mode.sum())
    if ran < least_days or len(days) - ran < least_days:
        raise NotReady("{days} baseline-mode days so far; the comparison needs {needed}", days=ran, needed=least_days)
    terms = ("1", "W", "N")
    drivers = design(tuple(days), terms)
    centred = drivers - np.concatenate([[0.0], drivers[:, 1:].mean(axis=0)])
    x = _full_rank(np.column_stack([centred * (1 - mode)[:, None], centred * mode[:, None]]))
    y = np.array([d.measured for d in days])
    numbers = np.array([d.day.toordinal() for d in days], dtype=np.int64)
    coefficients = np.linalg.lstsq(x, y, rcond=None)[0]
    levels = _level_columns(x, mode)
    controlled, baseline = coefficients[levels[0]], coefficients[levels[1]]
    covariance = newey_west(x, y - x @ coefficients, numbers)[np.ix_(levels, levels)]
    slope = np.array([-1 / baseline, controlled / baseline**2])
    weeks = (days[-1].day - days[0].day).days / 7 + 1 / 7
    return Contrast(
        fraction=float(1 - controlled / baseline),
        standard_error=float(np.sqrt(slope @ covariance @ slope)),
        widening=max(widening, key=lambda w: w[0] if w[0] <= weeks else -1.0)[1],
        freedom=len(days) - x.shape[1],
        baseline_mode_days=ran,
        controlled_days=len(days) - ran,
        weeks=weeks,
        baseline_kwh_per_day=float(baseline),
        controlled_kwh_per_day=float(controlled),
    )


def newey_west(x: Array, residuals: Array, numbers: Days) -> Array:
    """Covariance of the coefficients that allows for residuals which hang together over days.

    References
    ----------
    Newey & West 1987, Econometrica 55(3); bandwidth 4 (n/100)^(2/9).
    """
    n, p = x.shape
    reach = int(4 * (n / 100) ** (2 / 9))
    scores = x * residuals[:, None]
    gap = np.abs(numbers[:, None] - numbers)
    weights = np.clip(1 - gap / (reach + 1), 0, None)
    bread = np.linalg.pinv(x.T @ x)
    covariance: Array = bread @ (scores.T @ weights @ scores) @ bread * n / (n - p)
    return covariance


def _full_rank(x: Array) -> Array:
    """Leave out drivers that do not vary within a mode: two weeks know little of the seasons."""
    kept: list[int] = []
    for column in (0, 3, 1, 4, 2, 5):
        if np.linalg.matrix_rank(x[:, [*kept, column]]) == len(kept) + 1:
            kept.append(column)
    return x[:, sorted(kept)]


def _level_columns(x: Array, mode: Array) -> list[int]:
    """Which columns hold the controlled and the baseline-mode level."""
    return [next(c for c in range(x.shape[1]) if np.array_equal(x[:, c], wanted)) for wanted in (1 - mode, mode)]
