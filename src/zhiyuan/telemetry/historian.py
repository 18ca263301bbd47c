"""Readings kept exactly once, and found again.

One Delta table ``readings``: point id, stamp [µs since 1970 UTC], scaled value; a partition
per site day. The position in the durable log moves in the same commit as the readings, so
there is nothing to acknowledge and nothing to lose: whoever reads the log again from
``position`` + 1 continues where the table ends.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import duckdb
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from zhiyuan.kernel.errors import NotFound
from zhiyuan.kernel.span import Span, instant, micros
from zhiyuan.telemetry.delta import DeltaFiles, File, Layout

APP = "ingest"
READINGS = Layout(
    pa.schema([("point", pa.int32()), ("ts", pa.int64()), ("value", pa.int64())]), "ts", ("ts", "value"), ("point",)
)
MOST_FILES = 250
BIG_FILE_ROWS = 8_000_000
HOUR_US = 3_600_000_000


def day_starts(first_us: int, last_us: int, zone: ZoneInfo) -> tuple[list[str], NDArray[np.int64]]:
    """The site's days from one instant to another, and where each begins. [µs since 1970 UTC]"""
    day = instant(first_us).astimezone(zone).date()
    last = instant(last_us).astimezone(zone).date()
    names, starts = [], []
    while day <= last:
        names.append(day.isoformat())
        starts.append(micros(datetime(day.year, day.month, day.day, tzinfo=zone)))
        day += timedelta(days=1)
    return names, np.array(starts, np.int64)


def split_by_day(table: pa.Table, column: str, zone: ZoneInfo) -> dict[str, pa.Table]:
    """A table's rows by site day of a time column."""
    if not table.num_rows:
        return {}
    stamps = table[column].to_numpy()
    names, starts = day_starts(int(stamps.min()), int(stamps.max()), zone)
    if len(names) == 1:
        return {names[0]: table}
    of = np.searchsorted(starts, stamps, side="right") - 1
    return {names[k]: table.filter(pa.array(of == k)) for k in np.unique(of).tolist()}


class Historian:
    """Reads the table of readings; :class:`Writer` also adds to it."""

    def __init__(self, folder: Path, write: bool = False) -> None:
        self.delta = DeltaFiles(folder / "readings", READINGS, write)
        self._db = duckdb.connect(config={"threads": 2})

    def refresh(self) -> None:
        """See what was kept since."""
        self.delta.refresh()

    def position(self, log: str = "") -> int:
        """The last message of a durable log whose readings are kept; a log made anew has another name."""
        return self.delta.position(APP + log)

    def between(self, points: Sequence[int], span: Span) -> pa.Table:
        """Readings of points in a span, by point and time: point, ts [µs], value (scaled)."""
        return self.between_us(points, micros(span.start), micros(span.end))

    def between_us(self, points: Sequence[int], start: int, end: int) -> pa.Table:
        """The same with the span in µs since 1970 UTC."""
        files = [f for f in self.delta.files() if f.last >= start and f.first < end]
        sql = "SELECT point, ts, value FROM kept WHERE ts >= ? AND ts < ? AND point IN (SELECT unnest(?)) ORDER BY 1, 2"
        return self.query(files, sql, [start, end, list(points)])

    def series(self, point: int, span: Span) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """One point's stamps [µs] and scaled values in a span."""
        table = self.between([point], span)
        return table["ts"].to_numpy(), table["value"].to_numpy()

    def latest(self, points: Sequence[int] | None = None) -> dict[int, tuple[int, int]]:
        """The last reading of each point: (stamp [µs], scaled value)."""
        where = "" if points is None else "WHERE point IN (SELECT unnest(?))"
        sql = f"SELECT point, max(ts) AS ts, arg_max(value, ts) AS value FROM kept {where} GROUP BY point"  # noqa: S608
        found = self.query(self.delta.files(), sql, [] if points is None else [list(points)]).to_pydict()
        return {p: (t, v) for p, t, v in zip(found["point"], found["ts"], found["value"], strict=True)}

    def at(self, point: NDArray[np.int32], ts: NDArray[np.int64]) -> tuple[NDArray[np.bool_], NDArray[np.int64]]:
        """Which (point, time) pairs are kept, and with what value."""
        files = [f for f in self.delta.files() if f.last >= ts.min() and f.first <= ts.max()]
        wanted = pa.table({"point": point, "ts": ts, "i": np.arange(len(ts))})
        sql = "SELECT i, kept.value AS value FROM kept JOIN wanted USING (point, ts) WHERE ts BETWEEN ? AND ?"
        found = self.query(files, sql, [int(ts.min()), int(ts.max())], wanted=wanted)
        known, value = np.zeros(len(ts), np.bool_), np.zeros(len(ts), np.int64)
        hit = found["i"].to_numpy()
        known[hit] = True
        value[hit] = found["value"].to_numpy()
        return known, value

    def query(self, files: Iterable[File], sql: str, values: Sequence[Any], **tables: pa.Table) -> pa.Table:
        """Portable SQL over the view ``kept`` of some files, to Arrow."""
        return query(self._db, self.delta.paths(files), sql, values, READINGS.columns, **tables)


