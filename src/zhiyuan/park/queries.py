"""What other rooms and the doors may read of the park."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import fields
from datetime import date, datetime
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from django.db.models import Count, Q, QuerySet, Sum

from zhiyuan.identity.roles import allows
from zhiyuan.kernel import parktime
from zhiyuan.kernel.errors import NotFound
from zhiyuan.park import document as d
from zhiyuan.park import live
from zhiyuan.park import models as m
from zhiyuan.telemetry.point import Point, Replacement

T = TypeVar("T")

# How a row of each table reaches what a grant can be held on: floor, building. All have a site.
SCOPE_PATHS: dict[type, dict[str, str]] = {
    m.Site: {"park.site": "pk"},
    m.Building: {"park.building": "pk"},
    m.Floor: {"park.floor": "pk", "park.building": "building"},
    m.Space: {"park.space": "pk", "park.floor": "floor", "park.building": "floor__building"},
    m.Luminaire: {"park.space": "space", "park.floor": "space__floor", "park.building": "space__floor__building"},
    m.Circuit: {"park.building": "building"},
    m.Gateway: {"park.floor": "floor", "park.building": "floor__building"},
    m.Sensor: {"park.floor": "gateway__floor", "park.building": "gateway__floor__building"},
    m.Meter: {"park.floor": "gateway__floor", "park.building": "gateway__floor__building"},
    m.Scene: {"park.floor": "floor", "park.building": "floor__building"},
    m.Schedule: {},
    m.Point: {},
}


def sites() -> list[m.Site]:
    """The parks of this installation, oldest first."""
    return list(m.Site.objects.order_by("pk"))


def site(key: str = "") -> m.Site:
    """One park by its key; without a key, the only one there is."""
    found = m.Site.objects.filter(key=key) if key else m.Site.objects.order_by("pk")[:2]
    if len(found) == 1:
        return found[0]
    known = ", ".join(m.Site.objects.values_list("key", flat=True)) or "none"
    if found:
        raise NotFound("there are several parks; name one of {known}", known=known)
    raise NotFound("there is no park {key}; there is {known}", key=key, known=known)


def site_numbered(number: int) -> m.Site:
    """One park by the number of its row."""
    return m.Site.objects.get(pk=number)


def zone(site: Any) -> ZoneInfo:
    """Whose days the site keeps."""
    return ZoneInfo(site.timezone)


def today(site: Any) -> date:
    """The site's day now; park time, so that a demo's fast clock counts."""
    return day_at(site, parktime.now())


def day_at(site: Any, at: datetime) -> date:
    """The site's day that an instant lies in; the day in UTC is another one for part of every day."""
    return at.astimezone(zone(site)).date()


def visible(model: type[T], person: Any, act: str = "park.view") -> "QuerySet[T]":
    """The rows of a table that a person may see: those under a scope in which they hold a fitting role."""
    paths = {"park.site": "site"} | SCOPE_PATHS[model]
    seen = Q(pk__in=[])
    for grant in person.grants.all() if getattr(person, "is_authenticated", False) and person.is_active else []:
        if allows(grant.role, act) and grant.scope_type == "*":
            return model.objects.all()  # type: ignore[attr-defined]  # every model has it
        if allows(grant.role, act) and grant.scope_type in paths:
            seen |= Q(**{paths[grant.scope_type]: grant.scope_id})
    return model.objects.filter(seen)  # type: ignore[attr-defined]


def luminaires(person: Any, **said: str) -> "QuerySet[m.Luminaire]":
    """Luminaires by words, building, floor, space, circuit, gateway, type and duty."""
    paths = {
        "building": "space__floor__building__key",
        "floor": "space__floor__key",
        "space": "space__key",
        "circuit": "circuit__key",
        "gateway": "gateway__key",
        "type": "type__key",
        "duty": "duty",
    }
    found = visible(m.Luminaire, person).select_related("space__floor__building", "type", "circuit", "group", "gateway")
    return _narrow(found, paths, ("key", "name", "space__name", "space__key", "circuit__name"), said)


