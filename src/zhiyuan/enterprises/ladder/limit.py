"""A measure against a limit: the one condition that has figures to show."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from zhiyuan.enterprises.ladder.exact import Between, Number, Truth, is_known, percent, plain
from zhiyuan.enterprises.ladder.firm import Firm
from zhiyuan.enterprises.ladder.measure import Measure

LEAST, MOST, ABOVE, BELOW = "least", "most", "above", "below"
BOUNDS = (LEAST, MOST, ABOVE, BELOW)
PLAIN, PERCENT = "plain", "percent"


@dataclass(frozen=True, slots=True)
class Steps:
    """A limit that depends on a field: up to each edge, then the next. Edges rise; the last is INF.

    ``closed`` edges are the last of their step (含), others the first of the next one (以上).
    """

    by: str
    edges: tuple[Number, ...]
    limits: tuple[Number, ...]
    closed: bool

    def at(self, firm: Firm) -> tuple[int, int]:
        """The first and last of the steps that may be a firm's."""
        least, most = firm.number(self.by)
        first = self._step(least)
        return (first, first if least is most else self._step(most))

    def of(self, firm: Firm) -> Between:
        """The least and most that the limit can be for a firm."""
        first, last = self.at(firm)
        possible = self.limits[first : last + 1]
        return (min(possible), max(possible))

    def _step(self, number: Number) -> int:
        find = bisect_left if self.closed else bisect_right
        return min(find(self.edges, number), len(self.edges) - 1)


Asked = tuple[Between | None, str]
"""A limit in the measure's terms, None where the document's figure was not found, and how it reads."""


class Seen(NamedTuple):
    """What a limit makes of a firm: whether it holds, and how the figure, the limit and the gap read.

    No gap where nothing is missing, or where it is not known how much.
    """

    truth: Truth
    observed: str
    needed: str
    gap: str | None


@dataclass(frozen=True, slots=True)
class Limit:
    """A measure against a limit. ``limit`` is None where the document's figure was not found.

    ``shown`` says how the observed and the needed figure read; ``unit`` is written behind both.
    """

    measure: Measure
    bound: str
    limit: Number | Steps | None
    shown: tuple[str, str] = (PLAIN, PLAIN)
    unit: str = ""
    hidden: bool = False
    asked: tuple[Asked, ...] = field(init=False, default=((None, "来源待补"),))
    """Of each step of the limit, or of the one that holds for every firm: computed once."""

    def __post_init__(self) -> None:
        if self.limit is not None:
            limits = self.limit.limits if isinstance(self.limit, Steps) else (self.limit,)
            asked = tuple((self._ends(limit, limit), self._limit(limit) + self.unit) for limit in limits)
            object.__setattr__(self, "asked", asked)

    def holds(self, firm: Firm) -> Truth:
        if self.limit is None:
            return None
        return self._within(self.measure.of(firm), self.ends(firm))

    def seen(self, firm: Firm) -> Seen:
        """Everything that a reason says of it; the measure is taken once."""
        ends, (limit, needed) = self.measure.of(firm), self._asked(firm)
        truth = None if limit is None else self._within(ends, limit)
        gap = self._gap(firm, ends[0]) if truth is False and ends is not None and is_known(ends) else None
        return Seen(truth, self._observed(firm, ends, limit), needed, gap)

    def _within(self, ends: Between | None, limit: Between) -> Truth:
        if ends is None:
            return False
        least, most = limit
        if self.bound == LEAST:
            return True if ends[0] >= most else False if ends[1] < least else None
        if self.bound == MOST:
            return True if ends[1] <= least else False if ends[0] > most else None
        if self.bound == ABOVE:
            return True if ends[0] > most else False if ends[1] <= least else None
        return True if ends[1] < least else False if ends[0] >= most else None

    def ends(self, firm: Firm) -> Between:
        """The limit for a firm, in the measure's terms."""
        limit, _ = self._asked(firm)
        assert limit is not None
        return limit

    def _asked(self, firm: Firm) -> Asked:
        if not isinstance(self.limit, Steps):
            return self.asked[0]
        first, last = self.limit.at(firm)
        if first == last:
            return self.asked[first]
        words = dict.fromkeys(map(self._limit, self.limit.limits[first : last + 1]))
        return (self._ends(*self.limit.of(firm)), "…".join(words) + self.unit)

    def _ends(self, least: Number, most: Number) -> Between:
        return (self.measure.limit(least), self.measure.limit(most))

    def open(self, firm: Firm) -> set[str]:
        names = [*self.measure.names, *([self.limit.by] if isinstance(self.limit, Steps) else [])]
        unknown = {name for name in names if firm.open(name)}
        return unknown if unknown and self.holds(firm) is None else set()

    def limits(self) -> Iterable["Limit"]:
        return () if self.hidden else (self,)

    def unsettled(self) -> bool:
        return self.limit is None

    def _observed(self, firm: Firm, ends: Between | None, limit: Between | None) -> str:
        if ends is None:
            return "—"
        if not is_known(ends):
            return _missing(firm, self.measure.names) or f"[{self._text(ends[0])},{self._text(ends[1])}]"
        if self.shown[0] == PERCENT:
            return percent(ends[0], limit[0] if limit else None) + self.unit
        return self.measure.text(firm, ends) + self.unit

    def _gap(self, firm: Firm, number: Number) -> str:
        """How much is missing, or too much."""
        assert self.limit is not None
        least, most = self.limit.of(firm) if isinstance(self.limit, Steps) else (self.limit, self.limit)
        limit = most if self.bound in (LEAST, ABOVE) else least
        seen = self.measure.seen(number)
        return self._text(max(limit - seen, seen - limit)) + self.unit

    def _text(self, number: Number) -> str:
        return percent(number) if PERCENT in self.shown else plain(number)

    def _limit(self, number: Number) -> str:
        if self.shown[1] == PERCENT:
            return f"{plain(number * 100)}%"
        return f"{'>' if self.bound == ABOVE else '<' if self.bound == BELOW else ''}{plain(number)}"


def _missing(firm: Firm, names: tuple[str, ...]) -> str:
    silent = [firm.fields[name].zh for name in names if firm.silent(name)]
    return f"缺[{','.join(silent)}]" if silent else ""
