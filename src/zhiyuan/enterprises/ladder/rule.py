"""A rule set: clauses of one edition of one document, and what they say of a firm.

Any clause that is not met decides against; any that is not known leaves the verdict open, and nothing
that is not known is ever held against a firm.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from zhiyuan.enterprises.ladder.clause import Clause, Reason, ScoreClause, total_of
from zhiyuan.enterprises.ladder.exact import Between, all_of
from zhiyuan.enterprises.ladder.firm import Firm


class Verdict(StrEnum):
    """What a rule set says of a firm, in the words of the offices that apply it."""

    MET = "符合"
    UNMET = "不符合"
    DATA = "待补数据"
    """Open, and an answer that is not given, or given as a range, may settle it; or the document's figure is."""
    EXPERT = "待专家"
    """Open, and only an expert's judgement is left: a judged field, or the range of an official table."""


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

    @property
    def name(self) -> str:
        """Rule and edition: 科技型中小企业/115号-2017."""
        return f"{self.rule}/{self.edition}"


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
    for clause in rules.clauses:
        if isinstance(clause, ScoreClause):
            earned = clause.earned(firm)
            score = total_of(earned)
            reasons.append(clause.reason(firm, earned))
        else:
            reasons.append(clause.apply(firm))
    return Judgement(rules, _verdict(firm, reasons), score, tuple(reasons))


def _verdict(firm: Firm, reasons: list[Reason]) -> Verdict:
    truth = all_of(reason.result for reason in reasons)
    if truth is not None:
        return Verdict.MET if truth else Verdict.UNMET
    waiting = [r for r in reasons if r.result is None]
    if any(r.waits_for_document or not all(firm.fields[name].judged for name in r.missing) for r in waiting):
        return Verdict.DATA
    return Verdict.EXPERT
