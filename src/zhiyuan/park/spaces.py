"""The rules of spaces: geometry, groups that see what they light, settings no lower than the standard."""

from collections.abc import Iterator

from zhiyuan.kernel.errors import Malformed
from zhiyuan.park import kinds, walk
from zhiyuan.park.document import Floor, Group, Luminaire, Park, Space
from zhiyuan.park.shape import Path, Problem

FACADES = ("N", "NE", "E", "SE", "S", "SW", "W", "NW")
TOLERANCE_M = 0.01  # plans are drawn to the centimetre


def problems(park: Park) -> Iterator[Problem]:
    """What is wrong with spaces and what is in them."""
    points = {space.key: (len(space.groups), floor.key) for _, floor, space in walk.spaces(park)}
    known = kinds.names()
    for path, floor, space in walk.spaces(park):
        if space.kind not in known:
            yield _say(
                (*path, "kind"),
                "the book has no kind of space {found}; it has {known}",
                found=space.kind,
                known=", ".join(known),
            )
        else:
            yield from _settings(path, space)
        yield from _geometry(path, floor, space)
        yield from _groups(path, space)
        yield from _spill(path, floor, space, points)
    yield from _addresses(park)


def _say(path: Path, template: str, **params: object) -> Problem:
    return Problem(path, Malformed(template, **params))


def _settings(path: Path, space: Space) -> Iterator[Problem]:
    least, aim = kinds.standard_lx(space.kind), kinds.illuminance_lx(space.kind)
    if space.illuminance_lx is not None and space.illuminance_lx < least:
        yield _say(
            (*path, "illuminance_lx"),
            "{found} lx is below the standard's {least} lx for {kind}",
            found=space.illuminance_lx,
            least=least,
            kind=space.kind,
        )
    target = space.illuminance_lx if space.illuminance_lx is not None else aim
    if space.background_lx is not None and not 0 <= space.background_lx <= target:
        yield _say(
            (*path, "background_lx"),
            "light when vacant is from 0 to the target of {target} lx, not {found}",
            target=target,
            found=space.background_lx,
        )
    if space.hold_min is not None and not 0 <= space.hold_min <= kinds.LONGEST_HOLD_MIN:
        yield _say(
            (*path, "hold_min"),
            "a hold time is from 0 to {most} min, not {found}",
            most=kinds.LONGEST_HOLD_MIN,
            found=space.hold_min,
        )


def _geometry(path: Path, floor: Floor, space: Space) -> Iterator[Problem]:
    x, y, width, depth = space.plan
    if width <= 0 or depth <= 0:
        yield _say((*path, "plan"), "a space has a width and a depth above 0 m")
    elif not (_within(x, 0, floor.width_m - width) and _within(y, 0, floor.depth_m - depth)):
        yield _say(
            (*path, "plan"),
            "the space lies outside its floor of {width} x {depth} m",
            width=floor.width_m,
            depth=floor.depth_m,
        )
    for i, luminaire in enumerate(space.luminaires):
        if not (_within(luminaire.x, x, x + width) and _within(luminaire.y, y, y + depth)):
            yield _say(
                (*path, "luminaires", i),
                "luminaire {key} at ({x}, {y}) lies outside its space",
                key=luminaire.key,
                x=luminaire.x,
                y=luminaire.y,
            )
    facades = [
        (("facade",), space.facade),
        *((("windows", i, "facade"), w.facade) for i, w in enumerate(space.windows)),
    ]
    for member, facade in facades:
        if facade is not None and facade not in FACADES:
            yield _say(
                (*path, *member), "a facade is one of {known}, not {found}", known=", ".join(FACADES), found=facade
            )


def _within(value: float, low: float, high: float) -> bool:
    return low - TOLERANCE_M <= value <= high + TOLERANCE_M


def _groups(path: Path, space: Space) -> Iterator[Problem]:
    for i, group in enumerate(space.groups):
        yield from _group((*path, "groups", i), group, space)
    own = {group.key for group in space.groups}
    for i, luminaire in enumerate(space.luminaires):
        yield from _luminaire((*path, "luminaires", i), luminaire, own, space.key)


def _group(path: Path, group: Group, space: Space) -> Iterator[Problem]:
    wanted = len(space.groups)
    if len(group.response) != wanted:
        yield _say(
            (*path, "response"),
            "response has a value for each of the space's {wanted} points, not {found}",
            wanted=wanted,
            found=len(group.response),
        )
    if any(value < 0 for value in group.response) or group.daylight < 0:
        yield _say(path, "illuminance is never negative")
    if group.daylight > 0 and space.facade is None:
        yield _say((*path, "daylight"), "daylight needs the space's facade: one of {known}", known=", ".join(FACADES))


def _luminaire(path: Path, luminaire: Luminaire, own: set[str], space: str) -> Iterator[Problem]:
    if luminaire.group is not None and luminaire.group not in own:
        yield _say((*path, "group"), "space {space} has no group {group}", space=space, group=luminaire.group)
    if luminaire.group is not None and luminaire.gateway is None:
        yield _say(path, "a luminaire in a group needs a gateway and an address")
    if (luminaire.gateway is None) != (luminaire.address is None):
        yield _say(path, "a gateway and an address go together")


def _spill(path: Path, floor: Floor, space: Space, points: dict[str, tuple[int, str]]) -> Iterator[Problem]:
    for other, matrix in space.spill.items():
        where = (*path, "spill", other)
        rows, place = points.get(other, (0, ""))
        if other == space.key or place != floor.key:
            yield _say(where, "light spills into another space of the same floor; {other} is none", other=other)
        elif len(matrix) != rows or any(len(row) != len(space.groups) for row in matrix):
            yield _say(
                where,
                "spill is a row for each of the {rows} points of {other}, each with {columns} values",
                rows=rows,
                other=other,
                columns=len(space.groups),
            )
        elif any(value < 0 for row in matrix for value in row):
            yield _say(where, "illuminance is never negative")


def _addresses(park: Park) -> Iterator[Problem]:
    seen: set[tuple[str, int]] = set()
    for path, luminaire in walk.inside(park, "luminaires"):
        if luminaire.gateway is None or luminaire.address is None:
            continue
        if luminaire.address < 0:
            yield _say((*path, "address"), "an address is 0 or above, not {found}", found=luminaire.address)
        if (luminaire.gateway, luminaire.address) in seen:
            yield _say(
                (*path, "address"),
                "gateway {gateway} has address {address} twice",
                gateway=luminaire.gateway,
                address=luminaire.address,
            )
        seen.add((luminaire.gateway, luminaire.address))
