"""What is known of a meter's day: its quarter hours by what they are worth, and what came late or not at all."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from zhiyuan.telemetry.energy import Quality
from zhiyuan.telemetry.quarter import QuarterHours


@dataclass(frozen=True, slots=True)
class DayQuality:
    """One site day of one meter, in quarter hours; ``late`` and ``rejected`` count readings."""

    day: date
    measured: int
    estimated: int
    suspect: int
    missing: int
    late: int = 0
    rejected: int = 0

    @property
    def expected(self) -> int:
        """Quarter hours of the day that have passed."""
        return self.measured + self.estimated + self.suspect + self.missing

    @property
    def share(self) -> float | None:
        """What is measured of what has passed; None before anything has. [1]"""
        return self.measured / self.expected if self.expected else None

    @property
    def worst(self) -> Quality | None:
        """The worst that occurs; None before anything has passed."""
        counts = (self.measured, self.estimated, self.suspect, self.missing)
        return max((Quality(k) for k, n in enumerate(counts) if n), default=None)


def days(
    hours: QuarterHours, names: Sequence[date], edges: Sequence[int], late: Counter[date], rejected: Counter[date]
) -> list[DayQuality]:
    """Each day's counts; ``edges`` [µs] has one entry more than there are days."""
    at = np.searchsorted(hours.start, np.asarray(edges, np.int64)).tolist()
    return [
        _day(day, hours.quality[a:b], late[day], rejected[day]) for day, (a, b) in zip(names, pairwise(at), strict=True)
    ]


def _day(day: date, quality: NDArray[np.int8], late: int, rejected: int) -> DayQuality:
    measured, estimated, suspect, missing = np.bincount(quality, minlength=4).tolist()
    return DayQuality(day, measured, estimated, suspect, missing, late, rejected)
