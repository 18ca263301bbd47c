"""Energy said per interval: each reading is what flowed in the ``period`` that ends at its stamp.

Nothing is inferred from one reading to the next, so that a reading that is not there is a hole, not
a gap to spread. A reading longer than a quarter hour is spread evenly and ESTIMATED; two that overlap
share the time, the later one taking what is left, SUSPECT; more than can have flowed is not counted
until a person accepts it; a quarter hour that is known in part only is SUSPECT.
"""

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from zhiyuan.telemetry.energy import (
    GAP_US,
    HOUR_US,
    INTERVAL_US,
    MARGIN,
    SLACK,
    Finding,
    Intervals,
    Quality,
    Steps,
    Window,
    microunits,
)
from zhiyuan.telemetry.point import Point


@dataclass(frozen=True, slots=True)
class Meter:
    """How to read one point of kind ``interval``; ``most`` is in counts of its last decimal."""

    microkwh_per_count: float
    period_us: int
    most: float

    @classmethod
    def of(cls, point: Point) -> Self:
        """The meter of a point."""
        unit = microunits(point)
        period = round(point.period * 1_000_000)
        most = np.inf if point.max_rate is None else point.max_rate * MARGIN * period / HOUR_US * 1e6 / unit + SLACK
        return cls(unit, period, most)


def steps(
    ts: NDArray[np.int64], value: NDArray[np.int64], meter: Meter, trusted: frozenset[int] = frozenset()
) -> Steps:
    """What flowed in each reading's own time; ``trusted`` stamps a person accepted."""
    if not len(ts):
        none = np.zeros(0, np.int64)
        return Steps(none, none, none, np.zeros(0, np.int8))
    begin = ts - meter.period_us
    start = np.concatenate([begin[:1], np.maximum(begin[1:], ts[:-1])])
    accepted = np.isin(ts, list(trusted))
    overlap, too_much = (start > begin) & ~accepted, (value > meter.most) & ~accepted
    part = np.where(overlap, (ts - start) / meter.period_us, 1.0)
    energy = np.floor(np.where(too_much, 0, value * meter.microkwh_per_count * part) + 0.5).astype(np.int64)
    usual = Quality.ESTIMATED if meter.period_us > GAP_US else Quality.MEASURED
    quality = np.where(overlap | too_much, Quality.SUSPECT, usual).astype(np.int8)
    findings = [Finding(int(ts[k]), int(value[k]), "too_much") for k in np.flatnonzero(too_much)]
    findings += [Finding(int(ts[k]), int(value[k]), "overlap") for k in np.flatnonzero(overlap & ~too_much)]
    return Steps(start, ts.astype(np.int64), energy, quality, tuple(sorted(findings, key=lambda f: f.ts)))


def spread(found: Steps) -> Intervals:
    """Energy of every quarter hour that some reading says something of; the sum is exactly that of the steps."""
    first, last = found.start // INTERVAL_US, -(-found.end // INTERVAL_US)
    step = np.repeat(np.arange(len(first)), last - first)
    within = np.arange(len(step)) - np.repeat(np.cumsum(last - first) - (last - first), last - first)
    quarter = first[step] + within
    begin, end = found.start[step], found.end[step]
    a, b = np.maximum(begin, quarter * INTERVAL_US), np.minimum(end, (quarter + 1) * INTERVAL_US)
    whole = found.energy[step]
    share = _until(whole, b - begin, end - begin) - _until(whole, a - begin, end - begin)
    quarters, at = np.unique(quarter, return_inverse=True)
    energy, covered = np.zeros(len(quarters), np.int64), np.zeros(len(quarters), np.int64)
    quality = np.zeros(len(quarters), np.int8)
    np.add.at(energy, at, share)
    np.add.at(covered, at, b - a)
    np.maximum.at(quality, at, found.quality[step])
    quality[covered < INTERVAL_US] = Quality.SUSPECT
    return Intervals(quarters * INTERVAL_US, energy, quality)


def _until(energy: NDArray[np.int64], into: NDArray[np.int64], length: NDArray[np.int64]) -> NDArray[np.int64]:
    return np.floor(energy * (into / length) + 0.5).astype(np.int64)


def window(ts: NDArray[np.int64], meter: Meter, lo: int, hi: int, whole: tuple[bool, bool]) -> Window | None:
    """The quarter hours that readings stamped lo … hi [µs] can have changed, None when more must be loaded.

    A reading changes its own time and, where they overlap, that of the next; a quarter hour needs every
    reading that reaches into it, and each of those the one before. So does a reading stamped just where
    the window starts: none of its time is inside, but what is found about it is.
    """
    period = meter.period_us
    start = (lo - period) // INTERVAL_US * INTERVAL_US
    end = -(-(hi + period) // INTERVAL_US) * INTERVAL_US
    first = max(int(np.searchsorted(ts, start, side="left")) - 1, 0)
    last = int(np.searchsorted(ts, end + period, side="right"))
    if (first == 0 and not whole[0]) or (last == len(ts) and not whole[1]):
        return None
    return Window(first, last, start, end)


def restate(
    ts: NDArray[np.int64],
    value: NDArray[np.int64],
    meter: Meter,
    part: Window,
    trusted: frozenset[int] = frozenset(),
) -> tuple[Intervals, tuple[Finding, ...]]:
    """The quarter hours of a window anew, equal to those of the whole series."""
    assert part.start is not None
    assert part.end is not None
    chain = steps(ts[part.first : part.last], value[part.first : part.last], meter, trusted)
    found = spread(chain)
    inside = (found.start >= part.start) & (found.start < part.end)
    findings = tuple(f for f in chain.findings if part.start <= f.ts < part.end)
    return Intervals(found.start[inside], found.energy[inside], found.quality[inside]), findings
