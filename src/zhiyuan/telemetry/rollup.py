"""Energy per interval, kept and restated; the buckets of the site's calendar are summed from it.

Table ``energy``: point, start [µs since 1970 UTC], kwh [10⁻⁶ kWh], quality; a partition per
site month. Its position is the version of the table of readings that it has seen, moved in
the same commit. Only what new readings can have touched is computed again.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

import duckdb
import numpy as np
import pyarrow as pa

from zhiyuan.kernel.span import Span
from zhiyuan.telemetry import interval
from zhiyuan.telemetry.amend import Fill, overlay
from zhiyuan.telemetry.calendar import DAY_US, Bucket, bucket_edges, offset_sql
from zhiyuan.telemetry.delta import DeltaFiles, File, Layout
from zhiyuan.telemetry.energy import INTERVAL_US, Finding, Intervals, Quality, Register, Window, restate, window
from zhiyuan.telemetry.historian import HOUR_US, Historian, instant, micros, query
from zhiyuan.telemetry.point import ENERGY_KINDS, Point

APP = "energy"
ENERGY = Layout(
    pa.schema([("point", pa.int32()), ("start", pa.int64()), ("kwh", pa.int64()), ("quality", pa.int8())]),
    "start", ("start", "kwh"), ("point", "quality"),
)  # fmt: skip
UNIT = 1e6  # the table keeps 10⁻⁶ kWh
PAD_US = 3 * HOUR_US
EVER = 2**62


@dataclass(frozen=True, slots=True)
class Energy:
    """Energy of one point in one bucket; ``missing`` counts quarter hours of which nothing is known."""

    point: int
    start: datetime
    end: datetime
    kwh: float
    estimated_kwh: float
    quality: Quality
    missing: int


@dataclass(frozen=True, slots=True)
class Restated:
    """What one round changed: intervals written and findings by point with the span they hold for."""

    intervals: int
    findings: Mapping[int, tuple[tuple[Finding, ...], int, int]]


class EnergyReader:
    """Reads the energy table; days are those of ``zone``."""

    def __init__(self, folder: Path, zone: ZoneInfo, write: bool = False) -> None:
        self.zone = zone
        self.delta = DeltaFiles(folder / "energy", ENERGY, write)
        self._db = duckdb.connect(config={"threads": 2})

    def refresh(self) -> None:
        """See what was kept since."""
        self.delta.refresh()

    def between(
        self, points: Sequence[int], span: Span, bucket: Bucket = "interval", cycle_day: int = 1
    ) -> list[Energy]:
        """Energy of points in a span, every bucket present: MISSING where nothing is known.

        Buckets are those of the site's calendar, a billing period begins on ``cycle_day``; one that the span
        cuts holds what lies in the span.
        """
        edges = bucket_edges(span, bucket, self.zone, cycle_day)
        found = self.columns(points, span, bucket, cycle_day).to_pylist()
        known = {(row["point"], row["start"]): row for row in found}
        return [_energy(point, a, b, known.get((point, a))) for point in points for a, b in pairwise(edges)]

    def stored(
        self, points: Sequence[int], first: int = -EVER, last: int = EVER, files: Sequence[File] | None = None
    ) -> pa.Table:
        """Kept intervals of some points that begin in [first, last) [µs]: as they stand, or stood in older files."""
        files = [f for f in (self.delta.files() if files is None else files) if f.last >= first and f.first < last]
        sql = "SELECT * FROM kept WHERE start >= ? AND start < ? AND point IN (SELECT unnest(?)) ORDER BY point, start"
        return query(self._db, self.delta.paths(files), sql, [first, last, list(points)], ENERGY.columns)

    def daily(self, points: Sequence[int], span: Span) -> dict[int, dict[date, Energy]]:
        """Energy by point and site day."""
        days: dict[int, dict[date, Energy]] = {p: {} for p in points}
        for one in self.between(points, span, "day"):
            days[one.point][one.start.astimezone(self.zone).date()] = one
        return days

    def columns(self, points: Sequence[int], span: Span, bucket: Bucket = "interval", cycle_day: int = 1) -> pa.Table:
        """The same in columns, known buckets only: point, start [µs], kwh and estimated [10⁻⁶ kWh], quality, known."""
        start, end = micros(span.start), micros(span.end)
        files = [f for f in self.delta.files() if f.last >= start and f.first < end]
        found = query(self._db, self.delta.paths(files), _sums(span, bucket, self.zone), [start, end, list(points)],
                      ENERGY.columns)  # fmt: skip
        edges = np.array(bucket_edges(span, bucket, self.zone, cycle_day), np.int64)
        at = np.searchsorted(edges, found["first"].to_numpy(), side="right") - 1
        table = found.drop_columns(["number", "first"]).add_column(1, "start", pa.array(edges[at], pa.int64()))
        if bucket in ("interval", "hour", "day"):
            return table
        sums = [("kwh", "sum"), ("estimated", "sum"), ("quality", "max"), ("known", "sum")]
        grouped = table.group_by(["point", "start"], use_threads=False).aggregate(sums)
        names = {"kwh_sum": "kwh", "estimated_sum": "estimated", "quality_max": "quality", "known_sum": "known"}
        named = grouped.rename_columns([names.get(n, n) for n in grouped.column_names])
        return named.sort_by([("point", "ascending"), ("start", "ascending")])


def _sums(span: Span, bucket: Bucket, zone: ZoneInfo) -> str:
    """SQL that sums intervals to quarter hours, hours or days of the site's clock; longer buckets are sums of days.

    An hour that the clock shows twice is told apart by its offset; ``first`` places a group among the edges.
    """
    offset = "0" if bucket == "interval" else offset_sql(span, zone)
    width = {"interval": INTERVAL_US, "hour": HOUR_US}.get(bucket, DAY_US)
    twice = f", {offset}" if bucket == "hour" and "CASE" in offset else ""
    estimated = "CAST(sum(CASE WHEN quality > 0 THEN kwh ELSE 0 END) AS BIGINT) AS estimated"
    return (
        f"SELECT point, (start + {offset}) // {width} AS number, CAST(sum(kwh) AS BIGINT) AS kwh, {estimated},"  # noqa: S608  # numbers only
        " max(quality) AS quality, count(*) AS known, min(start) AS first FROM kept"
        f" WHERE start >= ? AND start < ? AND point IN (SELECT unnest(?)) GROUP BY point, number{twice}"
        " ORDER BY point, first"
    )


class EnergyWriter(EnergyReader):
    """The one process that restates energy; it reads the readings from ``historian``."""

    def __init__(self, folder: Path, zone: ZoneInfo, historian: Historian) -> None:
        super().__init__(folder, zone, write=True)
        self.historian = historian

    def behind(self, points: Sequence[Point]) -> dict[int, tuple[int, int]]:
        """After a start: the stamps by point whose energy may not have been restated yet."""
        raw = self.historian.delta
        if self.delta.position(APP) >= raw.version:
            return {}
        added = raw.added_since(self.delta.position(APP)) if self.delta.position(APP) else None
        files = raw.files() if added is None else added
        if not files:
            return {}
        span = min(f.first for f in files), max(f.last for f in files)
        return {p.id: span for p in points if p.kind in ENERGY_KINDS}

    def restate(
        self,
        points: Mapping[int, Point],
        dirty: Mapping[int, tuple[int, int]],
        trusted: Mapping[int, frozenset[int]] | None = None,
        fills: Mapping[int, Fill] | None = None,
    ) -> Restated:
        """Compute again what readings stamped lo … hi [µs] of each point can have touched, and keep it.

        ``trusted`` stamps and ``fills`` are what people accepted and estimated.
        """
        version = self.historian.delta.version
        wanted = {p: span for p, span in dirty.items() if p in points and points[p].kind in ENERGY_KINDS}
        parts = list(self._anew(points, wanted, trusted or {}, fills or {}))
        self._keep(parts, version)
        return Restated(
            sum(len(found.start) for _, _, _, found, _ in parts),
            {p: (findings, a or 0, b or EVER) for p, a, b, _, findings in parts},
        )

    def _anew(
        self,
        points: Mapping[int, Point],
        dirty: Mapping[int, tuple[int, int]],
        trusted: Mapping[int, frozenset[int]],
        fills: Mapping[int, Fill],
    ) -> Iterator[tuple[int, int | None, int | None, Intervals, tuple[Finding, ...]]]:
        files = self.historian.delta.files()
        if not dirty or not files:
            return
        begin, end = min(f.first for f in files), max(f.last for f in files)
        waiting, pad = dict(dirty), PAD_US
        while waiting:
            lo, hi = min(a for a, _ in waiting.values()) - pad, max(b for _, b in waiting.values()) + pad
            loaded = self.historian.between_us(list(waiting), lo, hi + 1)
            whole = lo <= begin, hi >= end
            for point, ts, value in _series(loaded, list(waiting)):
                part = _window(ts, value, points[point], waiting[point], whole)
                if part is None and not all(whole):
                    continue
                asked = waiting.pop(point)
                fill = fills.get(point)
                if part is not None:
                    found, findings = _again(ts, value, points[point], part, trusted.get(point, frozenset()))
                    found = found if fill is None else overlay(found, fill, part.start, part.end)
                    yield point, part.start, part.end, found, findings
                elif fill is not None:  # a meter that was never heard
                    yield point, asked[0], asked[1] + 1, overlay(_NOTHING, fill, asked[0], asked[1] + 1), ()
            pad *= 8

    def _keep(
        self, parts: Sequence[tuple[int, int | None, int | None, Intervals, tuple[Finding, ...]]], version: int
    ) -> None:
        """Replace the intervals of each part, month by month, in one commit."""
        fresh = _table(parts)
        low, high = -EVER, EVER
        gone = pa.table(
            {
                "point": pa.array([p for p, *_ in parts], pa.int32()),
                "a": pa.array([low if a is None else a for _, a, *_ in parts], pa.int64()),
                "b": pa.array([high if b is None else b for _, _, b, *_ in parts], pa.int64()),
            }
        )
        months = _by_month(fresh, self.zone)
        held = {f.day for f in self.delta.files()}
        span = (min(gone["a"].to_pylist(), default=0), max(gone["b"].to_pylist(), default=0))
        touched = {f.day for f in self.delta.files() if f.last >= span[0] and f.first < span[1]} | set(months)
        replaced = [f for f in self.delta.files() if f.day in touched]
        merged = {
            month: self._merge(month, months.get(month, ENERGY.columns.empty_table()), gone)
            if month in held
            else months[month]
            for month in sorted(touched)
        }
        self.delta.commit(merged, (APP, version), replaced)

    def _merge(self, month: str, fresh: pa.Table, gone: pa.Table) -> pa.Table:
        files = [f for f in self.delta.files() if f.day == month]
        sql = (
            "SELECT * FROM kept WHERE NOT EXISTS (SELECT 1 FROM gone WHERE gone.point = kept.point"
            " AND kept.start >= gone.a AND kept.start < gone.b) UNION ALL SELECT * FROM fresh ORDER BY point, start"
        )
        return query(self._db, self.delta.paths(files), sql, [], ENERGY.columns, gone=gone, fresh=fresh)


_NOTHING = Intervals(np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0, np.int8))


def _window(
    ts: np.ndarray, value: np.ndarray, point: Point, dirty: tuple[int, int], whole: tuple[bool, bool]
) -> Window | None:
    if not len(ts):
        return None
    if point.kind == "interval":
        return interval.window(ts, interval.Meter.of(point), *dirty, whole)
    return window(ts, value, Register.of(point), *dirty, whole)


def _again(
    ts: np.ndarray, value: np.ndarray, point: Point, part: Window, trusted: frozenset[int]
) -> tuple[Intervals, tuple[Finding, ...]]:
    if point.kind == "interval":
        return interval.restate(ts, value, interval.Meter.of(point), part, trusted)
    return restate(ts, value, Register.of(point), part, trusted)


def _series(loaded: pa.Table, points: list[int]) -> Iterator[tuple[int, np.ndarray, np.ndarray]]:
    point, ts, value = (loaded[name].to_numpy() for name in ("point", "ts", "value"))
    wanted = np.array(points, point.dtype)
    begin, end = np.searchsorted(point, wanted), np.searchsorted(point, wanted, side="right")
    for one, a, b in zip(points, begin.tolist(), end.tolist(), strict=True):
        yield one, ts[a:b], value[a:b]


def _table(parts: Sequence[tuple[int, int | None, int | None, Intervals, tuple[Finding, ...]]]) -> pa.Table:
    if not parts:
        return ENERGY.columns.empty_table()
    point = np.concatenate([np.full(len(found.start), p, np.int32) for p, _, _, found, _ in parts])
    columns = [np.concatenate([getattr(found, n) for *_, found, _ in parts]) for n in ("start", "energy", "quality")]
    return pa.table([pa.array(point), *map(pa.array, columns)], schema=ENERGY.columns)


def _by_month(table: pa.Table, zone: ZoneInfo) -> dict[str, pa.Table]:
    if not table.num_rows:
        return {}
    start = table["start"].to_numpy()
    span = Span(instant(int(start.min())), instant(int(start.max()) + 1))
    edges = np.array(bucket_edges(span, "month", zone))
    of = np.searchsorted(edges, start, side="right") - 1
    months = {}
    for k in np.unique(of).tolist():
        name = instant(int(edges[k])).astimezone(zone).strftime("%Y-%m")
        months[name] = table.filter(pa.array(of == k)).sort_by([("point", "ascending"), ("start", "ascending")])
    return months


def unknown(point: int, a: int, b: int) -> Energy:
    """A bucket from a to b [µs] of which nothing is known."""
    return Energy(point, instant(a), instant(b), 0.0, 0.0, Quality.MISSING, _quarters(a, b))


def _quarters(a: int, b: int) -> int:
    return -(-b // INTERVAL_US) - -(-a // INTERVAL_US)


def _energy(point: int, a: int, b: int, row: Mapping[str, int] | None) -> Energy:
    if row is None:
        return unknown(point, a, b)
    missing = max(_quarters(a, b) - row["known"], 0)
    quality = Quality.MISSING if missing else Quality(row["quality"])
    return Energy(point, instant(a), instant(b), row["kwh"] / UNIT, row["estimated"] / UNIT, quality, missing)
