"""What a circuit would have used in every quarter hour, and what it did use: what a price by the hour needs. Pure.

The sums of the days are those of the saving itself, adjustments included; ``shape`` says when in the day.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

import numpy as np

from zhiyuan.savings.ar1 import Array
from zhiyuan.savings.assess import CircuitResult
from zhiyuan.savings.nonroutine import moved_kwh
from zhiyuan.savings.quantiles import student
from zhiyuan.savings.shape import Ints, Learned, by_clock, lay_out, on_day, quarters_of


@dataclass(frozen=True)
class Expected:
    """One circuit's quarter hours over its reported days: what would have been used and what was. [µkWh]

    ``kwh`` is what the daily model says of each day; ``shapes`` are the days that each was laid out by.
    """

    circuit: str
    start: Ints
    expected: Ints
    used: Ints
    day: Ints
    kwh: Array
    shapes: tuple[Array, ...]

    @property
    def saved(self) -> Ints:
        """Expected less used, by quarter hour; below zero where more was used. [µkWh]"""
        return self.expected - self.used

    def between(self, start: int, end: int) -> "Expected":
        """The days that begin in [start, end). [µs since 1970 UTC]"""
        kept = (self.start >= start) & (self.start < end)
        days, day = np.unique(self.day[kept], return_inverse=True)
        shapes = tuple(self.shapes[n] for n in days)
        return Expected(
            self.circuit, self.start[kept], self.expected[kept], self.used[kept], day, self.kwh[days], shapes
        )

    def shape_half_width(self, worth: Array, confidence: float) -> float:
        """How far the worth of the expected energy may be off because it was laid out otherwise.

        Of each day the standard error of the mean over its days alike; days that share them err together,
        so their errors are added, which is on the safe side.

        Parameters
        ----------
        worth
            What a kWh is worth in each quarter hour, like a price. [CNY/kWh]
        """
        total = 0.0
        for n, (kwh, shapes) in enumerate(zip(self.kwh, self.shapes, strict=True)):
            if len(shapes) < 2:
                continue
            each = shapes @ worth[self.day == n]
            t = student((1 + confidence) / 2, len(shapes) - 1)
            total += abs(float(kwh)) * t * float(each.std(ddof=1)) / len(shapes) ** 0.5
        return total


def model_days(result: CircuitResult) -> Array:
    """What the saving expects of each reported day, adjustments included: together its baseline. [kWh]

    Not cut off at zero day by day, as the sum is not.
    """
    days = result.reporting_days
    if result.baseline is not None:
        plain = result.baseline.predict(days.valid)
        moved = [moved_kwh(result.adjustments, d.day, y) for d, y in zip(days.valid, plain, strict=True)]
        return np.asarray(plain + np.array(moved), np.float64)
    assert result.contrast is not None, "only a circuit with a saving is asked for its days"
    return days.kwh / (1 - result.contrast.fraction)


def expected(result: CircuitResult, start: Ints, energy: Ints, zone: ZoneInfo, asked: Mapping[str, int]) -> Expected:
    """One soundly measured circuit's counterfactual over its reported days.

    Parameters
    ----------
    start, energy
        The circuit's quarter hours, from the first day learned from to the last reported. [µs, µkWh]
    asked
        ``nearest`` and ``least`` days alike (``savings/methods#shape_days``).

    Raises
    ------
    NotReady
        Where too few days before the work were metered by the quarter hour.
    """
    learned = Learned(result.as_before, by_clock([d.day for d in result.as_before], start, energy, zone))
    reported, kwh = result.reporting_days.valid, model_days(result)
    shapes = [learned.like(d, asked["nearest"], asked["least"], result.plan.name) for d in reported]
    quarters = [quarters_of(d.day, zone) for d in reported]
    shaped = tuple(on_day(s, q.place) for s, q in zip(shapes, quarters, strict=True))
    begins = np.concatenate([q.start for q in quarters])
    return Expected(
        circuit=result.plan.circuit,
        start=begins,
        expected=np.concatenate([lay_out(float(whole), s) for whole, s in zip(kwh, shaped, strict=True)]),
        used=energy[np.searchsorted(start, begins)],
        day=np.repeat(np.arange(len(quarters)), [len(q.start) for q in quarters]),
        kwh=kwh,
        shapes=shaped,
    )
