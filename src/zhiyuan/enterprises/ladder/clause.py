"""A clause applied to a firm gives a reason: result, observed, needed, gap."""

from collections.abc import Mapping
from dataclasses import dataclass

from zhiyuan.enterprises.ladder.condition import Condition, open_of
from zhiyuan.enterprises.ladder.exact import Between, Number, Truth, all_of, any_of, plain
from zhiyuan.enterprises.ladder.firm import Firm
from zhiyuan.enterprises.ladder.part import Part


@dataclass(frozen=True, slots=True)
class Reason:
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

    def apply(self, firm: Firm) -> Reason:
        """The reason it gives."""
        truth = self.condition.holds(firm)
        shown = list(self.condition.limits())
        observed = "/".join(limit.observed(firm) for limit in shown) or None
        needed = ",".join(limit.needed(firm) for limit in shown) or None
        if truth is True:
            return Reason(self, truth, observed, needed)
        if truth is None:
            missing = tuple(sorted(self.condition.open(firm)))
            return Reason(self, truth, observed, needed, None, missing, not missing and self.condition.unsettled())
        gaps = [f"{gap}" for limit in shown if (gap := limit.gap(firm))]
        return Reason(self, truth, observed, needed, "/".join(gaps) or None)


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

    def apply(self, firm: Firm) -> Reason:
        """The reason it gives."""
        return self.reason(firm, self.earned(firm))

    def earned(self, firm: Firm) -> dict[str, Between]:
        """Points of each part, by its key. [point]"""
        return {part.key: part.table.points(firm) for part in self.parts}

    def reason(self, firm: Firm, earned: Mapping[str, Between]) -> Reason:
        """The reason that points give."""
        total = total_of(earned)
        by_score = all_of([self._reached(total), *(_at_least(earned, keys, least) for keys, least in self.minimums)])
        truth = True if by_score is True else any_of([by_score, *(route.holds(firm) for route in self.direct)])
        missing = self._open(firm, earned) if truth is None else set()
        needed = f"{'' if self.inclusive else '>'}{self.limit}"
        return Reason(self, truth, self._total(firm, earned, total), needed,
                      self._gap(earned, total) if truth is False else None, tuple(sorted(missing)))  # fmt: skip

    def _reached(self, total: Between) -> Truth:
        return _over(total, self.limit, self.inclusive)

    def _open(self, firm: Firm, earned: Mapping[str, Between]) -> set[str]:
        in_parts = (part.table.open(firm) for part in self.parts if earned[part.key][0] != earned[part.key][1])
        return open_of(self.direct, firm).union(*in_parts)

    def _total(self, firm: Firm, earned: Mapping[str, Between], total: Between) -> str:
        silent = [part.key for part in self.parts
                  if earned[part.key][0] != earned[part.key][1]
                  and any(firm.silent(name) for name in part.table.open(firm))]  # fmt: skip
        lacks = f" 缺[{','.join(silent)}]" if silent else ""
        labels = {part.key: part.label for part in self.parts} if self.groups else {}
        groups = ("+".join(labels[key] + points(earned[key]) for key in keys) for keys in self.groups)
        return f"{'|'.join(groups)}{'=' if self.groups else ''}{points(total)}{lacks}"

    def _gap(self, earned: Mapping[str, Between], total: Between) -> str:
        wanted = self.limit if self.inclusive else self.limit + 1
        lacks = [wanted - total[1]]
        lacks += [least - sum(earned[key][1] for key in keys) for keys, least in self.minimums]
        return plain(max(lacks))


def total_of(earned: Mapping[str, Between]) -> Between:
    """All parts together."""
    return (sum(least for least, _ in earned.values()), sum(most for _, most in earned.values()))


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
