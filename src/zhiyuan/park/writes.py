"""From a park file to the database: what is new is added, what is known keeps its number, what is
gone is removed. The caller holds the transaction.

The order matters to the guards (``guards``): contactors are taken away first and given last, when
everything that must stay on has reached its new circuit.
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any

from django.db.models import Model, ProtectedError

from zhiyuan.kernel.errors import Refused
from zhiyuan.park import models as m
from zhiyuan.park.document import Park
from zhiyuan.park.points import contactor_point, points_of

BATCH = 200
Keys = dict[str, Any]


def save_park(park: Park, site: m.Site | None = None) -> m.Site:
    """Make the database say what a park says; numbers of what is already known stay."""
    site = _site(park, site)
    wanted = {c.key for c in park.circuits if c.contactor}
    m.Circuit.objects.filter(site=site, contactor=True).exclude(key__in=wanted).update(contactor=False)
    _Save(site, park).everything()
    m.Circuit.objects.filter(site=site, key__in=wanted, contactor=False).update(contactor=True)
    save_points(park, site)
    return site


def save_points(park: Park, site: m.Site) -> None:
    """One row a point; a point that is gone only sleeps, so that its history keeps its number."""
    kept = {point.key: point for point in m.Point.objects.filter(site=site)}
    new, changed = [], []
    for plan in points_of(park):
        row = kept.pop(plan.key, None)
        values = {name: getattr(plan, name) for name in ("kind", "unit", "decimals", "source")} | {"active": True}
        settings = (row.settings if row else {}) | plan.settings
        if row is None:
            new.append(m.Point(site=site, key=plan.key, settings=settings, **values))
        elif _change(row, values | {"settings": settings}):
            changed.append(row)
    m.Point.objects.bulk_create(new, BATCH)
    if changed:
        m.Point.objects.bulk_update(changed, ["kind", "unit", "decimals", "source", "active", "settings"], BATCH)
    m.Point.objects.filter(pk__in=[row.pk for row in kept.values() if row.active]).update(active=False)


def save_meter_limit(meter: Any) -> None:
    """Bring a meter's points in line with the most that can flow. [kW]"""
    for point in m.Point.objects.filter(site=meter.site, key__startswith=f"meter/{meter.key}/"):
        limit = {"maximum": float(meter.max_kw)} if point.kind == "gauge" else {"max_rate": float(meter.max_kw)}
        point.settings = point.settings | limit
        point.save(update_fields=["settings"])


def save_contactor_point(circuit: m.Circuit) -> None:
    """A circuit with a contactor of ours reports whether it is closed."""
    for plan in contactor_point(circuit.key, circuit.contactor, circuit.gateway and circuit.gateway.key):
        values = {"kind": plan.kind, "unit": plan.unit, "decimals": plan.decimals, "source": plan.source}
        m.Point.objects.update_or_create(
            site=circuit.site, key=plan.key, defaults=values | {"settings": plan.settings, "active": True}
        )
    if not circuit.contactor:
        m.Point.objects.filter(site=circuit.site, key=f"circuit/{circuit.key}/closed").update(active=False)


def _site(park: Park, site: m.Site | None) -> m.Site:
    said = asdict(park.site) | {"assumptions": park.assumptions}
    if site is None:
        site = m.Site.objects.filter(key=park.site.key).first() or m.Site()
    for name, value in said.items():
        setattr(site, name, value)
    site.save()
    return site


