"""A formula over meters: checked for units, then evaluated on columns of numbers.

Numbers, ``+ - * /``, brackets and ``sum min max`` are all there is.
"""

from collections.abc import Callable, Mapping
from functools import partial, reduce

import numpy as np
from numpy.typing import NDArray

from zhiyuan.kernel import formula
from zhiyuan.kernel.errors import Malformed, Refused
from zhiyuan.kernel.formula import Call, Node, Number, Ref, refs

__all__ = ["ENERGY", "Column", "Node", "Ref", "evaluate", "parse", "refs", "unit"]

Column = NDArray[np.float64]
NUMBER = "1"  # the unit of a plain number
ENERGY = "kWh"
FUNCTIONS: dict[str, Callable[..., Column]] = {
    "sum": lambda *columns: reduce(np.add, columns),
    "min": lambda *columns: reduce(np.minimum, columns),
    "max": lambda *columns: reduce(np.maximum, columns),
}
SIGNS: dict[str, Callable[..., Column]] = {
    "+": np.add,
    "-": lambda one, *more: np.negative(one) if not more else np.subtract(one, more[0]),
    "*": np.multiply,
    "/": np.divide,
}
parse = partial(formula.parse, functions=FUNCTIONS)


def unit(node: Node, units: Mapping[str, str]) -> str:
    """The unit of a formula's result, given each meter's.

    Raises
    ------
    Refused
        Where units do not go together, with the character.
    """
    if isinstance(node, Number):
        return NUMBER
    if isinstance(node, Ref):
        return units[node.key]
    found = [unit(part, units) for part in node.args]
    if node.name == "*":
        return _product(node, found)
    if node.name == "/":
        return _quotient(node, found)
    if len(set(found)) > 1:
        raise Refused(
            "character {at}: {one} and {other} cannot be added or compared", at=node.at, one=_said(found[0]),
            other=_said(next(u for u in found if u != found[0])),
        )  # fmt: skip
    return found[0]


def _product(node: Call, found: list[str]) -> str:
    if NUMBER not in found:
        raise Refused(
            "character {at}: {one} times {other} is no energy", at=node.at, one=_said(found[0]), other=_said(found[1])
        )
    return found[0] if found[1] == NUMBER else found[1]


def _quotient(node: Call, found: list[str]) -> str:
    if found[1] == NUMBER:
        return found[0]
    if found[0] == found[1]:
        return NUMBER
    raise Refused(
        "character {at}: {one} divided by {other} is no energy", at=node.at, one=_said(found[0]), other=_said(found[1])
    )


def _said(unit_of: str) -> Malformed | str:
    return Malformed("a plain number") if unit_of == NUMBER else unit_of


def evaluate(node: Node, columns: Mapping[str, Column]) -> Column:
    """The result in columns; where something is divided by zero it is not finite."""
    if isinstance(node, Number):
        return np.array(float(node.value))
    if isinstance(node, Ref):
        return columns[node.key]
    with np.errstate(divide="ignore", invalid="ignore"):
        return (SIGNS | FUNCTIONS)[node.name](*(evaluate(part, columns) for part in node.args))
