"""A clause applied to a firm gives a reason: result, observed, needed, gap."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from zhiyuan.enterprises.ladder.condition import Condition, open_of
from zhiyuan.enterprises.ladder.exact import Between, Number, Truth, all_of, any_of, is_known, plain
from zhiyuan.enterprises.ladder.firm import Firm
from zhiyuan.enterprises.ladder.limit import Limit
from zhiyuan.enterprises.ladder.part import Part, added


class Reason(NamedTuple):
    """One clause applied to a firm. ``missing`` names the fields that leave it open."""

    clause: "Clause | ScoreClause"
    result: Truth
    observed: str | None
    needed: str | None
    gap: str | None = None
    missing: tuple[str, ...] = ()
    waits_for_document: bool = False

    def plain(self) -> dict[str, object]:
        """For JSON."""
        return {"clause": self.clause.clause, "text": self.clause.text, "result": self.result,
                "observed": self.observed, "needed": self.needed}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Clause:
    """A condition with its place in the document: ``source`` has document, clause, status (H, M or NF)."""

    clause: str
    text: str
    en: str
    source: Mapping[str, str]
    condition: Condition
    limits: tuple[Limit, ...] = field(init=False)
    """The limits of the condition, which have figures to show."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "limits", tuple(self.condition.limits()))

    def apply(self, firm: Firm) -> Reason:
        """The reason it gives."""
        if isinstance(self.condition, Limit) and self.limits:  # most clauses: the measure is taken once
            return self._reason(firm, *self.condition.seen(firm))
        truth = self.condition.holds(firm)
        if not self.limits:
            return self._reason(firm, truth, None, None, None)
        seen = [limit.seen(firm) for limit in self.limits]
        observed, needed = "/".join([one.observed for one in seen]), ",".join([one.needed for one in seen])
        return self._reason(firm, truth, observed, needed, "/".join([s.gap for s in seen if s.gap]))

    def _reason(self, firm: Firm, truth: Truth, observed: str | None, needed: str | None, gap: str | None) -> Reason:
        if truth is True:
            return Reason(self, truth, observed, needed)
        if truth is None:
            missing = tuple(sorted(self.condition.open(firm)))
            return Reason(self, truth, observed, needed, None, missing, not missing and self.condition.unsettled())
        return Reason(self, truth, observed, needed, gap or None)


@dataclass(frozen=True, slots=True)
class ScoreClause:
    """A total over parts that reaches ``limit`` (or exceeds it), with least points of some parts; or a direct route.

    ``groups`` are keys of parts as they are written in the total: 15+15|15+10|10+20.
    """

    clause: str
    text: str
    en: str
    source: Mapping[str, str]
    parts: tuple[Part, ...]
    limit: int
    inclusive: bool
    minimums: tuple[tuple[tuple[str, ...], int], ...]
    direct: tuple[Condition, ...]
    groups: tuple[tuple[str, ...], ...]
    labels: Mapping[str, str] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "labels", {part.key: part.label for part in self.parts})

    def apply(self, firm: Firm) -> Reason:
        """The reason it gives."""
        return self.reason(firm, self.earned(firm))

    def earned(self, firm: Firm) -> dict[str, Between]:
        """Points of each part, by its key. [point]"""
        return {part.key: part.table.points(firm) for part in self.parts}

    def truth(self, firm: Firm, earned: Mapping[str, Between]) -> Truth:
        """Whether points, or else a direct route, meet it."""
        reached = self._reached(total_of(earned))
        by_score = all_of([reached, *(_at_least(earned, keys, least) for keys, least in self.minimums)])
        return True if by_score is True else any_of([by_score, *(route.holds(firm) for route in self.direct)])

    def reason(self, firm: Firm, earned: Mapping[str, Between]) -> Reason:
        """The reason that points give."""
        total, truth = total_of(earned), self.truth(firm, earned)
        opened = self._open(firm, earned)
        missing = open_of(self.direct, firm).union(*opened.values()) if truth is None else ()
        needed = f"{'' if self.inclusive else '>'}{self.limit}"
        return Reason(self, truth, self._total(firm, earned, total, opened), needed,
                      self._gap(earned, total) if truth is False else None, tuple(sorted(missing)))  # fmt: skip

    def _reached(self, total: Between) -> Truth:
        return _over(total, self.limit, self.inclusive)

    def _open(self, firm: Firm, earned: Mapping[str, Between]) -> dict[str, set[str]]:
        """The fields that leave the points of a part open, by its key."""
        return {part.key: part.table.open(firm) for part in self.parts if not is_known(earned[part.key])}

    def _total(self, firm: Firm, earned: Mapping[str, Between], total: Between, opened: Mapping[str, set[str]]) -> str:
        silent = [key for key, names in opened.items() if any(firm.silent(name) for name in names)]
        lacks = f" 缺[{','.join(silent)}]" if silent else ""
        groups = ["+".join([self.labels[key] + points(earned[key]) for key in keys]) for keys in self.groups]
        return f"{'|'.join(groups)}{'=' if groups else ''}{points(total)}{lacks}"

    def _gap(self, earned: Mapping[str, Between], total: Between) -> str:
        wanted = self.limit if self.inclusive else self.limit + 1
        lacks = [wanted - total[1]]
        lacks += [least - sum(earned[key][1] for key in keys) for keys, least in self.minimums]
        return plain(max(lacks))


def total_of(earned: Mapping[str, Between]) -> Between:
    """All parts together."""
    return added(earned.values())


def points(ends: Between) -> str:
    """Points as they are written: 16, or [25,30]."""
    least, most = ends
    return plain(least) if least == most else f"[{plain(least)},{plain(most)}]"


def _at_least(earned: Mapping[str, Between], keys: tuple[str, ...], least: int) -> Truth:
    return _over(total_of({key: earned[key] for key in keys}), least, inclusive=True)


def _over(total: Between, limit: Number, inclusive: bool) -> Truth:
    if total[0] > limit or (inclusive and total[0] == limit):
        return True
    return False if total[1] < limit or (not inclusive and total[1] == limit) else None
