"""A formula over meters: read once, checked for units, then evaluated on columns of numbers.

``[main] - [floor1] - 0.35 * [lifts]``: meters stand in brackets, since a key may hold a ``-``.
Numbers, ``+ - * /``, brackets and ``sum min max`` are all there is; nothing is ever executed.
A mistake is named with the character it stands at, counted from 1.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import reduce
from typing import NoReturn

import numpy as np
from numpy.typing import NDArray

from zhiyuan.kernel.errors import Malformed, Refused

Column = NDArray[np.float64]
NUMBER = "1"  # the unit of a plain number
ENERGY = "kWh"
LONGEST = 2000
DEEPEST = 50
_TOKEN = re.compile(r"\s*(?:(\d+(?:\.\d+)?|\.\d+)|\[([^\[\]]*)\]|([A-Za-z_]+)|([-+*/(),]))")


@dataclass(frozen=True, slots=True)
class Token:
    """One piece of the text: its kind (number, meter, word, sign, end), what it says, and where. [1…]"""

    kind: str
    text: str
    at: int


@dataclass(frozen=True, slots=True)
class Number:
    """A plain number."""

    value: float
    at: int


@dataclass(frozen=True, slots=True)
class Ref:
    """A meter by its key."""

    key: str
    at: int


@dataclass(frozen=True, slots=True)
class Call:
    """A sign or function with what it is applied to."""

    name: str
    args: tuple["Node", ...]
    at: int


Node = Number | Ref | Call
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


def parse(text: str) -> Node:
    """The formula as a tree.

    >>> parse("[main] - 2 * [a]").name
    '-'

    Raises
    ------
    Malformed
        With the character at which it cannot be read on.
    """
    if len(text) > LONGEST:
        raise Malformed("a formula has at most {most} characters, not {found}", most=LONGEST, found=len(text))
    reader = _Reader(tuple(_tokens(text)))
    tree = reader.total(0)
    if reader.now.kind != "end":
        reader.stop("an operator or the end")
    return tree


def _tokens(text: str) -> Iterator[Token]:
    at = 0
    while at < len(text.rstrip()):
        found = _TOKEN.match(text, at)
        if found is None:
            at += len(text[at:]) - len(text[at:].lstrip())
            raise Malformed("character {at}: {found} has no meaning in a formula", at=at + 1, found=repr(text[at]))
        kind = ("number", "meter", "word", "sign")[(found.lastindex or 1) - 1]
        said = found.group(found.lastindex or 1)
        yield Token(kind, said.strip(), found.start(found.lastindex or 1) + 1 - (kind == "meter"))
        at = found.end()
    yield Token("end", "", len(text.rstrip()) + 1)


class _Reader:
    """Recursive descent: total → product → signed → single."""

    def __init__(self, tokens: tuple[Token, ...]) -> None:
        self._tokens, self._next = tokens, 0

    @property
    def now(self) -> Token:
        return self._tokens[self._next]

    def stop(self, wanted: str) -> NoReturn:
        found = repr(self.now.text) if self.now.kind != "end" else "…"
        raise Malformed(
            "character {at}: {wanted} is expected, not {found}", at=self.now.at, wanted=Malformed(wanted), found=found
        )

    def take(self, *signs: str) -> Token | None:
        """The token in hand, when it is one of these signs; the next one is then in hand."""
        token = self.now
        if token.kind == "sign" and token.text in signs:
            self._next += 1
            return token
        return None

    def total(self, depth: int) -> Node:
        if depth > DEEPEST:
            raise Malformed(
                "character {at}: brackets within brackets, more than {most} deep", at=self.now.at, most=DEEPEST
            )
        node = self.product(depth)
        while sign := self.take("+", "-"):
            node = Call(sign.text, (node, self.product(depth)), sign.at)
        return node

    def product(self, depth: int) -> Node:
        node = self.signed(depth)
        while sign := self.take("*", "/"):
            node = Call(sign.text, (node, self.signed(depth)), sign.at)
        return node

    def signed(self, depth: int) -> Node:
        if sign := self.take("-"):
            return Call("-", (self.single(depth),), sign.at)
        return self.single(depth)

    def single(self, depth: int) -> Node:
        token = self.now
        if self.take("("):
            node = self.total(depth + 1)
            return node if self.take(")") else self.stop("a closing bracket")
        if token.kind not in ("number", "meter", "word"):
            self.stop("a meter in [ ], a number or a bracket")
        self._next += 1
        if token.kind == "number":
            return Number(float(token.text), token.at)
        if token.kind == "meter":
            return Ref(token.text, token.at)
        return self._call(token, depth)

    def _call(self, name: Token, depth: int) -> Node:
        if name.text not in FUNCTIONS:
            known = ", ".join(FUNCTIONS)
            raise Malformed(
                "character {at}: there is no function {found}, only {known}; meters stand in [ ]",
                at=name.at, found=name.text, known=known,
            )  # fmt: skip
        if not self.take("("):
            self.stop("an opening bracket")
        args = [self.total(depth + 1)]
        while self.take(","):
            args.append(self.total(depth + 1))
        return Call(name.text, tuple(args), name.at) if self.take(")") else self.stop("a closing bracket")


def refs(node: Node) -> Iterator[Ref]:
    """The meters a formula names, in the order of the text."""
    if isinstance(node, Ref):
        yield node
    elif isinstance(node, Call):
        for part in node.args:
            yield from refs(part)


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
        return np.array(node.value)
    if isinstance(node, Ref):
        return columns[node.key]
    with np.errstate(divide="ignore", invalid="ignore"):
        return (SIGNS | FUNCTIONS)[node.name](*(evaluate(part, columns) for part in node.args))
