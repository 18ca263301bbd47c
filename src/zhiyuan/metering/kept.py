"""Kept readings as people look at them: the ones around a time, the last of each meter, a page of them."""

import threading
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import pyarrow as pa

from zhiyuan.kernel.span import Span
from zhiyuan.telemetry.historian import Historian

LOOK_BACK_US = 40 * 86_400_000_000


@dataclass(frozen=True, slots=True)
class Kept:
    """One kept reading: stamp [µs since 1970 UTC], scaled value."""

    ts: int
    value: int


@dataclass(frozen=True, slots=True)
class Around:
    """What is kept at, before and after an instant of a point."""

    before: Kept | None
    at: Kept | None
    after: Kept | None


class Reader:
    """Reads an installation's historian; an installation that keeps nothing yet has no readings."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._lock = threading.Lock()
        self._historian: Historian | None = None

    def _open(self) -> Historian | None:
        if self._historian is None and (self.folder / "readings" / "_delta_log").exists():
            self._historian = Historian(self.folder)
        if self._historian is not None:
            self._historian.refresh()
        return self._historian

    def around(self, wanted: Sequence[tuple[int, int]], passing_over: Collection[int] = ()) -> list[Around]:
        """For each (point, instant [µs]): the kept readings next to it, as if those at some instants were not there."""
        with self._lock:
            kept = self._open()
            if kept is None or not wanted:
                return [Around(None, None, None)] * len(wanted)
            points = sorted({p for p, _ in wanted})
            lo, hi = min(t for _, t in wanted) - LOOK_BACK_US, max(t for _, t in wanted) + LOOK_BACK_US
            found = self._beside(kept, wanted, points, lo, hi, passing_over)
            if any(one.before is None for one in found):
                found = self._beside(kept, wanted, points, -(2**62), 2**62, passing_over)
            return found

    def _beside(
        self,
        kept: Historian,
        wanted: Sequence[tuple[int, int]],
        points: list[int],
        lo: int,
        hi: int,
        passing_over: Collection[int],
    ) -> list[Around]:
        asked = pa.table(
            {
                "i": np.arange(len(wanted)),
                "point": pa.array([p for p, _ in wanted], pa.int32()),
                "t": pa.array([t for _, t in wanted], pa.int64()),
            }
        )
        sql = (
            "SELECT i, max(ts) FILTER (ts < t) AS b, arg_max(value, ts) FILTER (ts < t) AS bv,"
            " max(value) FILTER (ts = t) AS v,"
            " min(ts) FILTER (ts > t) AS a, arg_min(value, ts) FILTER (ts > t) AS av"
            " FROM kept JOIN asked USING (point) WHERE ts >= ? AND ts < ? AND point IN (SELECT unnest(?))"
            " AND ts NOT IN (SELECT t FROM passed) GROUP BY i"
        )
        files = [f for f in kept.delta.files() if f.last >= lo and f.first < hi]
        passed = pa.table({"t": pa.array(passing_over, pa.int64())})
        table = kept.query(files, sql, [lo, hi, points], asked=asked, passed=passed)
        rows = {r["i"]: r for r in table.to_pylist()}
        nothing = dict.fromkeys(("b", "bv", "v", "a", "av"))
        return [_around(rows.get(i, nothing), t) for i, (_, t) in enumerate(wanted)]

    def between(self, point: int, span: Span) -> list[Kept]:
        """One point's readings in a span, in order."""
        with self._lock:
            kept = self._open()
            if kept is None:
                return []
            ts, value = kept.series(point, span)
            return [Kept(int(t), int(v)) for t, v in zip(ts, value, strict=True)]

    def latest(self, points: Sequence[int], since: int) -> dict[int, Kept]:
        """The last reading of each point since an instant. [µs since 1970 UTC]"""
        with self._lock:
            kept = self._open()
            if kept is None:
                return {}
            files = [f for f in kept.delta.files() if f.last >= since]
            sql = (
                "SELECT point, max(ts) AS ts, arg_max(value, ts) AS value FROM kept"
                " WHERE ts >= ? AND point IN (SELECT unnest(?)) GROUP BY point"
            )
            rows = kept.query(files, sql, [since, list(points)]).to_pylist() if files else []
            return {r["point"]: Kept(r["ts"], r["value"]) for r in rows}


def _around(row: dict[str, int | None], t: int) -> Around:
    return Around(
        _kept(row["b"], row["bv"]), _kept(None if row["v"] is None else t, row["v"]), _kept(row["a"], row["av"])
    )


def _kept(ts: int | None, value: int | None) -> Kept | None:
    return None if ts is None or value is None else Kept(ts, value)


@cache
def reader(folder: Path) -> Reader:
    """The reader of an installation's historian."""
    return Reader(folder)
