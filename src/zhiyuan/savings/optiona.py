"""Option A: lamps swapped with hours unchanged, watts measured on a sample, hours logged or metered.

kWh = Σ n·(W_before·H_before − W_after·H_after) / 1000        over the types of luminaire
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, sqrt

import numpy as np

from zhiyuan.kernel.errors import NotReady
from zhiyuan.savings.quantiles import normal, student


@dataclass(frozen=True, slots=True)
class Swap:
    """One type of luminaire before and after. [1, W, h]"""

    count: int
    before_w: float
    before_hours: float
    after_w: float
    after_hours: float

    @property
    def saved_kwh(self) -> float:
        """Energy saved over the hours given. [kWh]

        >>> Swap(100, 36, 3000, 18, 3000).saved_kwh
        5400.0
        """
        return self.count * (self.before_w * self.before_hours - self.after_w * self.after_hours) / 1000


def saved_kwh(swaps: Sequence[Swap]) -> float:
    """Σ over the types; effects on heating and cooling are reported apart, default 0. [kWh]"""
    return sum(s.saved_kwh for s in swaps)


def sample_size(population: int | None, *, confidence: float = 0.90, precision: float = 0.10, cv: float = 0.5) -> int:
    """How many to measure: n0 = (z·cv/e)², and for a small population n0·N/(n0+N).

    >>> sample_size(None), sample_size(200), sample_size(None, precision=0.2)
    (68, 51, 17)
    >>> sample_size(None, confidence=0.8, precision=0.2)
    11
    """
    z = normal((1 + confidence) / 2)
    without_end = (z * cv / precision) ** 2
    size = without_end if population is None else without_end * population / (without_end + population)
    return ceil(size - 1e-9)


@dataclass(frozen=True, slots=True)
class Sample:
    """What a sample said, and whether it was large enough."""

    mean: float
    standard_error: float
    half_width: float
    precision: float
    """Half-width as a share of the mean. [1]"""
    cv: float


def sample(values: Sequence[float], confidence: float = 0.90) -> Sample:
    """Mean with its band; check the precision after measuring and enlarge the sample if it misses.

    >>> s = sample([950, 1090, 850, 920, 1120, 820, 760, 1210, 1040, 930, 1110, 1200])
    >>> round(s.mean), round(s.half_width, 1), round(s.precision, 3)
    (1000, 77.6, 0.078)
    """
    if len(values) < 2:
        raise NotReady("a sample needs two measurements, there are {count}", count=len(values))
    n, mean = len(values), float(np.mean(values))
    deviation = float(np.std(values, ddof=1))
    error = deviation / sqrt(n)
    half = student((1 + confidence) / 2, n - 1) * error
    return Sample(mean, error, half, half / mean, deviation / mean)