class Writer(Historian):
    """The one process that adds readings."""

    def __init__(self, folder: Path, zone: ZoneInfo) -> None:
        super().__init__(folder, write=True)
        self.zone = zone

    def append(
        self,
        point: NDArray[np.int32],
        ts: NDArray[np.int64],
        value: NDArray[np.int64],
        position: int | None = None,
        log: str = "",
    ) -> int:
        """Keep readings, durably, and move the position in the log with them; the table's new version."""
        order = np.lexsort((ts, point))
        table = pa.table({"point": point[order], "ts": ts[order], "value": value[order]}, schema=READINGS.columns)
        parts = split_by_day(table, "ts", self.zone)
        return self.delta.commit(parts, (APP + log, position) if position is not None else None)

    def correct(self, point: int, ts: int, value: int) -> int:
        """Put another value in place of a kept one; the table's version before still has the old one."""
        held = [f for f in self.delta.files() if f.first <= ts <= f.last]
        sql = "SELECT point, ts, CASE WHEN point = ? AND ts = ? THEN ? ELSE value END AS value FROM kept ORDER BY 1, 2"
        for file in held:
            if self.query([file], "SELECT 1 FROM kept WHERE point = ? AND ts = ?", [point, ts]).num_rows:
                fixed = self.query([file], sql, [point, ts, value])
                return self.delta.commit({file.day: fixed.cast(READINGS.columns)}, replaces=[file])
        raise NotFound("point {point} has no reading at {at}", point=point, at=instant(ts).isoformat())

    def day_of(self, us: int) -> str:
        """The site's day of an instant, as partitions are named."""
        return instant(us).astimezone(self.zone).date().isoformat()

    def tidy(self, today: str) -> int:
        """Merge files when there are many: by point and time; how many files went away."""
        files = self.delta.files()
        if len(files) < MOST_FILES:
            return 0
        return sum(self.compact(day, closed=day < today) for day in sorted({f.day for f in files}))

    def compact(self, day: str, closed: bool = True) -> int:
        """Merge the files of one day into one, sorted by point and time; of an open day only the small ones."""
        files = [f for f in self.delta.files() if f.day == day and (closed or f.rows < BIG_FILE_ROWS)]
        if len(files) < 2:
            return 0
        merged = self.query(files, "SELECT * FROM kept ORDER BY point, ts", [])
        self.delta.commit({day: merged}, replaces=files, data_change=False)
        return len(files) - 1


def query(
    db: duckdb.DuckDBPyConnection,
    paths: list[str],
    sql: str,
    values: Sequence[Any],
    columns: pa.Schema,
    **tables: pa.Table,
) -> pa.Table:
    """Run SQL over the view ``kept`` of Parquet files; an empty one where there is no file."""
    cursor = db.cursor()
    for name, table in tables.items():
        cursor.register(name, table)
    if paths:
        cursor.register("kept", cursor.read_parquet(paths, hive_partitioning=False))
    else:
        cursor.register("kept", columns.empty_table())
    return cursor.sql(sql, params=list(values)).to_arrow_table()


__all__ = ["APP", "READINGS", "Historian", "Writer", "instant", "micros", "query", "split_by_day"]