def circuits(person: Any, **said: str) -> "QuerySet[m.Circuit]":
    """Circuits by words, building, kind and contactor; with what hangs on each."""
    paths = {"building": "building__key", "kind": "kind", "contactor": "contactor"}
    if said.get("contactor"):
        said["contactor"] = str(said["contactor"] == "yes")
    found = visible(m.Circuit, person).select_related("building", "gateway").prefetch_related("meters")
    counted = found.annotate(lamps=Count("luminaires", distinct=True), rated_w=Sum("luminaires__type__rated_w"))
    return _narrow(counted, paths, ("key", "name"), said)


def spaces(person: Any, **said: str) -> "QuerySet[m.Space]":
    """Spaces by words, building, floor, kind and schedule."""
    paths = {"building": "floor__building__key", "floor": "floor__key", "kind": "kind", "schedule": "schedule__key"}
    found = visible(m.Space, person).select_related("floor__building", "schedule")
    return _narrow(found.annotate(lamps=Count("luminaires")), paths, ("key", "name"), said)


def gateways(person: Any, **said: str) -> "QuerySet[m.Gateway]":
    """Gateways and direct devices by words, building, floor and form (gateway, direct)."""
    paths = {"building": "floor__building__key", "floor": "floor__key", "direct": "direct"}
    if said.get("form"):
        said["direct"] = str(said["form"] == "direct")
    found = visible(m.Gateway, person).select_related("floor__building", "circuit")
    counted = found.annotate(lamps=Count("luminaires", distinct=True), senses=Count("sensors", distinct=True))
    return _narrow(counted, paths, ("key", "name"), said)


def sensors(person: Any, **said: str) -> "QuerySet[m.Sensor]":
    """Sensors by words, building, floor and kind."""
    paths = {"building": "gateway__floor__building__key", "floor": "gateway__floor__key", "kind": "kind"}
    found = visible(m.Sensor, person).select_related("gateway__floor__building", "space", "building")
    return _narrow(found, paths, ("key", "space__name", "gateway__key"), said)


def meters(person: Any, **said: str) -> "QuerySet[m.Meter]":
    """Meters by words, building and floor."""
    paths = {"building": "gateway__floor__building__key", "floor": "gateway__floor__key"}
    found = visible(m.Meter, person).select_related("gateway__floor__building", "circuit", "parent")
    return _narrow(found, paths, ("key", "name", "circuit__name"), said)


def _narrow(found: Any, paths: dict[str, str], words_in: tuple[str, ...], said: dict[str, str]) -> Any:
    for name, path in paths.items():
        if said.get(name):
            found = found.filter(**{path: said[name]})
    if words := said.get("q", "").strip():
        seen = Q()
        for path in words_in:
            seen |= Q(**{f"{path}__icontains": words})
        found = found.filter(seen)
    return found.order_by("site", "position", "pk")


def last_heard(site_ids: Iterable[int], keys: Iterable[str]) -> dict[str, live.Heard]:
    """What was last heard of points, by key; those never heard are missing."""
    rows = m.Point.objects.filter(site__in=set(site_ids), active=True)
    wanted = set(keys)
    if len(wanted) < 500:  # else it is quicker to read all and choose
        rows = rows.filter(key__in=wanted)
    heard = live.latest()
    return {
        key: live.Heard(heard[pk][0], heard[pk][1] / 10**decimals)
        for pk, key, decimals in rows.values_list("pk", "key", "decimals")
        if key in wanted and pk in heard
    }


def telemetry_points(site: m.Site) -> list[Point]:
    """The points of a site as ingest, historian and rollup need them."""
    return [telemetry_point(row) for row in m.Point.objects.filter(site=site, active=True).order_by("pk")]


def telemetry_point(row: m.Point) -> Point:
    """One row as a value."""
    known = {f.name for f in fields(Point)}
    settings = {name: value for name, value in row.settings.items() if name in known and name != "replacements"}
    replaced = tuple(Replacement(**r) for r in row.settings.get("replacements", ()))
    return Point(row.pk, row.key, row.kind, row.unit, row.decimals, row.source, replacements=replaced, **settings)


