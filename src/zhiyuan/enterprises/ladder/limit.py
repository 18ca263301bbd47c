"""A measure against a limit: the one condition that has figures to show."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field

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
    steps: tuple[tuple[Number, Number], ...]
    closed: bool

    def of(self, firm: Firm) -> Between:
        """The least and most that the limit can be for a firm."""
        least, most = firm.number(self.by)
        first, last = self._step(least), self._step(most)
        possible = [limit for _, limit in self.steps[first : last + 1]]
        return (min(possible), max(possible))

    def _step(self, number: Number) -> int:
        find = bisect_left if self.closed else bisect_right
        return min(find(self.steps, number, key=lambda step: step[0]), len(self.steps) - 1)


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
    fixed: Between | None = field(init=False, default=None)
    """The limit in the measure's terms where it is the same for every firm: computed once."""
    fixed_text: str = field(init=False, default="来源待补")

    def __post_init__(self) -> None:
        if self.limit is not None and not isinstance(self.limit, Steps):
            limit = self.measure.limit(self.limit)
            object.__setattr__(self, "fixed", (limit, limit))
            object.__setattr__(self, "fixed_text", self._limit(self.limit) + self.unit)

    def holds(self, firm: Firm) -> Truth:
        if self.limit is None:
            return None
        ends = self.measure.of(firm)
        if ends is None:
            return False
        least, most = self.ends(firm)
        if self.bound == LEAST:
            return True if ends[0] >= most else False if ends[1] < least else None
        if self.bound == MOST:
            return True if ends[1] <= least else False if ends[0] > most else None
        if self.bound == ABOVE:
            return True if ends[0] > most else False if ends[1] <= least else None
        return True if ends[1] < least else False if ends[0] >= most else None

    def ends(self, firm: Firm) -> Between:
        """The limit for a firm, in the measure's terms."""
        if self.fixed is not None:
            return self.fixed
        least, most = self._said(firm)
        return (self.measure.limit(least), self.measure.limit(most))

    def _said(self, firm: Firm) -> Between:
        assert self.limit is not None
        return self.limit.of(firm) if isinstance(self.limit, Steps) else (self.limit, self.limit)

    def open(self, firm: Firm) -> set[str]:
        names = [*self.measure.names, *([self.limit.by] if isinstance(self.limit, Steps) else [])]
        unknown = {name for name in names if firm.open(name)}
        return unknown if unknown and self.holds(firm) is None else set()

    def limits(self) -> Iterable["Limit"]:
        return () if self.hidden else (self,)

    def unsettled(self) -> bool:
        return self.limit is None

    def observed(self, firm: Firm) -> str:
        """The figure as it reads."""
        ends = self.measure.of(firm)
        if ends is None:
            return "—"
        if not is_known(ends):
            return _missing(firm, self.measure.names) or f"[{self._text(ends[0])},{self._text(ends[1])}]"
        if self.shown[0] == PERCENT:
            edge = self.ends(firm)[0] if self.limit is not None else None
            return percent(ends[0], edge) + self.unit
        return self.measure.text(firm, ends) + self.unit

    def needed(self, firm: Firm) -> str:
        """The limit as it reads."""
        if not isinstance(self.limit, Steps):
            return self.fixed_text
        return "…".join(dict.fromkeys(self._limit(end) for end in self.limit.of(firm))) + self.unit

    def gap(self, firm: Firm) -> str | None:
        """How much is missing, or too much; None where nothing is, or where it is not known."""
        ends = self.measure.of(firm)
        if self.limit is None or ends is None or not is_known(ends) or self.holds(firm) is not False:
            return None
        least, most = self._said(firm)
        limit = most if self.bound in (LEAST, ABOVE) else least
        seen = self.measure.seen(ends[0])
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
