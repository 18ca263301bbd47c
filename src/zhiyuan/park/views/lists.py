"""Luminaires, circuits, spaces, and the devices that speak for them."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _later
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_GET

from zhiyuan.park import kinds, queries
from zhiyuan.park.models import Circuit, Luminaire, LuminaireType, Schedule, Space
from zhiyuan.park.views.listing import BUILDING, FLOOR, Cell, Filter, Listing, Options, fixed, heard, show

DUTY_WORDS = {
    "normal": _later("normal"),
    "emergency": _later("emergency"),
    "explosion_proof": _later("explosion-proof"),
}
DUTY_TAGS = {"emergency": "tag-bad", "explosion_proof": "tag-warn"}
SENSOR_WORDS = {
    "presence": _later("presence"),
    "illuminance": _later("illuminance"),
    "switch": _later("wall switch"),
    "fire": _later("fire input"),
}
CIRCUIT_WORDS = {
    "office": _later("offices"),
    "public": _later("public areas"),
    "corridor": _later("corridors"),
    "stair": _later("stairs"),
    "garage": _later("garage"),
    "road": _later("roads"),
    "landscape": _later("landscape"),
    "emergency": _later("emergency"),
    "explosion_proof": _later("explosion-proof"),
    "controls": _later("supply of control"),
}  # a park may name further kinds; they show as they are written
FORM_WORDS = {"gateway": _later("gateway"), "direct": _later("direct device")}
YES_NO = {"yes": _later("yes"), "no": _later("no")}


@require_GET
def luminaires(request: HttpRequest) -> HttpResponse:
    """Every luminaire with what was last heard of it."""
    return show(request, LUMINAIRES)


@require_GET
def circuits(request: HttpRequest) -> HttpResponse:
    """Every circuit with what hangs on it and what it draws."""
    return show(request, CIRCUITS)


@require_GET
def spaces(request: HttpRequest) -> HttpResponse:
    """Every space with what it asks for."""
    return show(request, SPACES)


@require_GET
def devices(request: HttpRequest, tab: str = "gateways") -> HttpResponse:
    """Gateways and direct devices, sensors, meters: three tabs."""
    tabs = [(reverse("devices", args=[name]), listing.title, name == tab) for name, listing in DEVICES.items()]
    return show(request, DEVICES.get(tab, DEVICES["gateways"]), tabs=tabs)


def _types(person: Any) -> Options:
    used = LuminaireType.objects.filter(pk__in=queries.visible(Luminaire, person).values("type"))
    return [(t.key, t.name) for t in used.order_by("site", "position")]


def _circuit_kinds(person: Any) -> Options:
    used = queries.visible(Circuit, person).order_by("kind").values_list("kind", flat=True).distinct()
    return [(k, CIRCUIT_WORDS.get(k, k)) for k in used]


def _schedules(person: Any) -> Options:
    used = Schedule.objects.filter(pk__in=queries.visible(Space, person).values("schedule"))
    return [(s.key, s.name) for s in used.order_by("site", "position")]


def _kinds(person: Any) -> Options:
    return list(kinds.names().items())


def _heard(rows: list[Any], *patterns: str) -> dict[str, Any]:
    keys = [pattern.format(row.key) for row in rows for pattern in patterns]
    return queries.last_heard((row.site_id for row in rows), keys)


def _value(said: Any) -> Any:
    return said.value if said else None


def _newest(said: Iterable[Any]) -> Any:
    return max((s for s in said if s), key=lambda s: s.at, default=None)


def _luminaires(rows: list[Any]) -> list[list[Cell]]:
    last = _heard(rows, "lum/{}/level", "lum/{}/power", "lum/{}/fault")
    return [_luminaire(v, [last.get(f"lum/{v.key}/{what}") for what in ("level", "power", "fault")]) for v in rows]


def _luminaire(v: Any, said: list[Any]) -> list[Cell]:
    level, power, fault = said
    controlled = v.gateway_id is not None
    return [
        Cell(v.key),
        Cell(v.space.name, url=reverse("space", args=[v.space_id])),
        Cell(f"{v.space.floor.building.name} {v.space.floor.name}"),
        Cell(v.type.name),
        Cell(v.type.rated_w),
        Cell(v.circuit.name),
        Cell(f"{v.gateway.key}/{v.address}" if v.gateway else ""),
        Cell(v.duty, DUTY_WORDS[v.duty], tag=DUTY_TAGS.get(v.duty, "tag")),
        Cell(_value(level)),
        Cell(_value(power)),
        Cell(_value(fault), _("fault") if _value(fault) else "", tag="tag-bad" if _value(fault) else ""),
        heard(_newest(said)) if controlled else Cell(None, _("not controlled")),
    ]


def _circuits(rows: list[Any]) -> list[list[Cell]]:
    meters = {row.pk: next(iter(row.meters.all()), None) for row in rows}
    keys = [f"meter/{v.key}/{what}" for v in meters.values() if v for what in ("power", "energy")]
    last = queries.last_heard((row.site_id for row in rows), keys) | _heard(rows, "circuit/{}/closed")
    return [_circuit(c, meters[c.pk], last) for c in rows]


def _circuit(c: Any, meter: Any, last: dict[str, Any]) -> list[Cell]:
    power = last.get(f"meter/{meter.key}/power") if meter else None
    closed = last.get(f"circuit/{c.key}/closed")
    return [
        Cell(c.key),
        Cell(c.name),
        Cell(c.building.name),
        Cell(c.kind, CIRCUIT_WORDS.get(c.kind, c.kind)),
        Cell(c.lamps, url=f"{reverse('luminaires')}?circuit={c.key}"),
        Cell((c.rated_w or 0) / 1000),
        Cell(c.contactor, YES_NO["yes" if c.contactor else "no"], tag="tag-pri" if c.contactor else "tag"),
        Cell(c.gateway.key if c.gateway else ""),
        Cell(_value(closed), None if closed is None else _("closed") if closed.value else _("open")),
        Cell(meter.key if meter else ""),
        Cell(_value(power)),
        heard(_newest((power, closed))) if meter else Cell(None, _("no meter")),
    ]


def _spaces(rows: list[Any]) -> list[list[Cell]]:
    words = kinds.names()
    return [
        [
            Cell(s.key),
            Cell(s.name, url=reverse("space", args=[s.pk])),
            Cell(f"{s.floor.building.name} {s.floor.name}"),
            Cell(words.get(s.kind, s.kind)),
            Cell(s.schedule.name),
            Cell(s.illuminance_lx if s.illuminance_lx is not None else kinds.illuminance_lx(s.kind)),
            Cell(s.background_lx if s.background_lx is not None else kinds.kind_of(s.kind)["background_lx"]),
            Cell(s.hold_min if s.hold_min is not None else kinds.kind_of(s.kind)["hold_min"]),
            Cell(s.lamps, url=f"{reverse('luminaires')}?space={s.key}"),
        ]
        for s in rows
    ]


def _gateways(rows: list[Any]) -> list[list[Cell]]:
    last = _heard(rows, "gw/{}/health")
    return [
        [
            Cell(g.key),
            Cell(g.name),
            Cell(f"{g.floor.building.name} {g.floor.name}"),
            Cell(g.direct, FORM_WORDS["direct" if g.direct else "gateway"]),
            Cell(g.lamps, url=f"{reverse('luminaires')}?gateway={g.key}"),
            Cell(g.senses),
            Cell(g.circuit.name if g.circuit else ""),
            Cell(g.commands_per_s),
            heard(last.get(f"gw/{g.key}/health")),
        ]
        for g in rows
    ]


def _sensors(rows: list[Any]) -> list[list[Cell]]:
    point = {s.pk: f"sensor/{s.key}/{s.kind}" for s in rows}
    last = queries.last_heard((s.site_id for s in rows), point.values())
    return [
        [
            Cell(s.key),
            Cell(s.kind, SENSOR_WORDS.get(s.kind, s.kind)),
            Cell(s.space.name if s.space else s.building.name if s.building else ""),
            Cell(f"{s.gateway.floor.building.name} {s.gateway.floor.name}"),
            Cell(s.gateway.key),
            Cell(_value(last.get(point[s.pk]))),
            heard(last.get(point[s.pk])),
        ]
        for s in rows
    ]


def _meters(rows: list[Any]) -> list[list[Cell]]:
    last = _heard(rows, "meter/{}/energy", "meter/{}/power")
    return [
        [
            Cell(v.key),
            Cell(v.name),
            Cell(v.circuit.name if v.circuit else ""),
            Cell(v.gateway.key),
            Cell(v.multiplier),
            Cell(v.rollover),
            Cell(_value(last.get(f"meter/{v.key}/energy"))),
            Cell(_value(last.get(f"meter/{v.key}/power"))),
            heard(_newest((last.get(f"meter/{v.key}/energy"), last.get(f"meter/{v.key}/power")))),
        ]
        for v in rows
    ]


LUMINAIRES = Listing(
    "luminaires",
    _later("Luminaires"),
    lambda person, **said: queries.luminaires(person, **said),
    (
        BUILDING,
        FLOOR,
        Filter("duty", _later("Duty"), fixed(DUTY_WORDS)),
        Filter("type", _later("Type"), _types),
        Filter("circuit", _later("Circuit"), lambda person: [(c.key, c.name) for c in queries.circuits(person)]),
        Filter(
            "gateway",
            _later("Gateway"),
            lambda person: [(g.key, g.name) for g in queries.gateways(person, form="gateway")],
        ),
        Filter("space", _later("Space"), lambda person: [(s.key, s.name) for s in queries.spaces(person)]),
    ),
    (
        (_later("Luminaire"), "text"),
        (_later("Space"), "text"),
        (_later("Floor"), "text"),
        (_later("Type"), "text"),
        (_later("Rated power W"), "one"),
        (_later("Circuit"), "text"),
        (_later("Gateway/address"), "text"),
        (_later("Duty"), "text"),
        (_later("Level %"), "whole"),
        (_later("Power W"), "one"),
        (_later("Fault"), "text"),
        (_later("Last heard"), "moment"),
    ),
    _luminaires,
)
CIRCUITS = Listing(
    "circuits",
    _later("Circuits"),
    queries.circuits,
    (BUILDING, Filter("kind", _later("Kind"), _circuit_kinds), Filter("contactor", _later("Contactor"), fixed(YES_NO))),
    (
        (_later("Circuit"), "text"),
        (pgettext_lazy("thing", "Name"), "text"),
        (_later("Building"), "text"),
        (_later("Kind"), "text"),
        (_later("Luminaires"), "whole"),
        (_later("Rated power kW"), "two"),
        (_later("Contactor"), "text"),
        (_later("Switched by"), "text"),
        (_later("State"), "text"),
        (_later("Meter"), "text"),
        (_later("Power kW"), "three"),
        (_later("Last heard"), "moment"),
    ),
    _circuits,
)
SPACES = Listing(
    "spaces",
    _later("Spaces"),
    queries.spaces,
    (BUILDING, FLOOR, Filter("kind", _later("Kind"), _kinds), Filter("schedule", _later("Schedule"), _schedules)),
    (
        (_later("Space"), "text"),
        (pgettext_lazy("thing", "Name"), "text"),
        (_later("Floor"), "text"),
        (_later("Kind"), "text"),
        (_later("Schedule"), "text"),
        (_later("Illuminance lx"), "whole"),
        (_later("When vacant lx"), "whole"),
        (_later("Hold time min"), "whole"),
        (_later("Luminaires"), "whole"),
    ),
    _spaces,
)
DEVICES = {
    "gateways": Listing(
        "gateways",
        _later("Gateways and direct devices"),
        queries.gateways,
        (BUILDING, FLOOR, Filter("form", _later("Form"), fixed(FORM_WORDS))),
        (
            (_later("Gateway"), "text"),
            (pgettext_lazy("thing", "Name"), "text"),
            (_later("Floor"), "text"),
            (_later("Form"), "text"),
            (_later("Luminaires"), "whole"),
            (_later("Sensors"), "whole"),
            (_later("Supply"), "text"),
            (_later("Commands per second"), "whole"),
            (_later("Last heard"), "moment"),
        ),
        _gateways,
    ),
    "sensors": Listing(
        "sensors",
        _later("Sensors"),
        queries.sensors,
        (BUILDING, FLOOR, Filter("kind", _later("Kind"), fixed(SENSOR_WORDS))),
        (
            (_later("Sensor"), "text"),
            (_later("Kind"), "text"),
            (_later("Where"), "text"),
            (_later("Floor"), "text"),
            (_later("Gateway"), "text"),
            (_later("Value"), "one"),
            (_later("Last heard"), "moment"),
        ),
        _sensors,
    ),
    "meters": Listing(
        "meters",
        _later("Meters"),
        queries.meters,
        (BUILDING, FLOOR),
        (
            (_later("Meter"), "text"),
            (pgettext_lazy("thing", "Name"), "text"),
            (_later("Circuit"), "text"),
            (_later("Gateway"), "text"),
            (_later("Multiplier"), "whole"),
            (_later("Rolls over at kWh"), "whole"),
            (_later("Register kWh"), "two"),
            (_later("Power kW"), "three"),
            (_later("Last heard"), "moment"),
        ),
        _meters,
    ),
}
