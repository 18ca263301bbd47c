"""What may be read of meters: energy of every quarter hour, balances, and how much of it is known.

Real and virtual meters answer alike. A meter is named by its key; any point that counts energy
may also be named by its own, ``meter/M1/reactive``.
"""

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from django.conf import settings

from zhiyuan.kernel import parktime
from zhiyuan.kernel.errors import NotFound
from zhiyuan.kernel.reference import value
from zhiyuan.kernel.span import Span, days, midnight, so_far, span_days
from zhiyuan.metering import completeness as quality
from zhiyuan.metering import formula, kept, virtual
from zhiyuan.metering.completeness import DayQuality
from zhiyuan.metering.models import LossLimit, VirtualDefinition
from zhiyuan.metering.tree import Balance, Tree, balances
from zhiyuan.metering.virtual import Definition, Evaluated
from zhiyuan.park.queries import day_at
from zhiyuan.park.queries import today as today
from zhiyuan.park.queries import zone as zone
from zhiyuan.telemetry.amend import Amendments
from zhiyuan.telemetry.calendar import Bucket, bucket_edges
from zhiyuan.telemetry.historian import instant, micros
from zhiyuan.telemetry.lateness import Lateness
from zhiyuan.telemetry.point import ENERGY_KINDS
from zhiyuan.telemetry.quarantine import Quarantine
from zhiyuan.telemetry.quarter import QuarterHours, QuarterReader, nothing, starts

LIMITS = "metering/limits"


@dataclass(frozen=True, slots=True)
class MeterName:
    """A meter, real or virtual, as lists show it."""

    key: str
    name: str
    virtual: bool
    parent: str | None
    point: int | None


@dataclass(frozen=True, slots=True)
class Node:
    """One meter of the tree with what is below it, bucket by bucket and over the whole span."""

    meter: MeterName
    depth: int
    children: tuple[str, ...]
    limit: float
    whole: Balance
    buckets: tuple[Balance, ...]

    @property
    def flagged(self) -> bool:
        """Whether more is unexplained than its limit allows."""
        return bool(self.children) and self.whole.compared > 0 and self.whole.beyond(self.limit)


def home() -> Path:
    """The installation's folder."""
    return Path(settings.HOME)


def quarter_hours(site: Any, meters: Sequence[str], span: Span) -> dict[str, QuarterHours]:
    """Energy of meters: every quarter hour of the span is there, MISSING where nothing is known."""
    return {key: found.hours for key, found in evaluated(site, meters, span).items()}


def evaluated(site: Any, meters: Sequence[str], span: Span) -> dict[str, Evaluated]:
    """The same, telling also where a virtual meter would have been below nothing."""
    made = definitions(site)
    named = {key: named_in(found) for key, found in made.items()}
    order = virtual.order(meters, named)
    wanted = {*meters, *(part for key in order for part in named[key])}
    points = _points(site, sorted(wanted - made.keys()))
    found = _read(list(points.values()), span)
    at = starts(span)
    plain = {key: found[point] for key, point in points.items()}
    parts, results = dict(plain), {key: _as_it_is(hours) for key, hours in plain.items()}
    for key in order:
        results[key] = virtual.compute(made[key], parts, at, zone(site))
        parts[key] = results[key].hours
    return {key: results[key] for key in meters}


def _as_it_is(hours: QuarterHours) -> Evaluated:
    none = hours.energy < 0
    return Evaluated(hours, none, 0, none)


def definitions(site: Any) -> dict[str, list[Definition]]:
    """What each virtual meter is made of, by key, oldest first."""
    made: dict[str, list[Definition]] = {key: [] for key in site.virtual_meters.values_list("key", flat=True)}
    rows = VirtualDefinition.objects.filter(meter__site=site).order_by("start")
    for key, start, text in rows.values_list("meter__key", "start", "formula"):
        made[key].append(Definition(start, text))
    return made


def named_in(found: Iterable[Definition]) -> tuple[str, ...]:
    """Every meter that some definitions name, once."""
    return tuple(dict.fromkeys(ref.key for d in found for ref in formula.refs(formula.parse(d.formula))))


def units(site: Any) -> dict[str, str]:
    """The unit of everything that a formula may name: energy as kWh, the rest as it comes."""
    found = {}
    for key, kind, unit in site.points.values_list("key", "kind", "unit"):
        counts = kind in ENERGY_KINDS and unit.endswith("Wh")
        found[key] = "kWh" if counts else unit or "1"
        if counts and key.startswith("meter/") and key.endswith("/energy"):
            found[key.split("/")[1]] = "kWh"
    return found | dict.fromkeys(site.virtual_meters.values_list("key", flat=True), "kWh")


def _points(site: Any, names: Sequence[str]) -> dict[str, int]:
    """The number of each energy point, removed ones too. Raises NotFound naming those there are not."""
    keys = {name: name if "/" in name else f"meter/{name}/energy" for name in names}
    rows = site.points.filter(key__in=keys.values(), kind__in=ENERGY_KINDS)
    ids: dict[str, int] = dict(rows.values_list("key", "pk"))
    if unknown := [name for name, key in keys.items() if key not in ids]:
        raise NotFound("{site} has no meter {meter}", site=site, meter=", ".join(unknown))
    return {name: ids[key] for name, key in keys.items()}


