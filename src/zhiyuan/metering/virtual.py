"""Meters made of meters: sum, difference, share, or any formula, on every quarter hour.

Each quarter hour is worth what its worst part is worth. What cannot be, less than nothing or a
division by zero, is booked as nothing, SUSPECT, and told. A definition holds from a day on, so
that a change of today does not rewrite last month. One meter may stand on another; never on itself.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from zhiyuan.kernel.errors import Malformed, NotFound, Refused
from zhiyuan.kernel.span import midnight
from zhiyuan.metering.formula import ENERGY, Column, Node, Ref, evaluate, parse, refs, unit
from zhiyuan.telemetry.energy import Quality
from zhiyuan.telemetry.historian import micros
from zhiyuan.telemetry.quarter import QuarterHours, nothing


@dataclass(frozen=True, slots=True)
class Definition:
    """What a virtual meter is made of, from a day of the site on until the next definition."""

    start: date
    formula: str


@dataclass(frozen=True, slots=True)
class Evaluated:
    """A virtual meter's quarter hours, and where they could not be: below nothing by how much, or not a number."""

    hours: QuarterHours
    negative: NDArray[np.bool_]
    below: int  # [µkWh]
    undefined: NDArray[np.bool_]


def total(meters: Sequence[str]) -> str:
    """The formula of a sum.

    >>> total(["a", "b-1"])
    '[a] + [b-1]'
    """
    if not meters:
        raise Malformed("name at least one meter")
    return " + ".join(f"[{key}]" for key in meters)


def difference(whole: str, parts: Sequence[str]) -> str:
    """The formula of what is left of one meter after others."""
    if not parts:
        raise Malformed("name at least one meter")
    return " - ".join(f"[{key}]" for key in (whole, *parts))


def share(meter: str, fraction: float) -> str:
    """The formula of a part of one meter; ``fraction`` is above 0 and at most 1."""
    if not 0 < fraction <= 1:
        raise Malformed("a share is above 0 and at most 1, not {found}", found=fraction)
    return f"{fraction:.12f}".rstrip("0").rstrip(".") + f" * [{meter}]"


def check(key: str, formula: str, units: Mapping[str, str], known: Mapping[str, Iterable[str]]) -> Node:
    """A formula that may stand under ``key``: every meter exists, units fit, nothing goes round in a circle.

    Parameters
    ----------
    units
        Unit of every meter and point there is, by what a formula may call it.
    known
        Virtual meters with all that their formulas name.
    """
    tree = parse(formula)
    for ref in refs(tree):
        if ref.key not in units and ref.key != key:
            raise NotFound("character {at}: there is no meter {meter}", at=ref.at, meter=ref.key or "[ ]")
        if circle := _way(ref.key, key, known):
            raise Refused(
                "character {at}: {circle} goes round in a circle", at=ref.at, circle=" → ".join((key, *circle))
            )
    if not any(True for _ in refs(tree)):
        raise Malformed("the formula names no meter; meters stand in [ ]")
    found = unit(tree, {**units, key: ENERGY})
    if found != ENERGY:
        raise Refused("the formula gives {found}, not {wanted}", found=found, wanted=ENERGY)
    return tree


def _way(here: str, to: str, known: Mapping[str, Iterable[str]], seen: tuple[str, ...] = ()) -> tuple[str, ...] | None:
    """How one meter leads to another through formulas, None when it does not."""
    if here == to:
        return (*seen, here)
    if here in seen:
        return None
    for further in known.get(here, ()):
        if found := _way(further, to, known, (*seen, here)):
            return found
    return None


def order(wanted: Iterable[str], known: Mapping[str, Iterable[str]]) -> list[str]:
    """The virtual meters needed for some, parts before what is made of them. Raises Refused on a circle."""
    done: list[str] = []

    def visit(key: str, path: tuple[str, ...]) -> None:
        if key in path:
            raise Refused("{circle} goes round in a circle", circle=" → ".join((*path[path.index(key) :], key)))
        if key not in known or key in done:
            return
        for part in known[key]:
            visit(part, (*path, key))
        done.append(key)

    for key in wanted:
        visit(key, ())
    return done


def compute(
    definitions: Sequence[Definition], parts: Mapping[str, QuarterHours], start: NDArray[np.int64], zone: ZoneInfo
) -> Evaluated:
    """Quarter hours of one virtual meter, each by the definition that holds on its day; before the first: MISSING."""
    hours = nothing(start)
    negative, undefined = np.zeros(len(start), np.bool_), np.zeros(len(start), np.bool_)
    below = 0
    ordered = sorted(definitions, key=lambda d: d.start)
    edges = [micros(midnight(d.start, zone)) for d in ordered] + [2**62]
    for k, definition in enumerate(ordered):
        a, b = np.searchsorted(start, edges[k : k + 2])
        if a == b:
            continue
        value, quality = _values(parse(definition.formula), parts, slice(int(a), int(b)))
        known, odd = quality < Quality.MISSING, ~np.isfinite(value)
        rounded = np.floor(np.where(odd, 0.0, value) + 0.5).astype(np.int64)
        under = rounded < 0
        below -= int(rounded[known & under].sum())
        hours.energy[a:b] = np.where(known, np.maximum(rounded, 0), 0)
        hours.quality[a:b] = np.where(known & (under | odd), np.maximum(quality, Quality.SUSPECT), quality)
        negative[a:b], undefined[a:b] = known & under, known & odd
    return Evaluated(hours, negative, below, undefined)


def _values(tree: Node, parts: Mapping[str, QuarterHours], where: slice) -> tuple[Column, NDArray[np.int8]]:
    """The formula's value [µkWh] and the worst quality of what it names."""
    used: list[Ref] = list(refs(tree))
    columns = {r.key: parts[r.key].energy[where].astype(np.float64) for r in used}
    worst = np.maximum.reduce([parts[r.key].quality[where] for r in used])
    value = np.broadcast_to(evaluate(tree, columns), worst.shape)
    return value, worst.astype(np.int8)
