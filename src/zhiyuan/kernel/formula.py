"""A formula as a tree: read once, never executed; what its names and functions mean is the room's business.

``[main] - [floor1] - 0.35 * [lifts]``: names stand in brackets, since a key may hold a ``-``. Numbers, ``+ - * /``,
brackets and the functions that a room names are all there is. A mistake is named with the character it stands at,
counted from 1.
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import NoReturn

from zhiyuan.kernel.errors import Malformed

LONGEST = 2000
DEEPEST = 50
_TOKEN = re.compile(r"\s*(?:(\d+(?:\.\d+)?|\.\d+)|\[([^\[\]]*)\]|([A-Za-z_]+)|([-+*/(),]))")


@dataclass(frozen=True, slots=True)
class Token:
    """One piece of the text: its kind (number, name, word, sign, end), what it says, and where. [1…]"""

    kind: str
    text: str
    at: int


@dataclass(frozen=True, slots=True)
class Number:
    """A plain number."""

    value: Decimal
    at: int


@dataclass(frozen=True, slots=True)
class Ref:
    """Something by its key."""

    key: str
    at: int


@dataclass(frozen=True, slots=True)
class Call:
    """A sign or function with what it is applied to."""

    name: str
    args: tuple["Node", ...]
    at: int


Node = Number | Ref | Call


def parse(text: str, functions: Collection[str]) -> Node:
    """The formula as a tree.

    >>> parse("[main] - 2 * [a]", ()).name
    '-'

    Raises
    ------
    Malformed
        With the character at which it cannot be read on.
    """
    if len(text) > LONGEST:
        raise Malformed("a formula has at most {most} characters, not {found}", most=LONGEST, found=len(text))
    reader = _Reader(tuple(_tokens(text)), functions)
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
        kind = ("number", "name", "word", "sign")[(found.lastindex or 1) - 1]
        said = found.group(found.lastindex or 1)
        yield Token(kind, said.strip(), found.start(found.lastindex or 1) + 1 - (kind == "name"))
        at = found.end()
    yield Token("end", "", len(text.rstrip()) + 1)


class _Reader:
    """Recursive descent: total → product → signed → single."""

    def __init__(self, tokens: tuple[Token, ...], functions: Collection[str]) -> None:
        self._tokens, self._next, self._functions = tokens, 0, functions

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
        if token.kind not in ("number", "name", "word"):
            self.stop("a name in [ ], a number or a bracket")
        self._next += 1
        if token.kind == "number":
            return Number(Decimal(token.text), token.at)
        if token.kind == "name":
            return Ref(token.text, token.at)
        return self._call(token, depth)

    def _call(self, name: Token, depth: int) -> Node:
        if name.text not in self._functions:
            known = ", ".join(self._functions)
            raise Malformed(
                "character {at}: there is no function {found}, only {known}; names stand in [ ]",
                at=name.at, found=name.text, known=known,
            )  # fmt: skip
        if not self.take("("):
            self.stop("an opening bracket")
        args = [self.total(depth + 1)]
        while self.take(","):
            args.append(self.total(depth + 1))
        return Call(name.text, tuple(args), name.at) if self.take(")") else self.stop("a closing bracket")


def refs(node: Node) -> Iterator[Ref]:
    """The names in a formula, in the order of the text."""
    if isinstance(node, Ref):
        yield node
    elif isinstance(node, Call):
        for part in node.args:
            yield from refs(part)
