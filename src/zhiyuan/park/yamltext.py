"""Writing the park file: sections with a comment, one row a thing, defaults left out."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import MISSING, fields
from typing import Any

from zhiyuan.park.document import Building, Floor, Park, Space
from zhiyuan.park.rules import MEMBERS

HEAD = """\
# A park: what is installed where. `zhiyuan import park` reads it, `zhiyuan export park` writes it.
# Plans in metres from the floor's north-west corner, x east, y south. Illuminance in lx, power in W.
"""
NOTES = {
    "site": "Where the park is, and whose days it keeps.",
    "assumptions": "What a prediction supposes about people and sky (1 is the reference).",
    "luminaire_types": "Luminaire types: power is rated_w * (p0 + p1 d + p2 d^2) at level d, else standby_w.",
    "schedules": "Schedules: rules as state functions of time; level is the share of the target while a rule holds.",
    "circuits": "Circuits. A contactor only where the circuit feeds nothing that must stay on.",
    "gateways": "Gateways and direct devices: each speaks MQTT with its own name and password.",
    "buildings": "Buildings, floors, spaces with their groups and luminaires.",
    "sensors": "Sensors: presence, illuminance, switch, fire.",
    "meters": "Meters: a cumulative register and a power gauge each.",
    "scenes": "Scenes: named levels for groups of a floor.",
}

_PLAIN = re.compile(
    r"[A-Za-z_/\u4e00-\u9fff][\w\u4e00-\u9fff./（）·、+-]*(?: [\w\u4e00-\u9fff（）·、][\w\u4e00-\u9fff./（）·、+-]*)*"
)
_RESERVED = frozenset(["true", "false", "null", "yes", "no", "on", "off", "y", "n", "nan", "inf"])


def text(park: Park) -> str:
    """The whole file."""
    return "\n".join([HEAD.rstrip(), *_sections(park)]) + "\n"


def _sections(park: Park) -> Iterator[str]:
    for name, note in NOTES.items():
        value = getattr(park, name)
        if name == "assumptions" and not value:
            continue
        yield f"\n# {note}"
        if name in ("site", "assumptions"):
            yield f"{name}: {_flow(value)}"
        elif name == "buildings":
            yield from _buildings(value)
        else:
            yield from _rows(name, value)


def _rows(name: str, values: Iterable[Any]) -> Iterator[str]:
    rows = [f"  - {_flow(value)}" for value in values]
    yield f"{name}:" if rows else f"{name}: []"
    yield from rows


def _buildings(buildings: tuple[Building, ...]) -> Iterator[str]:
    yield "buildings:" if buildings else "buildings: []"
    for building in buildings:
        yield f"  - key: {_scalar(building.key)}"
        yield f"    name: {_scalar(building.name)}"
        yield "    floors:" if building.floors else "    floors: []"
        for floor in building.floors:
            yield from _floor(building, floor)


def _floor(building: Building, floor: Floor) -> Iterator[str]:
    yield f"      # {building.name} {floor.name}"
    head = list(_members(floor, but={"spaces"}))
    yield f"      - {head[0]}"
    yield from (f"        {line}" for line in head[1:])
    yield "        spaces:" if floor.spaces else "        spaces: []"
    for space in floor.spaces:
        yield from _space(space)


def _space(space: Space) -> Iterator[str]:
    head = ", ".join(_members(space, but={"windows", "groups", "luminaires", "spill"}))
    parts = [head, *_members(space, only={"windows", "spill"})]
    groups = ", ".join(_flow(group) for group in space.groups)
    parts.append(f"groups: [{groups}]")
    if space.luminaires:
        rows = ",\n               ".join(_flow(luminaire) for luminaire in space.luminaires)
        parts.append(f"luminaires: [\n               {rows}]")
    yield "          - {" + ",\n             ".join(parts) + "}"


def _members(value: Any, *, but: set[str] | None = None, only: set[str] | None = None) -> Iterator[str]:
    for member in fields(value):
        said = getattr(value, member.name)
        default = member.default_factory() if member.default_factory is not MISSING else member.default
        if (
            said is not None
            and said != default
            and member.name not in (but or ())
            and (only is None or member.name in only)
        ):
            yield f"{member.name}: {_flow(said)}"


def _flow(value: Any) -> str:
    if hasattr(value, "__dataclass_fields__"):
        return "{" + ", ".join(_members(value)) + "}"
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_scalar(str(k))}: {_flow(value[k])}" for k in sorted(value, key=_rank)) + "}"
    if isinstance(value, tuple | list):
        return "[" + ", ".join(_flow(item) for item in value) + "]"
    return _scalar(value)


def _rank(name: str) -> tuple[int, str]:
    """A rule's members in their usual order, all other names by the alphabet: a database may shuffle them."""
    return (MEMBERS.index(name) if name in MEMBERS else len(MEMBERS)), name


def _scalar(value: object) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        plain = _PLAIN.fullmatch(value) and value.lower() not in _RESERVED
        return value if plain else json.dumps(value, ensure_ascii=False)
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return repr(value)