def _read(points: list[int], span: Span) -> dict[int, QuarterHours]:
    folder = home() / "historian"
    if not (folder / "energy" / "_delta_log").exists():
        at = starts(span)
        return {point: nothing(at) for point in points}
    return _reader(folder).read(points, span)


@cache
def _reader(folder: Path) -> QuarterReader:
    return QuarterReader(folder)


def meters(site: Any) -> list[MeterName]:
    """Every meter, real ones in the order of the park file, then virtual ones by key."""
    ids = dict(site.points.filter(kind__in=ENERGY_KINDS).values_list("key", "pk"))
    real = site.meter_set.order_by("position", "pk").values_list("key", "name", "parent__key")
    made = site.virtual_meters.order_by("key").values_list("key", "name", "parent__key")
    return [
        *(MeterName(k, n or k, False, parent, ids.get(f"meter/{k}/energy")) for k, n, parent in real),
        *(MeterName(k, n or k, True, parent, None) for k, n, parent in made),
    ]


def nodes(site: Any, span: Span, bucket: Bucket = "month") -> list[Node]:
    """The tree of meters with what each node's children leave unexplained, each node before what is below it."""
    known = {m.key: m for m in meters(site)}
    tree = Tree({m.key: m.parent for m in known.values()})
    own = dict(LossLimit.objects.filter(meter__site=site).values_list("meter__key", "share"))
    usual = float(value(f"{LIMITS}#unexplained_share", day_at(site, span.start)))
    hours = quarter_hours(site, [key for key in known if tree.children.get(key) or tree.parents[key]], span)
    edges = bucket_edges(span, bucket, zone(site))
    found = []
    for key, depth in tree.walk():
        below = tree.children.get(key, [])
        if not below and tree.parents[key] is None:
            continue  # a meter on its own is no tree
        whole, *rest = _balanced(hours[key], [hours[c] for c in below], edges)
        found.append(Node(known[key], depth, tuple(below), own.get(key, usual), whole, tuple(rest)))
    return found


def _balanced(node: QuarterHours, below: Sequence[QuarterHours], edges: Sequence[int]) -> list[Balance]:
    whole = balances(node, below, np.array([edges[0], edges[-1]], np.int64))
    return whole + balances(node, below, np.array(edges, np.int64))


def completeness(site: Any, meters: Sequence[str], span: Span) -> dict[str, list[DayQuality]]:
    """What is known of each meter on each day of the site, up to now; late and rejected readings of real meters."""
    span = until_now(span)
    names, edges = _days(site, span)
    hours = quarter_hours(site, meters, span)
    made = definitions(site)
    points = _points(site, [key for key in meters if key not in made])
    late, rejected = _late(points.values(), names), _rejected(points.values(), names, edges)
    return {
        key: quality.days(hours[key], names, edges, late[points.get(key, -1)], rejected[points.get(key, -1)])
        for key in meters
    }


def until_now(span: Span) -> Span:
    """No longer than to the last whole quarter hour: what lies ahead is not missing."""
    return so_far(span, parktime.now())


def _days(site: Any, span: Span) -> tuple[list[date], list[int]]:
    place = zone(site)
    names = list(days(*span_days(span, place)))
    inner = [micros(midnight(day, place)) for day in names[1:]]
    return names, [micros(span.start), *inner, micros(span.end)]


def _late(points: Iterable[int], names: Sequence[date]) -> dict[int, Counter[date]]:
    wanted, found = set(points), defaultdict[int, Counter[date]](Counter)
    for (point, day), count in Lateness(home() / "quarantine.sqlite3").counts(str(names[0]), str(names[-1])).items():
        if point in wanted:
            found[point][date.fromisoformat(day)] += count
    return found


def _rejected(points: Iterable[int], names: Sequence[date], edges: Sequence[int]) -> dict[int, Counter[date]]:
    found = defaultdict[int, Counter[date]](Counter)
    wanted = set(points)
    for point, ts in quarantine().stamps(edges[0], edges[-1]):
        if point in wanted:
            found[point][names[bisect_right(edges, ts) - 1]] += 1
    return found


def quarantine() -> Quarantine:
    """What could not be admitted, with the reason."""
    return Quarantine(home() / "quarantine.sqlite3")


def amendments() -> Amendments:
    """What people corrected and estimated."""
    return Amendments(home() / "quarantine.sqlite3")


def readings() -> kept.Reader:
    """The kept readings."""
    return kept.reader(home() / "historian")


def last_heard(points: Sequence[int], within: timedelta = timedelta(days=40)) -> dict[int, datetime]:
    """When each point was last heard, looking back so far."""
    found = readings().latest(points, micros(parktime.now() - within))
    return {point: instant(one.ts) for point, one in found.items()}


def profile_weeks(day: date) -> int:
    """How far an estimate looks back. [week]"""
    return int(value(f"{LIMITS}#profile_weeks", day))


def used_by(key: str, made: Mapping[str, list[Definition]]) -> list[str]:
    """The virtual meters whose formulas name a meter."""
    return [other for other, found in made.items() if key in named_in(found)]


__all__ = ["MeterName", "Node", "QuarterHours", "completeness", "evaluated", "meters", "nodes", "quarter_hours"]
