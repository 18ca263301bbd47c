"""Parts of a score: how many points a firm earns on one line of a table, from at least to at most.

Points are a range where the table gives a range ("7–8分") or where what they rest on is not known.
"""

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

from zhiyuan.enterprises.ladder.condition import Condition
from zhiyuan.enterprises.ladder.exact import Between, Number, is_known
from zhiyuan.enterprises.ladder.firm import Firm
from zhiyuan.enterprises.ladder.measure import Measure

NOTHING: Between = (0, 0)


class Table(Protocol):
    """How the points of one line are found."""

    def points(self, firm: Firm) -> Between:
        """Least and most. [point]"""

    def open(self, firm: Firm) -> set[str]:
        """The fields that leave the points open; asked only where the points are a range, which costs less to see."""


@dataclass(frozen=True, slots=True)
class Part:
    """One line of the table, with its number there and the words before its points in the total."""

    key: str
    label: str
    en: str
    table: Table


@dataclass(frozen=True, slots=True)
class Bands:
    """Points by where a measure lies, lowest band first.

    ``edges`` rise and part the bands: band i + 1 begins at edge i, or just above it where ``above``.
    """

    measure: Measure
    edges: tuple[Number, ...]
    above: tuple[bool, ...]
    each: tuple[Between, ...]

    def points(self, firm: Firm) -> Between:
        ends = self.measure.of(firm)
        if ends is None:
            return min(self.each)
        first = self._band(ends[0])
        if is_known(ends):
            return self.each[first]
        return hull(self.each[first : self._band(ends[1]) + 1])

    def _band(self, number: Number) -> int:
        band = bisect_right(self.edges, number)
        return band - 1 if band and self.above[band - 1] and self.edges[band - 1] == number else band

    def open(self, firm: Firm) -> set[str]:
        return _if_ranged(self, firm, {name for name in self.measure.names if firm.open(name)})


@dataclass(frozen=True, slots=True)
class Cases:
    """Points of the first condition that holds, else ``rest``."""

    cases: tuple[tuple[Condition, Between], ...]
    rest: Between

    def points(self, firm: Firm) -> Between:
        possible = []
        for condition, points in self.cases:
            truth = condition.holds(firm)
            if truth is not False:
                possible.append(points)
            if truth is True:
                return hull(possible)
        return hull([*possible, self.rest])

    def open(self, firm: Firm) -> set[str]:
        return set().union(*(condition.open(firm) for condition, _ in self.cases))


@dataclass(frozen=True, slots=True)
class Choice:
    """Points by the option that a field names."""

    name: str
    by_option: Mapping[str, Between]

    def points(self, firm: Firm) -> Between:
        chosen = firm[self.name]
        return hull(list(self.by_option.values())) if chosen is None else self.by_option.get(chosen, NOTHING)

    def open(self, firm: Firm) -> set[str]:
        return {self.name} if firm[self.name] is None else set()


@dataclass(frozen=True, slots=True)
class Listed:
    """So many points for each thing that a field lists, up to a most."""

    name: str
    each: int
    most: int

    def points(self, firm: Firm) -> Between:
        listed = firm[self.name]
        if listed is None:
            return (0, self.most)
        earned = min(self.each * len(listed), self.most)
        return (earned, earned)

    def open(self, firm: Firm) -> set[str]:
        return {self.name} if firm[self.name] is None else set()


@dataclass(frozen=True, slots=True)
class Given:
    """Points that somebody gave, as a number or a range."""

    name: str

    def points(self, firm: Firm) -> Between:
        return firm.number(self.name)

    def open(self, firm: Firm) -> set[str]:
        return {self.name} if firm.open(self.name) else set()


@dataclass(frozen=True, slots=True)
class Best:
    """The better of several ways to earn the same points."""

    ways: tuple[Table, ...]

    def points(self, firm: Firm) -> Between:
        leasts, mosts = zip(*[way.points(firm) for way in self.ways], strict=True)
        return (max(leasts), max(mosts))

    def open(self, firm: Firm) -> set[str]:
        return _if_ranged(self, firm, _open(self.ways, firm))


@dataclass(frozen=True, slots=True)
class Together:
    """Several tables added up, to a most."""

    tables: tuple[Table, ...]
    most: int

    def points(self, firm: Firm) -> Between:
        least, most = added([table.points(firm) for table in self.tables])
        return (min(least, self.most), min(most, self.most))

    def open(self, firm: Firm) -> set[str]:
        return _open(self.tables, firm)


def hull(several: "list[Between] | tuple[Between, ...]") -> Between:
    """From the least of all to the most of all."""
    leasts, mosts = zip(*several, strict=True)
    return (min(leasts), max(mosts))


def added(several: Iterable[Between]) -> Between:
    """All of them together."""
    leasts, mosts = zip(*several, strict=True)
    return (sum(leasts), sum(mosts))


def _if_ranged(table: Table, firm: Firm, names: set[str]) -> set[str]:
    """Only where the points of a table that stands within another depend on what is not known."""
    return names if names and not is_known(table.points(firm)) else set()


def _open(tables: tuple[Table, ...], firm: Firm) -> set[str]:
    return set().union(*[table.open(firm) for table in tables])
