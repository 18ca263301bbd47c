"""Sums over residuals that remember the day before: ρ^|gap| without the n × n matrix.

Days that miss are zeros on a dense calendar, so one recursive filter gives Σ_j ρ^(d_i−d_j) x_j
for every i, and the sums over all pairs follow from it.
"""

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Days = NDArray[np.int64]


def lag1_correlation(residuals: Array, days: Days) -> float:
    """Correlation of each residual with the one of the day before, over consecutive days only. [1]

    >>> lag1_correlation(np.array([1.0, -1.0, 1.0, -1.0]), np.array([1, 2, 3, 4])).__round__(9)
    -1.0
    """
    consecutive = np.diff(days) == 1
    before, after = residuals[:-1][consecutive], residuals[1:][consecutive]
    if len(before) < 3 or np.ptp(before) == 0 or np.ptp(after) == 0:
        return 0.0
    return float(np.corrcoef(before, after)[0, 1])


def unbiased(rho: float, days: int) -> float:
    """Undo most of what few days take away from a lag-1 correlation. [1]

    References
    ----------
    Marriott & Pope 1954, *Bias in the estimation of autocorrelations*, Biometrika 41: the estimate
    falls short by (1+3ρ)/n.

    >>> round(unbiased(0.7, 60), 3)
    0.752
    """
    return rho + (1 + 3 * rho) / days


def effective_days(days: float, rho: float) -> float:
    """How many independent days carry the same information: n' = n(1−ρ)/(1+ρ). [d]

    >>> round(effective_days(5, -0.674), 2)
    25.67
    """
    return days * (1 - rho) / (1 + rho)


def pairwise_gram(x: Array, days: Days, rho: float) -> Array:
    """X'ΩX with Ω_ij = ρ^|d_i−d_j|, columns of x as they come.

    >>> pairwise_gram(np.ones((2, 1)), np.array([1, 3]), 0.5)
    array([[2.5]])
    """
    dense = np.zeros((int(days[-1] - days[0]) + 1, x.shape[1]))
    dense[days - days[0]] = x
    remembered = dense.copy()
    for day in range(1, len(dense)):  # scipy.signal's filter would do it, and load 60 MiB
        remembered[day] += rho * remembered[day - 1]
    one_way = dense.T @ remembered
    gram: Array = one_way + one_way.T - x.T @ x
    return gram


def pairwise_sum(days: Days, rho: float) -> float:
    """V = Σ_r Σ_s ρ^|d_r−d_s|: how far the noise of so many days adds up. [d]

    >>> pairwise_sum(np.array([1, 2]), 0.5)
    3.0
    """
    return float(pairwise_gram(np.ones((len(days), 1)), days, rho)[0, 0]) if len(days) else 0.0
