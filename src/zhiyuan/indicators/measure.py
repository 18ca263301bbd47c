"""What may be reckoned with what: units, price bases, and cumulative against single periods.

A measure is what a figure counts. Adding asks for the same one; a quotient has the quotient of the units; a growth is
never multiplied back into a level.
"""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace

from zhiyuan.kernel.errors import Malformed, Refused
from zhiyuan.kernel.formula import Call, Node, Number, Ref

FUNCTIONS = ("sum", "growth", "cumulative", "before")
PERCENT = "%"
_PLAIN = ("", "1", PERCENT)
_BASE = re.compile(r"[^\s/·]+")
BASES = ("", "current", "comparable")
COUNTINGS = ("single", "cumulative", "stock")


@dataclass(frozen=True, slots=True)
class Measure:
    """Base units with their powers, the price basis, how it is counted, and whether it is a growth."""

    units: tuple[tuple[str, int], ...] = ()
    basis: str = ""
    counting: str = ""
    growth: bool = False

    def __str__(self) -> str:
        over = "·".join(u for u, p in self.units for _ in range(p)) or "1"
        under = "/".join(u for u, p in self.units for _ in range(-p))
        return f"{over}/{under}" if under else over


def measure(unit: str, basis: str = "", counting: str = "", *, growth: bool = False) -> Measure:
    """The measure of a figure with this unit; per cent is a plain number.

    >>> str(measure("kWh/a")), str(measure("%"))
    ('kWh/a', '1')
    """
    powers: Counter[str] = Counter()
    if unit not in _PLAIN:
        over, *under = unit.split("/")
        for part in over.split("·"):
            powers[_base(part, unit)] += part != "1"
        for part in under:
            powers[_base(part, unit)] -= 1
    return Measure(_powers(powers), basis, counting, growth)


def _base(part: str, unit: str) -> str:
    if not _BASE.fullmatch(part.strip()):
        raise Malformed("{unit} is no unit", unit=repr(unit))
    return part.strip()


def _powers(powers: Counter[str]) -> tuple[tuple[str, int], ...]:
    return tuple(sorted((unit, power) for unit, power in powers.items() if power))


def of(node: Node, known: Mapping[str, Measure]) -> Measure:
    """The measure of a formula's result.

    Raises
    ------
    Refused
        Where figures do not go together, with the character.
    """
    if isinstance(node, Number):
        return Measure()
    if isinstance(node, Ref):
        return known[node.key]
    parts = [of(part, known) for part in node.args]
    if node.name in ("*", "/"):
        return _product(node, *parts)
    if node.name == "growth":
        return _growth(node, parts)
    if node.name in ("cumulative", "before"):
        return _shifted(node, parts)
    return _same(node, parts)


def _same(node: Call, parts: list[Measure]) -> Measure:
    for part in parts[1:]:
        if part.units != parts[0].units:
            raise Refused(
                "character {at}: {one} and {other} are not added", at=node.at, one=str(parts[0]), other=str(part)
            )
    return Measure(parts[0].units, _agreed(node, parts, "basis"), _agreed(node, parts, "counting"), parts[0].growth)


def _product(node: Call, one: Measure, other: Measure) -> Measure:
    if (one.growth and other.units) or (other.growth and one.units):
        raise Refused("character {at}: a level is never derived from a growth", at=node.at)
    if {one.counting, other.counting} == {"single", "cumulative"}:
        _agreed(node, [one, other], "counting")
    powers = Counter(dict(one.units))
    for unit, power in other.units:
        powers[unit] += power if node.name == "*" else -power
    return Measure(_powers(powers), _shared(one, other, "basis"), _shared(one, other, "counting"))


def _shared(one: Measure, other: Measure, what: str) -> str:
    """What two factors have in common; a plain number takes the other's."""
    found = {getattr(part, what) for part in (one, other)} - {""}
    return str(found.pop()) if len(found) == 1 else ""


def _growth(node: Call, parts: list[Measure]) -> Measure:
    if len(parts) > 2:
        raise Refused("character {at}: growth takes a figure and perhaps its deflator", at=node.at)
    if parts[0].growth:
        raise Refused("character {at}: a growth of a growth is no growth of the figure", at=node.at)
    if len(parts) == 2 and parts[1].units:
        raise Refused("character {at}: a deflator is a plain number, not {unit}", at=node.at, unit=str(parts[1]))
    basis = "comparable" if len(parts) == 2 else parts[0].basis
    return Measure((), basis, parts[0].counting, growth=True)


def _shifted(node: Call, parts: list[Measure]) -> Measure:
    if len(parts) != 1 or not isinstance(node.args[0], Ref):
        raise Refused("character {at}: {name} takes one figure in [ ]", at=node.at, name=node.name)
    if node.name == "before":
        return parts[0]
    if parts[0].counting != "single" or parts[0].growth:
        raise Refused("character {at}: only amounts of single periods are accumulated", at=node.at)
    return replace(parts[0], counting="cumulative")


def _agreed(node: Call, parts: list[Measure], what: str) -> str:
    found = sorted({getattr(part, what) for part in parts} - {""})
    if len(found) > 1:
        raise Refused("character {at}: {one} and {other} figures are mixed", at=node.at, one=found[0], other=found[1])
    return found[0] if found else ""
