"""Everything in a park with the path that leads to it in the file."""

from collections.abc import Iterator
from typing import Any

from zhiyuan.park.document import Floor, Park, Space
from zhiyuan.park.shape import Path

LISTS = ("luminaire_types", "schedules", "circuits", "gateways", "sensors", "meters", "scenes")


def listed(park: Park, name: str) -> Iterator[tuple[Path, Any]]:
    """The members of one of the park's own lists."""
    for i, thing in enumerate(getattr(park, name)):
        yield (name, i), thing


def floors(park: Park) -> Iterator[tuple[Path, Floor]]:
    """All floors."""
    for i, building in enumerate(park.buildings):
        for j, floor in enumerate(building.floors):
            yield ("buildings", i, "floors", j), floor


def spaces(park: Park) -> Iterator[tuple[Path, Floor, Space]]:
    """All spaces, each with its floor."""
    for path, floor in floors(park):
        for k, space in enumerate(floor.spaces):
            yield (*path, "spaces", k), floor, space


def inside(park: Park, name: str) -> Iterator[tuple[Path, Any]]:
    """The ``groups`` or ``luminaires`` of all spaces."""
    for path, _, space in spaces(park):
        for m, thing in enumerate(getattr(space, name)):
            yield (*path, name, m), thing


def everything(park: Park) -> dict[str, list[tuple[Path, Any]]]:
    """All that has a key, by list."""
    return {
        "buildings": list(listed(park, "buildings")),
        "floors": list(floors(park)),
        "spaces": [(path, space) for path, _, space in spaces(park)],
        "groups": list(inside(park, "groups")),
        "luminaires": list(inside(park, "luminaires")),
        **{name: list(listed(park, name)) for name in LISTS},
    }