def point_ids(site: m.Site) -> dict[str, int]:
    """Number of each living point, by key."""
    return dict(m.Point.objects.filter(site=site, active=True).values_list("key", "pk"))


def floors(site: m.Site) -> list[m.Floor]:
    """The floors of a park in the order of the file, with their buildings."""
    return list(m.Floor.objects.filter(site=site).select_related("building").order_by("position", "pk"))


PLACES: dict[str, tuple[Any, str]] = {
    "building": (m.Building, "site"),
    "floor": (m.Floor, "building"),
    "space": (m.Space, "floor__building"),
    "group": (m.Group, "space__floor__building"),
    "scene": (m.Scene, "floor__building"),
}


def place(kind: str, number: int) -> Any:
    """A building, floor, space, group or scene by its number, or None."""
    if kind not in PLACES:
        return None
    model, path = PLACES[kind]
    return model.objects.filter(pk=number).select_related(path).first()


KEYED: dict[str, tuple[Any, tuple[str, ...]]] = {
    "floor": (m.Floor, ("building", "site")),
    "space": (m.Space, ("floor__building", "site", "schedule")),
    "luminaire": (
        m.Luminaire,
        ("space__floor__building", "type", "circuit", "group", "gateway", "site", "space__schedule"),
    ),
    "schedule": (m.Schedule, ("site",)),
}


def keyed(kind: str, key: str, site: str = "") -> list[Any]:
    """What has a key: one in each park at most, for a key is a park's own; of a named park alone."""
    model, paths = KEYED[kind]
    found = model.objects.filter(key=key).select_related(*paths).order_by("site")
    return list(found.filter(site__key=site) if site else found)


def floor_members(site: m.Site) -> dict[int, tuple[list[str], list[str]]]:
    """Keys of the luminaires and of the groups of each floor, by the floor's number."""
    found: dict[int, tuple[list[str], list[str]]] = {f.pk: ([], []) for f in floors(site)}
    for place, model in enumerate((m.Luminaire, m.Group)):
        rows = model.objects.filter(site=site).order_by("position", "pk").values_list("space__floor_id", "key")
        for floor, key in rows:
            found[floor][place].append(key)
    return found


def park_document(site: m.Site) -> d.Park:
    """The park as the file says it: read once, then everything computes on values."""
    return _Read(site).park()


