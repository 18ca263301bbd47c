"""A reading is (point, time): the same again is a duplicate, another value a conflict.

Almost every reading is newer than all before it of its point; only the others are looked up.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from zhiyuan.telemetry.ingest import Readings

Lookup = Callable[[NDArray[np.int32], NDArray[np.int64]], tuple[NDArray[np.bool_], NDArray[np.int64]]]
NEVER = -(2**62)


@dataclass(frozen=True, slots=True)
class Sorted:
    """A batch told apart; positions refer to the batch."""

    fresh: NDArray[np.int64]
    duplicate: NDArray[np.int64]
    conflict: NDArray[np.int64]
    late: NDArray[np.int64]


class Identity:
    """Remembers the newest stamp of each point."""

    def __init__(self, newest: Mapping[int, int]) -> None:
        size = max(newest, default=0) + 1024
        self._newest = np.full(size, NEVER, np.int64)
        for point, ts in newest.items():
            self._newest[point] = ts

    def newest(self, point: NDArray[np.int32]) -> NDArray[np.int64]:
        """The newest kept stamp of each, NEVER where there is none. [µs]"""
        self._grow(int(point.max(initial=0)))
        return self._newest[point]

    def sort(self, readings: Readings, lookup: Lookup) -> Sorted:
        """Tell new readings from duplicates and conflicts, within the batch and against what is kept."""
        order = np.lexsort((np.arange(len(readings)), readings.ts, readings.point))
        point, ts, value = readings.point[order], readings.ts[order], readings.value[order]
        again = np.zeros(len(order), np.bool_)
        again[1:] = (point[1:] == point[:-1]) & (ts[1:] == ts[:-1])
        first = np.flatnonzero(~again)[np.cumsum(~again) - 1] if len(order) else order
        differs = value != value[first]
        late = ~again & (ts <= self.newest(point)) if len(order) else again
        known = np.zeros(len(order), np.bool_)
        if late.any():
            hit, kept = lookup(point[late], ts[late])
            known[np.flatnonzero(late)[hit]] = True
            differs[np.flatnonzero(late)[hit]] = kept[hit] != value[late][hit]
            known = known[first]
            kept_of = np.zeros(len(order), np.int64)
            kept_of[late] = kept
            differs = np.where(known, kept_of[first] != value, differs)
        seen = again | known
        return Sorted(order[~seen], order[seen & ~differs], order[seen & differs], order[late & ~known])

    def keep(self, readings: Readings) -> None:
        """These are kept now."""
        if len(readings):
            self._grow(int(readings.point.max()))
            np.maximum.at(self._newest, readings.point, readings.ts)

    def _grow(self, point: int) -> None:
        if point >= len(self._newest):
            self._newest = np.concatenate([self._newest, np.full(point + 1024 - len(self._newest), NEVER, np.int64)])
