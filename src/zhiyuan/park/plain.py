"""A park as rows of plain data, one list a sheet (see ``tabs``)."""

from collections.abc import Iterator
from typing import Any

from zhiyuan.park.document import Park, Scene, Space
from zhiyuan.park.tabs import BY_NAME

Rows = list[dict[str, Any]]


def plain_rows(park: Park) -> dict[str, Rows]:
    """The rows of every sheet, in the order of the file."""
    spaces = park.spaces
    return {
        "site": [_row("site", park.site)],
        "assumptions": [{"name": name, "value": value} for name, value in sorted(park.assumptions.items())],
        "rules": [{"schedule": s.key, **rule} for s in park.schedules for rule in s.rules],
        "floors": [_row("floors", f, building=b.key) for b in park.buildings for f in b.floors],
        "spaces": [_row("spaces", s, floor=f.key) for f in park.floors() for s in f.spaces],
        "spill": [row for space in spaces for row in _spill(space)],
        "levels": [row for scene in park.scenes for row in _levels(scene)],
        **{
            name: [_row(name, thing, space=s.key) for s in spaces for thing in getattr(s, name)]
            for name in ("windows", "groups", "luminaires")
        },
        **{
            name: [_row(name, thing) for thing in getattr(park, name)]
            for name in (
                "luminaire_types",
                "schedules",
                "circuits",
                "gateways",
                "buildings",
                "sensors",
                "meters",
                "scenes",
            )
        },
    }


def _row(name: str, thing: Any, **said: Any) -> dict[str, Any]:
    tab = BY_NAME[name]
    row = {column: getattr(thing, column) for column in tab.columns if hasattr(thing, column)}
    for member, columns in tab.split.items():
        row |= dict(zip(columns, getattr(thing, member), strict=True))
    return row | said


def _spill(space: Space) -> Iterator[dict[str, Any]]:
    for other, matrix in sorted(space.spill.items()):
        yield {"space": space.key, "to": other, "matrix": matrix}


def _levels(scene: Scene) -> Iterator[dict[str, Any]]:
    for group, level in sorted(scene.levels.items()):
        yield {"scene": scene.key, "group": group, "level": level}


def counts(park: Park) -> dict[str, object]:
    """What a park has, in numbers: what a command says of a file."""
    controllable = sum(luminaire.controllable for luminaire in park.luminaires)
    return {
        "site": park.site.key,
        "name": park.site.name,
        "simulated": park.site.simulated,
        "buildings": len(park.buildings),
        "floors": len(list(park.floors())),
        "spaces": len(park.spaces),
        "luminaires": len(park.luminaires),
        "controllable luminaires": controllable,
        "circuits": len(park.circuits),
        "gateways": len(park.gateways),
        "sensors": len(park.sensors),
        "meters": len(park.meters),
    }
