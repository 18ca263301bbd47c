"""Measures of fit as other programs print them, and the shortcut bands, for comparison only.

Conventions differ: CalTRACK and nmecr leave the intercept out of p, some divide by n. Every
function here takes what it needs as a number and says which convention is ours.
"""

from dataclasses import dataclass

import numpy as np

from zhiyuan.savings.ar1 import Array
from zhiyuan.savings.quantiles import student


@dataclass(frozen=True, slots=True)
class Metrics:
    """How near a prediction came; residuals are predicted − observed."""

    r2: float
    r2_adjusted: float
    cv: float
    """√(Σe²/n) / mean [1]"""
    cv_adjusted: float
    """√(Σe²/(n−p)) / mean [1]"""
    mape: float
    nmae: float
    nmbe: float
    rho: float
    """Lag-1 autocorrelation, neither floored nor capped. [1]"""
    effective_n: float


def metrics(observed: Array, predicted: Array, coefficients: int) -> Metrics:
    """All of them at once; R² is the squared correlation, as eemeter prints it.

    >>> m = metrics(np.array([1.0, 3, 4, 1, 6]), np.array([2.0, 3, 3, 2, 4]), 2)
    >>> round(m.r2, 3), round(m.cv, 3), round(m.effective_n, 3)
    (0.972, 0.394, 25.694)
    """
    error = predicted - observed
    n, mean = len(observed), float(observed.mean())
    r2 = float(np.corrcoef(observed, predicted)[0, 1] ** 2)
    rho = float(np.corrcoef(error[:-1], error[1:])[0, 1])
    squares = float(error @ error)
    return Metrics(
        r2=r2,
        r2_adjusted=1 - (1 - r2) * (n - 1) / (n - coefficients - 1),
        cv=float(np.sqrt(squares / n) / mean),
        cv_adjusted=float(np.sqrt(squares / (n - coefficients)) / mean),
        mape=float(np.mean(np.abs(error[observed != 0] / observed[observed != 0]))),
        nmae=float(np.abs(error).sum() / observed.sum()),
        nmbe=float(error.sum() / observed.sum()),
        rho=rho,
        effective_n=n * (1 - rho) / (1 + rho),
    )


def caltrack_factor(months: float, coefficients: tuple[float, float, float]) -> float:
    """What CalTRACK 2.0 §4.3.2.4 puts in the place of 1.26: a·M² + b·M + d, M months reported.

    >>> round(caltrack_factor(1, (-0.00024, 0.03535, 1.00286)), 3)
    1.038
    """
    a, b, d = coefficients
    return a * months**2 + b * months + d


def shortcut_fraction(cv: float, n: float, effective_n: float, reported: float, t: float, factor: float) -> float:
    """ASHRAE Guideline 14 / Reddy–Claridge: half-width as a share of the adjusted baseline. [1]

    Divide by the savings fraction to have the published ΔS/S.
    """
    return float(t * factor * cv * np.sqrt(n / effective_n * (1 + 2 / effective_n) / reported))


def two_sided_t(freedom: float, confidence: float = 0.90) -> float:
    """Student's t of a two-sided band.

    >>> round(two_sided_t(24), 3)
    1.711
    """
    return student((1 + confidence) / 2, freedom)