class _Read:
    """One export: reads each table once."""

    def __init__(self, site: m.Site) -> None:
        self.site = site
        self.keys: dict[type, dict[int, str]] = {}

    def rows(self, model: Any) -> list[Any]:
        """A list in the order of the file; its keys are remembered."""
        found = list(model.objects.filter(site=self.site).order_by("position", "pk"))
        self.keys[model] = {row.pk: row.key for row in found}
        return found

    def key(self, model: Any, number: int | None) -> Any:
        """The key behind a reference."""
        return None if number is None else self.keys[model][number]

    def park(self) -> d.Park:
        """Lists first that others refer to."""
        types = [self.type(row) for row in self.rows(m.LuminaireType)]
        schedules = [d.Schedule(s.key, s.name, tuple(s.rules)) for s in self.rows(m.Schedule)]
        circuits, gateways = self.rows(m.Circuit), self.rows(m.Gateway)
        buildings = self.buildings()
        meters = self.rows(m.Meter)
        return d.Park(
            site=_fill(d.Site, self.site),
            luminaire_types=tuple(types),
            schedules=tuple(schedules),
            buildings=buildings,
            circuits=tuple(self.circuit(c) for c in circuits),
            gateways=tuple(self.gateway(g) for g in gateways),
            sensors=tuple(self.sensor(s) for s in self.rows(m.Sensor)),
            meters=tuple(self.meter(v) for v in meters),
            scenes=tuple(_fill(d.Scene, s, floor=self.key(m.Floor, s.floor_id)) for s in self.rows(m.Scene)),
            assumptions=self.site.assumptions,
        )

    def type(self, t: Any) -> d.LuminaireType:
        """The curve from three columns."""
        depreciation = tuple((float(hours), float(share)) for hours, share in t.depreciation)
        return _fill(d.LuminaireType, t, power_curve=(t.p0, t.p1, t.p2), depreciation=depreciation)

    def buildings(self) -> tuple[d.Building, ...]:
        """Buildings with all that is in them."""
        rows, floors = self.rows(m.Building), self.floors()
        return tuple(d.Building(b.key, b.name, tuple(floors[b.pk])) for b in rows)

    def floors(self) -> dict[int, list[d.Floor]]:
        """Floors of each building."""
        found: dict[int, list[d.Floor]] = defaultdict(list)
        rows, spaces = self.rows(m.Floor), self.spaces()
        for floor in rows:
            found[floor.building_id].append(_fill(d.Floor, floor, spaces=tuple(spaces[floor.pk])))
        return found

    def spaces(self) -> dict[int, list[d.Space]]:
        """Spaces of each floor."""
        found: dict[int, list[d.Space]] = defaultdict(list)
        rows = self.rows(m.Space)
        groups, luminaires, windows = _by_space(self.rows(m.Group)), _by_space(self.rows(m.Luminaire)), self.windows()
        for s in rows:
            found[s.floor_id].append(
                _fill(
                    d.Space,
                    s,
                    plan=(s.x, s.y, s.width_m, s.depth_m),
                    schedule=self.key(m.Schedule, s.schedule_id),
                    groups=tuple(_fill(d.Group, g, response=tuple(map(float, g.response))) for g in groups[s.pk]),
                    luminaires=tuple(self.luminaire(v) for v in luminaires[s.pk]),
                    windows=tuple(_fill(d.Window, w) for w in windows[s.pk]),
                    spill={k: tuple(tuple(map(float, row)) for row in matrix) for k, matrix in s.spill.items()},
                )
            )
        return found

    def windows(self) -> dict[int, list[Any]]:
        """Windows of each space, in the order they were laid."""
        return _by_space(m.Window.objects.filter(space__site=self.site).order_by("pk"))

    def luminaire(self, v: Any) -> d.Luminaire:
        """One luminaire with keys for numbers."""
        return _fill(
            d.Luminaire,
            v,
            type=self.key(m.LuminaireType, v.type_id),
            circuit=self.key(m.Circuit, v.circuit_id),
            group=self.key(m.Group, v.group_id),
            gateway=self.key(m.Gateway, v.gateway_id),
        )

    def circuit(self, c: Any) -> d.Circuit:
        """One circuit with keys for numbers."""
        return _fill(
            d.Circuit, c, building=self.key(m.Building, c.building_id), gateway=self.key(m.Gateway, c.gateway_id)
        )

    def gateway(self, g: Any) -> d.Gateway:
        """One gateway with keys for numbers."""
        return _fill(d.Gateway, g, floor=self.key(m.Floor, g.floor_id), circuit=self.key(m.Circuit, g.circuit_id))

    def sensor(self, s: Any) -> d.Sensor:
        """One sensor with keys for numbers."""
        return _fill(
            d.Sensor,
            s,
            gateway=self.key(m.Gateway, s.gateway_id),
            space=self.key(m.Space, s.space_id),
            building=self.key(m.Building, s.building_id),
            circuit=self.key(m.Circuit, s.circuit_id),
        )

    def meter(self, v: Any) -> d.Meter:
        """One meter with keys for numbers."""
        return _fill(
            d.Meter,
            v,
            circuit=self.key(m.Circuit, v.circuit_id),
            gateway=self.key(m.Gateway, v.gateway_id),
            parent=self.key(m.Meter, v.parent_id),
        )


def _by_space(rows: Iterable[Any]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.space_id].append(row)
    return found


def _fill(cls: type[T], row: Any, **said: Any) -> T:
    """A dataclass from a row's columns of the same names, but for those that are said."""
    names = (f.name for f in fields(cls))  # type: ignore[arg-type]  # only dataclasses come here
    return cls(**{name: said[name] if name in said else getattr(row, name) for name in names})
