"""What a second computation of energy changed: interval by interval, summed by point.

Only the store writes energy. Who wants it computed again asks on the subject ``store.recount`` with
an :class:`Asked` and hears the changes.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import msgspec
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from zhiyuan.telemetry.energy import INTERVAL_US

Column = NDArray[np.int64]
RECOUNT = "store.recount"
UNIT = 1e6  # the table keeps 10⁻⁶ kWh


@dataclass(frozen=True, slots=True)
class Asked:
    """Points whose energy is to be computed again from the readings stamped first … last [µs]."""

    points: tuple[int, ...]
    first: int
    last: int

    @classmethod
    def read(cls, message: bytes) -> Self:
        """From the wire."""
        return msgspec.json.decode(message, type=cls)

    def write(self) -> bytes:
        """For the wire."""
        return msgspec.json.encode(self)


@dataclass(frozen=True, slots=True)
class Change:
    """Intervals of one point that are not what they were, the first and the last by their start [µs]."""

    point: int
    intervals: int
    first: int
    last: int
    kwh_before: float
    kwh_after: float
    estimated_before: float
    estimated_after: float


def changes(before: pa.Table, after: pa.Table) -> list[Change]:
    """Compare two states of the energy table, each by point and start; nothing where both are equal."""
    if before.equals(after):
        return []
    was, now = _columns(before), _columns(after)
    keys = np.union1d(was[0], now[0])
    old, new = _placed(was, keys), _placed(now, keys)
    differs = (old != new).any(axis=0)
    point, start = keys[differs] >> 32, (keys[differs] & 0xFFFFFFFF) * INTERVAL_US
    old, new = old[:, differs], new[:, differs]
    return [_of(int(p), start[point == p], old[:, point == p], new[:, point == p]) for p in np.unique(point)]


def told(found: Sequence[Change]) -> bytes:
    """Changes for the wire."""
    return msgspec.json.encode(found)


def heard(message: bytes) -> list[Change]:
    """Changes from the wire."""
    return msgspec.json.decode(message, type=list[Change])


def _of(point: int, start: Column, old: Column, new: Column) -> Change:
    sums = [int(kwh.sum()) / UNIT for kwh, _ in (old, new)]
    guesses = [int(kwh[quality > 0].sum()) / UNIT for kwh, quality in (old, new)]
    return Change(point, len(start), int(start.min()), int(start.max()), *sums, *guesses)


def _columns(table: pa.Table) -> tuple[Column, Column]:
    """Rows named by point and quarter hour in one number; energy above quality."""
    point, start, kwh, quality = (table[name].to_numpy() for name in ("point", "start", "kwh", "quality"))
    return (point.astype(np.int64) << 32) | (start // INTERVAL_US), np.stack([kwh, quality.astype(np.int64)])


def _placed(rows: tuple[Column, Column], keys: Column) -> Column:
    """Energy and quality at every key; an interval that is not there has 0 kWh and quality −1."""
    placed = np.stack([np.zeros(len(keys), np.int64), np.full(len(keys), -1, np.int64)])
    placed[:, np.searchsorted(keys, rows[0])] = rows[1]
    return placed
