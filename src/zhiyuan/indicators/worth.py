"""What an indicator comes to for a period: a fact that was stated, else its formula, else what a room answers.

A stated figure stands even where it could be reckoned; both are shown, and ``flags`` says when they differ.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType

from zhiyuan.indicators.definition import Definition, Register
from zhiyuan.indicators.measure import PERCENT
from zhiyuan.indicators.period import Period, parse, since_january, tiles, year_before
from zhiyuan.indicators.said import EXACT, Said
from zhiyuan.indicators.target import Aim, Target, Targets, aim
from zhiyuan.kernel.errors import NotFound, ZhiyuanError
from zhiyuan.kernel.formula import Call, Node, Number, Ref, refs

ONE = Said(Fraction(1))
MOST_TRIED = 12  # periods that a formula is tried for before it is said to have no figure


@dataclass(frozen=True, slots=True)
class Fact:
    """What somebody stated about a subject in a period. ``text`` are words that belong to it; ``out_of`` of a rank."""

    key: str
    period: Period
    value: Decimal | None
    relation: str = EXACT
    text: str = ""
    subject: str = ""
    out_of: int | None = None
    source: str = ""
    as_of: date | None = None
    number: int = 0

    @property
    def said(self) -> Said | None:
        """The value with its sign."""
        return None if self.value is None else Said(Fraction(self.value), self.relation)


@dataclass(frozen=True, slots=True)
class Worth:
    """A figure with where it is from: ``fact``, ``parts`` of a formula, or ``live``; or ``lack``, why there is none."""

    definition: Definition
    period: Period | None
    said: Said | None = None
    fact: Fact | None = None
    parts: tuple["Worth", ...] = ()
    live: bool = False
    at: date | None = None
    lack: ZhiyuanError | None = None


class Book:
    """The facts as known, and what rooms answer; asked for one indicator in one period."""

    def __init__(
        self, register: Register, facts: Mapping[str, list[Fact]], live: Mapping[str, Said | None], today: date,
        targets: Targets = MappingProxyType({}),
    ) -> None:  # fmt: skip
        self.register, self.today = register, today
        self._facts, self._live, self._targets = facts, live, targets
        self._at = {(f.key, f.period): f for rows in facts.values() for f in rows if not f.subject}

    def facts(self, key: str) -> list[Fact]:
        """Every fact of an indicator, the latest period last."""
        return self._facts.get(key, [])

    def targets(self, key: str) -> list[Target]:
        """The targets of an indicator, the latest period last."""
        return self._targets.get(key, [])

    def aim(self, worth: Worth) -> Aim | None:
        """What a figure is held against."""
        if worth.period is None:
            return None
        one = worth.definition
        return aim(one, self.targets(one.key), worth.period, live=worth.live, day=self.today)

    def latest(self, key: str) -> Worth:
        """The figure of the latest period for which there is one."""
        definition = self.register[key]
        if definition.query:
            return self.worth(key, parse(self.today.isoformat()))
        own = [f.period for f in self.facts(key) if not f.subject]
        if own:
            return self.worth(key, own[-1])
        tried = [self.worth(key, period) for period in self._candidates(definition)]
        lack = NotFound("no figure has been entered yet")
        return next((w for w in tried if w.said is not None), tried[0] if tried else Worth(definition, None, lack=lack))

    def newest(self, key: str) -> Worth | None:
        """The latest period that a formula may have a figure for, whether or not it has one."""
        tried = self._candidates(self.register[key])
        return self.worth(key, tried[0]) if tried else None

    def _candidates(self, definition: Definition) -> list[Period]:
        if definition.node is None:
            return []
        found: set[Period] = set()
        for ref in refs(definition.node):
            inner = self.register[ref.key]
            found |= {f.period for f in self.facts(ref.key)} or set(self._candidates(inner))
        if any(isinstance(n, Call) and n.name == "cumulative" for n in _calls(definition.node)):
            found = {since_january(period) for period in found}
        return sorted(found, key=lambda p: (p.end, p.start), reverse=True)[:MOST_TRIED]

    def worth(self, key: str, period: Period) -> Worth:
        """The figure of one period."""
        definition = self.register[key]
        if fact := self._at.get((key, period)):
            return Worth(definition, period, fact.said, fact=fact, at=fact.as_of)
        if definition.query:
            said = self._live.get(definition.query)
            lack = None if said else NotFound("the room has nothing to say yet")
            return Worth(definition, period, said, live=True, at=self.today, lack=lack)
        if definition.node is not None:
            return self.reckoned(definition, period)
        return Worth(definition, period, lack=NotFound("no figure has been entered for {period}", period=str(period)))

    def reckoned(self, definition: Definition, period: Period) -> Worth:
        """By its formula, whether or not the figure was stated."""
        assert definition.node is not None
        parts = tuple(self._parts(definition.node, period))
        empty = Worth(definition, period, parts=parts, at=max((p.at for p in parts if p.at), default=None))
        try:
            said = self._value(definition.node, period)
        except ZhiyuanError as lack:
            return replace(empty, lack=lack)
        return replace(empty, said=_scaled(said, 100) if definition.unit == PERCENT else said)

    def _parts(self, node: Node, period: Period) -> Iterator[Worth]:
        """The figures that a formula rests on."""
        if isinstance(node, Ref):
            yield self.worth(node.key, period)
        elif isinstance(node, Call):
            for inner in self._periods(node, period):
                yield from self._parts(node.args[0], inner)
            for arg in node.args[1:]:
                yield from self._parts(arg, period)

    def _periods(self, node: Call, period: Period) -> list[Period]:
        """The periods of the first argument; the others, a deflator among them, stand for the period itself."""
        if node.name == "growth":
            return [period, year_before(period)]
        if node.name == "before":
            return [year_before(period)]
        if node.name == "cumulative":
            return list(tiles(since_january(period), self._every(node)))
        return [period]

    def _every(self, node: Call) -> str:
        (arg,) = node.args
        return self.register[arg.key].every or "month" if isinstance(arg, Ref) else "month"

    def _value(self, node: Node, period: Period) -> Said:
        if isinstance(node, Number):
            return Said(Fraction(node.value))
        if isinstance(node, Ref):
            return self._named(node.key, period)
        if node.name == "growth":
            return self._growth(node, period)
        if node.name in ("before", "cumulative"):
            return _total([self._value(node.args[0], inner) for inner in self._periods(node, period)])
        values = [self._value(arg, period) for arg in node.args]
        return values[0] if node.name == "sum" and len(values) == 1 else OPERATORS[node.name](values)

    def _named(self, key: str, period: Period) -> Said:
        found = self.worth(key, period)
        if found.said is None:
            raise NotFound(
                "{indicator} has no figure for {period}", indicator=found.definition.title, period=str(period)
            )
        return _scaled(found.said, Fraction(1, 100)) if found.definition.unit == PERCENT else found.said

    def _growth(self, node: Call, period: Period) -> Said:
        ratio = self._value(node.args[0], period) / self._value(node.args[0], year_before(period))
        deflator = self._value(node.args[1], period) if len(node.args) == 2 else ONE
        return ratio / deflator - ONE


def _calls(node: Node) -> Iterator[Node]:
    yield node
    for part in node.args if isinstance(node, Call) else ():
        yield from _calls(part)


def _scaled(said: Said, by: Fraction | int) -> Said:
    return Said(said.value * by, said.relation)


def _total(values: list[Said]) -> Said:
    total = values[0]
    for value in values[1:]:
        total = total + value
    return total


OPERATORS: Mapping[str, Callable[[list[Said]], Said]] = {
    "+": _total,
    "sum": _total,
    "-": lambda v: -v[0] if len(v) == 1 else v[0] - v[1],
    "*": lambda v: v[0] * v[1],
    "/": lambda v: v[0] / v[1],
}
