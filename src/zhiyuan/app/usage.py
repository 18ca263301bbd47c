"""Energy as the pages of the shell show it: by circuit, kind or building, over a period and the one before.

Reads telemetry's energy table; a bucket of which nothing is known is a gap, never zero.
"""

import threading
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from zhiyuan.kernel.span import Span, days_span, so_far
from zhiyuan.park.circuits import NOT_LIGHTING
from zhiyuan.telemetry.calendar import FINER, Bucket, bucket_edges, first_day, next_start
from zhiyuan.telemetry.rollup import UNIT, Energy, EnergyReader, unknown

INTERVAL_H = 0.25
_lock = threading.Lock()  # the reader's database is not for several threads at once


@dataclass(frozen=True, slots=True)
class Metered:
    """A meter that counts for the whole: its point, and what it stands for."""

    point: int
    meter: str
    circuit: str
    circuit_name: str
    kind: str
    building: str


@dataclass(frozen=True, slots=True)
class Row:
    """Energy of one name in every bucket. [kWh] None where nothing is known."""

    name: str
    values: tuple[float | None, ...]
    estimated_kwh: float = 0.0
    missing: int = 0

    @property
    def total_kwh(self) -> float:
        """What is known."""
        return sum(v for v in self.values if v is not None)


@dataclass(frozen=True, slots=True)
class Use:
    """Energy over a period in buckets, and by name."""

    starts: tuple[datetime, ...]
    rows: tuple[Row, ...]

    @property
    def total_kwh(self) -> float:
        """What is known of all."""
        return sum(row.total_kwh for row in self.rows)

    @property
    def estimated_kwh(self) -> float:
        """How much of it is estimated."""
        return sum(row.estimated_kwh for row in self.rows)

    @property
    def totals(self) -> list[float | None]:
        """Every bucket over all names; None where no name knows anything."""
        return [_sum([row.values[i] for row in self.rows]) for i in range(len(self.starts))]

    @property
    def gaps(self) -> list[bool]:
        """Buckets in which some name knows nothing."""
        return [any(row.values[i] is None for row in self.rows) for i in range(len(self.starts))]


def meters(site: Any) -> list[Metered]:
    """The uppermost meter of every lighting circuit, so that nothing counts twice."""
    from zhiyuan.park.queries import point_ids

    ids = point_ids(site)
    rows = site.meter_set.filter(circuit__isnull=False).exclude(circuit__kind__in=NOT_LIGHTING)
    lighting = {meter.pk: meter for meter in rows.select_related("circuit__building").order_by("position", "pk")}
    found = []
    for meter in lighting.values():
        point = ids.get(f"meter/{meter.key}/energy")
        if point is not None and meter.parent_id not in lighting:
            c = meter.circuit
            found.append(Metered(point, meter.key, c.key, c.name or c.key, c.kind, str(c.building)))
    return found


def use(
    folder: Path, zone: ZoneInfo, counted: Sequence[Metered], span: Span, bucket: Bucket, by: Callable[[Metered], str]
) -> Use:
    """Read the table once and sum by name."""
    edges = bucket_edges(span, bucket, zone)
    place = {start: i for i, start in enumerate(edges[:-1])}
    values: dict[str, list[float | None]] = {}
    estimated: dict[str, float] = defaultdict(float)
    names = {m.point: by(m) for m in counted}
    for name in names.values():
        values.setdefault(name, [None] * len(place))
    for row in _columns(folder, zone, list(names), span, bucket):
        name, i = names[row["point"]], place[row["start"]]
        values[name][i] = (values[name][i] or 0.0) + row["kwh"] / UNIT
        estimated[name] += row["estimated"] / UNIT
    rows = [Row(name, tuple(v), estimated[name], sum(x is None for x in v)) for name, v in values.items()]
    starts = tuple(datetime.fromtimestamp(start / 1e6, zone) for start in edges[:-1])
    return Use(starts, tuple(rows))


def total_kwh(folder: Path, zone: ZoneInfo, counted: Sequence[Metered], span: Span) -> float | None:
    """Energy of a span over all meters; None where nothing is known at all. [kWh]"""
    return _sum([row["kwh"] / UNIT for row in _columns(folder, zone, [m.point for m in counted], span, "day")])


def between(
    folder: Path, zone: ZoneInfo, points: Sequence[int], span: Span, bucket: Bucket, cycle_day: int = 1
) -> list[Energy]:
    """Every bucket of every point; where nothing is kept yet, all unknown."""
    if not points:
        return []
    with _lock:
        if (folder / "energy" / "_delta_log").exists():
            reader = _reader(folder, zone)
            reader.refresh()
            return reader.between(points, span, bucket, cycle_day)
    edges = bucket_edges(span, bucket, zone, cycle_day)
    return [unknown(point, a, b) for point in points for a, b in pairwise(edges)]


def _columns(folder: Path, zone: ZoneInfo, points: list[int], span: Span, bucket: Bucket) -> list[dict[str, Any]]:
    if not (folder / "energy").exists() or not points:
        return []
    with _lock:
        reader = _reader(folder, zone)
        reader.refresh()
        return reader.columns(points, span, bucket).to_pylist()


@cache
def _reader(folder: Path, zone: ZoneInfo) -> EnergyReader:
    return EnergyReader(folder, zone)


def _sum(values: Sequence[float | None]) -> float | None:
    known = [v for v in values if v is not None]
    return sum(known) if known else None


# --- periods ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Period:
    """A day, week, month or year of the site: the page's date control."""

    kind: Bucket
    first: date
    until: date

    @property
    def bucket(self) -> Bucket:
        """What one bar stands for."""
        return FINER[self.kind]

    def span(self, zone: ZoneInfo) -> Span:
        """From the first midnight to the one after the last day."""
        return days_span(self.first, self.until, zone)

    def until_now(self, zone: ZoneInfo, now: datetime) -> Span:
        """The same, but no longer than to the last whole quarter hour: what lies ahead is no gap."""
        return so_far(self.span(zone), now)

    def before(self) -> "Period":
        """The period of the same kind just before."""
        return period(self.kind, self.first - timedelta(days=1))

    def after(self) -> "Period":
        """The period of the same kind that follows."""
        return period(self.kind, self.until)


def period(kind: Bucket, day: date) -> Period:
    """The period of a kind that a day lies in; weeks begin on Monday.

    >>> period("week", date(2026, 3, 1)).first.isoformat()
    '2026-02-23'
    """
    return Period(kind, first_day(day, kind), next_start(day, kind))


def peak_kw(curve: Sequence[float | None]) -> float | None:
    """The greatest mean power over a quarter hour. [kW]"""
    known = [v / INTERVAL_H for v in curve if v is not None]
    return max(known) if known else None


def label(start: datetime, kind: str) -> str:
    """How a bucket is written on the axis."""
    return start.strftime({"day": "%H:%M", "week": "%m-%d", "month": "%m-%d", "year": "%Y-%m"}[kind])
