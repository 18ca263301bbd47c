"""A rule set: clauses of one edition of one document, and what they say of a firm.

Any clause that is not met decides against; any that is not known leaves the verdict open, and nothing
that is not known is ever held against a firm.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from zhiyuan.enterprises.ladder.clause import Clause, Reason, ScoreClause, total_of
from zhiyuan.enterprises.ladder.exact import Between, Truth, all_of
from zhiyuan.enterprises.ladder.fields import Field
from zhiyuan.enterprises.ladder.firm import Firm, Listening


class Verdict(StrEnum):
    """What a rule set says of a firm, in the words of the offices that apply it."""

    MET = "符合"
    UNMET = "不符合"
    DATA = "待补数据"
    """Open, and an answer that is not given, or given as a range, may settle it; or the document's figure is."""
    EXPERT = "待专家"
    """Open, and only an expert's judgement is left: a judged field, or the range of an official table."""


@dataclass(frozen=True, slots=True)
class Silence:
    """What a clause says of a firm of which nothing is known, and the fields that it asked for that.

    A firm that answers none of them is led the same way, so that the clause need not be applied to it.
    """

    asked: frozenset[str]
    reason: Reason
    score: Between | None


@dataclass(frozen=True, slots=True)
class RuleSet:
    """One edition of a rule, in force from ``since`` until the day before ``until``."""

    rule: str
    edition: str
    en: str
    since: date
    until: date | None
    source: Mapping[str, str]
    ranged: bool
    clauses: tuple[Clause | ScoreClause, ...]
    silences: tuple[Silence, ...]
    """Of each clause."""

    @property
    def name(self) -> str:
        """Rule and edition: 科技型中小企业/115号-2017."""
        return f"{self.rule}/{self.edition}"

    def lacking(self, results: Sequence[Truth]) -> list[str]:
        """The clauses that are not met, or, where none is, those that are open; ``results`` are those of each."""
        wanted = False if False in results else None
        return [clause.clause for clause, result in zip(self.clauses, results, strict=True) if result is wanted]


@dataclass(frozen=True, slots=True)
class Judgement:
    """What an edition says of a firm, and why."""

    rules: RuleSet
    verdict: Verdict
    score: Between | None
    reasons: tuple[Reason, ...]

    def plain_score(self) -> object:
        """For JSON: one number where the rule counts exactly, a pair where it may be a range, null without a score."""
        if self.score is None:
            return None
        ends = [int(end) if end == int(end) else float(end) for end in self.score]
        return ends[0] if ends[0] == ends[1] and not self.rules.ranged else ends


def judge(rules: RuleSet, firm: Firm) -> Judgement:
    """Apply an edition to a firm."""
    score, reasons = None, []
    for clause, silent in _with_silence(rules, firm):
        reason, points = (silent.reason, silent.score) if silent else _applied(clause, firm)
        reasons.append(reason)
        score = points or score
    return Judgement(rules, _verdict(firm, [reason.result for reason in reasons], reasons), score, tuple(reasons))


class Weighed(NamedTuple):
    """What a judgement comes to, in no words: ``results`` are those of the clauses."""

    verdict: Verdict
    score: Between | None
    results: tuple[Truth, ...]


def weigh(rules: RuleSet, firm: Firm) -> Weighed:
    """What ``judge`` finds, for many firms: a reason is given only where the verdict waits for what it says."""
    score, results, waiting = None, [], []
    for clause, silent in _with_silence(rules, firm):
        if silent:
            result, points = silent.reason.result, silent.score
        elif isinstance(clause, Clause):
            result, points = clause.condition.holds(firm), None
        else:
            earned = clause.earned(firm)
            result, points = clause.truth(firm, earned), total_of(earned)
        results.append(result)
        if result is None:
            waiting.append((clause, silent))
        score = points or score
    waiting.sort(key=lambda one: one[1] is None)  # what silence says costs nothing
    reasons = (silent.reason if silent else clause.apply(firm) for clause, silent in waiting)
    return Weighed(_verdict(firm, results, reasons), score, tuple(results))


def _with_silence(rules: RuleSet, firm: Firm) -> Iterator[tuple[Clause | ScoreClause, Silence | None]]:
    """Each clause, and what silence says of it where the firm answers nothing that it asks."""
    known = firm.keys()
    for clause, silent in zip(rules.clauses, rules.silences, strict=True):
        yield clause, silent if known.isdisjoint(silent.asked) else None


def silence(clause: Clause | ScoreClause, vocabulary: Mapping[str, Field]) -> Silence:
    """What a clause says of a firm of which nothing is known."""
    nobody = Listening({}, vocabulary)
    reason, score = _applied(clause, nobody)
    return Silence(frozenset(nobody.asked), reason, score)


def asked(rules: RuleSet, firm: Firm) -> list[str]:
    """The fields that an edition asks of a firm or may ask: what is not known yet hides nothing."""
    names: dict[str, None] = {}
    for clause in rules.clauses:
        for known in (Firm({}, firm.fields), firm):
            heard = Listening(known, firm.fields)
            clause.apply(heard)
            names |= heard.asked
    return list(names)


def _applied(clause: Clause | ScoreClause, firm: Firm) -> tuple[Reason, Between | None]:
    if isinstance(clause, Clause):
        return clause.apply(firm), None
    earned = clause.earned(firm)
    return clause.reason(firm, earned), total_of(earned)


def _verdict(firm: Firm, results: Iterable[Truth], reasons: Iterable[Reason]) -> Verdict:
    """Of the reasons only those are looked at that leave the verdict open."""
    truth = all_of(results)
    if truth is not None:
        return Verdict.MET if truth else Verdict.UNMET
    waiting = (reason for reason in reasons if reason.result is None)
    if any(r.waits_for_document or not all(firm.fields[name].judged for name in r.missing) for r in waiting):
        return Verdict.DATA
    return Verdict.EXPERT
