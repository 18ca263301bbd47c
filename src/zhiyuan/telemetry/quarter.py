"""Energy of many points per quarter hour, dense: one row a point, one column a quarter hour.

What bills, virtual meters and balances compute with. One read of the energy table serves all
points; a quarter hour of which nothing is known is there, empty and MISSING.
"""

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from zhiyuan.kernel.span import Span
from zhiyuan.telemetry.delta import DeltaFiles
from zhiyuan.telemetry.energy import INTERVAL_US, Quality
from zhiyuan.telemetry.historian import micros, query
from zhiyuan.telemetry.rollup import ENERGY


@dataclass(frozen=True, slots=True)
class QuarterHours:
    """One meter's energy: start [µs since 1970 UTC], energy [µkWh], quality of every quarter hour of a span."""

    start: NDArray[np.int64]
    energy: NDArray[np.int64]
    quality: NDArray[np.int8]

    def __len__(self) -> int:
        return len(self.start)

    @property
    def kwh(self) -> float:
        """What is known of the span. [kWh]"""
        return int(self.energy.sum()) / 1e6

    @property
    def estimated_kwh(self) -> float:
        """How much of it is not measured. [kWh]"""
        return int(self.energy[self.quality != Quality.MEASURED].sum()) / 1e6

    @property
    def missing(self) -> int:
        """Quarter hours of which nothing is known."""
        return int((self.quality == Quality.MISSING).sum())


def starts(span: Span) -> NDArray[np.int64]:
    """The beginnings of the quarter hours in a span. [µs since 1970 UTC]"""
    first = -(-micros(span.start) // INTERVAL_US)
    return np.arange(first, -(-micros(span.end) // INTERVAL_US), dtype=np.int64) * INTERVAL_US


def nothing(start: NDArray[np.int64]) -> QuarterHours:
    """Quarter hours of which nothing is known."""
    return QuarterHours(start, np.zeros(len(start), np.int64), np.full(len(start), Quality.MISSING, np.int8))


class QuarterReader:
    """Reads the energy table of an installation; may be shared by threads."""

    def __init__(self, folder: Path) -> None:
        self.delta = DeltaFiles(folder / "energy", ENERGY)
        self._db = duckdb.connect(config={"threads": 2})
        self._lock = threading.Lock()

    def read(self, points: Sequence[int], span: Span) -> dict[int, QuarterHours]:
        """Every quarter hour of every point in one read of the table."""
        at = starts(span)
        wanted = np.unique(np.array(points, np.int64))
        energy = np.zeros((len(wanted), len(at)), np.int64)
        quality = np.full((len(wanted), len(at)), Quality.MISSING, np.int8)
        if len(at) and len(wanted):
            found = self._kept(wanted.tolist(), int(at[0]), int(at[-1]) + INTERVAL_US)
            row = np.searchsorted(wanted, found["point"].to_numpy())
            column = (found["start"].to_numpy() - at[0]) // INTERVAL_US
            energy[row, column] = found["kwh"].to_numpy()
            quality[row, column] = found["quality"].to_numpy()
        return {p: QuarterHours(at, energy[i], quality[i]) for i, p in enumerate(wanted.tolist())}

    def _kept(self, points: list[int], start: int, end: int) -> pa.Table:
        sql = (
            "SELECT point, start, kwh, quality FROM kept WHERE start >= ? AND start < ? AND point IN (SELECT unnest(?))"
        )
        with self._lock:
            self.delta.refresh()
            files = [f for f in self.delta.files() if f.last >= start and f.first < end]
            return query(self._db, self.delta.paths(files), sql, [start, end, points], ENERGY.columns)