class _Save:
    """One import: remembers what got which number."""

    def __init__(self, site: m.Site, park: Park) -> None:
        self.site = site
        self.park = park
        self.gone: list[tuple[type[Model], list[Any]]] = []

    def everything(self) -> None:
        """Each list after those it refers to; what is gone last, in the other direction."""
        park = self.park
        types = self.put(m.LuminaireType, park.luminaire_types, self.type_values)
        schedules = self.put(m.Schedule, park.schedules, lambda s: {"name": s.name, "rules": list(s.rules)})
        buildings = self.put(m.Building, park.buildings, lambda b: {"name": b.name})
        of = {floor.key: buildings[b.key] for b in park.buildings for floor in b.floors}
        floors = self.put(m.Floor, park.floors(), lambda f: _plain(f, "spaces") | {"building": of[f.key]})
        gateways = self.put(m.Gateway, park.gateways, lambda g: _plain(g, "circuit") | {"floor": floors[g.floor]})
        circuits = self.put(m.Circuit, park.circuits, lambda c: self.circuit_values(c, buildings, gateways))
        self.put(m.Gateway, park.gateways, lambda g: {"circuit": circuits.get(g.circuit)}, again=True)
        home = {space.key: floors[floor.key] for floor in park.floors() for space in floor.spaces}
        spaces = self.put(m.Space, park.spaces, lambda s: self.space_values(s, home, schedules))
        self.windows(spaces)
        self.lights(spaces, types, circuits, gateways)
        self.devices(floors, spaces, buildings, circuits, gateways)
        self.remove()

    def type_values(self, t: Any) -> dict[str, Any]:
        """The curve in three columns."""
        p0, p1, p2 = t.power_curve
        return _plain(t, "power_curve") | {
            "p0": p0,
            "p1": p1,
            "p2": p2,
            "depreciation": [list(d) for d in t.depreciation],
        }

    def circuit_values(self, c: Any, buildings: Keys, gateways: Keys) -> dict[str, Any]:
        """All but the contactor, which is given last."""
        return _plain(c, "contactor") | {"building": buildings[c.building], "gateway": gateways.get(c.gateway)}

    def space_values(self, s: Any, home: Keys, schedules: Keys) -> dict[str, Any]:
        """The plan in four columns."""
        x, y, width, depth = s.plan
        plain = _plain(s, "plan", "groups", "luminaires", "windows")
        place = {"x": x, "y": y, "width_m": width, "depth_m": depth, "floor": home[s.key]}
        spill = {key: [list(row) for row in matrix] for key, matrix in s.spill.items()}
        return plain | place | {"schedule": schedules[s.schedule], "spill": spill}

    def windows(self, spaces: Keys) -> None:
        """Windows have no key: all are laid anew."""
        m.Window.objects.filter(space__site=self.site).delete()
        rows = [m.Window(space=spaces[s.key], **asdict(w)) for s in self.park.spaces for w in s.windows]
        m.Window.objects.bulk_create(rows, BATCH)

    def lights(self, spaces: Keys, types: Keys, circuits: Keys, gateways: Keys) -> None:
        """Groups and luminaires."""
        owner = {id(thing): spaces[s.key] for s in self.park.spaces for thing in (*s.groups, *s.luminaires)}
        groups_in = [group for space in self.park.spaces for group in space.groups]
        groups = self.put(
            m.Group, groups_in, lambda g: _plain(g) | {"response": list(g.response), "space": owner[id(g)]}
        )
        self.put(
            m.Luminaire,
            self.park.luminaires,
            lambda v: (
                _plain(v)
                | {"space": owner[id(v)], "type": types[v.type], "circuit": circuits[v.circuit]}
                | {"group": groups.get(v.group), "gateway": gateways.get(v.gateway)}
            ),
        )

    def devices(self, floors: Keys, spaces: Keys, buildings: Keys, circuits: Keys, gateways: Keys) -> None:
        """Sensors, meters, scenes."""
        park = self.park
        self.put(
            m.Sensor,
            park.sensors,
            lambda s: (
                {"kind": s.kind, "gateway": gateways[s.gateway], "space": spaces.get(s.space)}
                | {"building": buildings.get(s.building), "circuit": circuits.get(s.circuit)}
            ),
        )
        meters = self.put(
            m.Meter,
            park.meters,
            lambda v: _plain(v, "parent") | {"circuit": circuits.get(v.circuit), "gateway": gateways[v.gateway]},
        )
        self.put(m.Meter, park.meters, lambda v: {"parent": meters.get(v.parent)}, again=True)
        self.put(m.Scene, park.scenes, lambda s: _plain(s) | {"floor": floors[s.floor], "levels": dict(s.levels)})

    def put(self, model: Any, things: Iterable[Any], values_of: Any, again: bool = False) -> Keys:
        """Add or change the rows of one list; ``again`` gives known rows one more reference."""
        kept = {row.key: row for row in model.objects.filter(site=self.site)}
        rows: Keys = {}
        new: list[Any] = []
        changed: list[Any] = []
        names: list[str] = []
        for position, thing in enumerate(things):
            values = values_of(thing) | {"position": position}
            names = list(values)
            row = rows[thing.key] = kept.pop(thing.key, None) or model(site=self.site, key=thing.key)
            if _change(row, values):
                (new if row.pk is None else changed).append(row)
        if not again:
            self.gone.append((model, [row.pk for row in kept.values()]))
        if model is m.Luminaire:
            self.free_addresses([row.pk for row in changed] + [row.pk for row in kept.values()])
        model.objects.bulk_create(new, BATCH)
        if changed:
            model.objects.bulk_update(changed, names, BATCH)
        return rows

    def free_addresses(self, numbers: list[Any]) -> None:
        """Two luminaires may swap addresses: nobody holds one while they are dealt out."""
        for start in range(0, len(numbers), BATCH):
            m.Luminaire.objects.filter(pk__in=numbers[start : start + BATCH]).update(address=None)

    def remove(self) -> None:
        """What the file no longer has, users before used."""
        gone = dict(self.gone)
        m.Gateway.objects.filter(pk__in=gone[m.Gateway]).update(circuit=None)
        m.Circuit.objects.filter(pk__in=gone[m.Circuit]).update(gateway=None)
        for model in (
            m.Scene, m.Sensor, m.Meter, m.Luminaire, m.Group, m.Space, m.Gateway, m.Circuit,
            m.Floor, m.Building, m.Schedule, m.LuminaireType,
        ):  # fmt: skip
            if gone[model]:
                _remove(model.objects.filter(pk__in=gone[model]))


def _remove(rows: Any) -> None:
    """Take rows out, or say which of them something of another room rests on."""
    try:
        rows.delete()
    except ProtectedError:
        raise Refused(
            "{what} cannot leave the park: a tenancy, an account or a bill rests on it; keep it in the file",
            what=", ".join(rows.values_list("key", flat=True)[:5]),
        ) from None


def _plain(thing: Any, *but: str) -> dict[str, Any]:
    return {f: getattr(thing, f) for f in thing.__dataclass_fields__ if f != "key" and f not in but}


def _change(row: Any, values: Mapping[str, Any]) -> bool:
    """Set what differs; say whether anything did."""
    changed = row.pk is None
    for name, value in values.items():
        said = value.pk if isinstance(value, Model) else value
        if row.pk is None or getattr(row, row._meta.get_field(name).attname) != said:
            setattr(row, name, value)
            changed = True
    return changed
