"""A judgement in sentences. Pure: the doors bring the translation.

Clauses, fields and official words speak both languages by themselves; what they measure is written alike in both.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from zhiyuan.enterprises.ladder.advice import Step, fields_missing, said
from zhiyuan.enterprises.ladder.clause import Reason, points
from zhiyuan.enterprises.ladder.fields import FLAG, Field
from zhiyuan.enterprises.ladder.firm import Firm
from zhiyuan.enterprises.ladder.rule import Judgement, RuleSet, Verdict

MOST_STEPS = 3
"""Of one clause, printed; the rest is in the JSON."""
SIGNS = {True: "✓", False: "✗", None: "?"}
VERDICTS = {
    Verdict.MET: "met",
    Verdict.UNMET: "not met",
    Verdict.DATA: "data missing",
    Verdict.EXPERT: "for an expert to say",
}


@dataclass(frozen=True, slots=True)
class Speaker:
    """A translation and whether it is Chinese."""

    translate: Callable[[str], str]
    chinese: bool

    def say(self, template: str, /, **params: object) -> str:
        """A sentence with its figures."""
        return self.translate(template).format(**params)

    def name(self, field: Field) -> str:
        """A field in words."""
        return field.zh if self.chinese else field.en

    def verdict(self, verdict: Verdict) -> str:
        """A verdict in words."""
        return str(verdict) if self.chinese else VERDICTS[verdict]

    def rules(self, rules: RuleSet) -> str:
        """A rule and its edition in words."""
        return rules.name if self.chinese else f"{rules.en} ({rules.name})"


def account(judgement: Judgement, firm: Firm, steps: list[Step], speaker: Speaker) -> Iterator[str]:
    """The lines that explain a judgement: edition, verdict, each clause, what to answer or to change."""
    rules = judgement.rules
    yield speaker.say("{rules}, {document}, for what is filed {span}", rules=speaker.rules(rules),
                      document=rules.source["document"], span=_span(rules, speaker))  # fmt: skip
    score = speaker.say(", {points} points", points=points(judgement.score)) if judgement.score is not None else ""
    yield speaker.say("Verdict: {verdict}{score}", verdict=speaker.verdict(judgement.verdict), score=score)
    for reason in judgement.reasons:
        yield _reason(reason, speaker)
    if missing := list(fields_missing(judgement, firm)):
        yield speaker.say("To answer: {fields}", fields="; ".join(f"{speaker.name(f)} ({f.name})" for f in missing))
    yield from _steps(steps, speaker)
    if judgement.verdict is Verdict.UNMET and not any(step.enough for step in steps):
        yield speaker.say("No single change is enough: each clause that is not met needs its own.")


def _span(rules: RuleSet, speaker: Speaker) -> str:
    if rules.until is None:
        return speaker.say("from {since} on", since=rules.since)
    return speaker.say("from {since} and before {until}", since=rules.since, until=rules.until)


def _reason(reason: Reason, speaker: Speaker) -> str:
    clause = reason.clause
    line = f"  {SIGNS[reason.result]} {clause.clause}  {clause.text if speaker.chinese else clause.en}"
    figures = [
        speaker.say("observed {observed}", observed=reason.observed) if reason.observed else "",
        speaker.say("needed {needed}", needed=reason.needed) if reason.needed else "",
        speaker.say("gap {gap}", gap=reason.gap) if reason.gap else "",
        speaker.say("the document's figure was not found (来源待补)") if reason.waits_for_document else "",
        speaker.say("one text only") if clause.source.get("status") == "M" else "",
    ]
    return line + "".join(f" · {figure}" for figure in figures if figure)


def _steps(steps: list[Step], speaker: Speaker) -> Iterator[str]:
    by_clause: dict[str, list[Step]] = {}
    for step in steps:
        by_clause.setdefault(step.clause, []).append(step)
    for clause, several in by_clause.items():
        yield speaker.say("Smallest steps for {clause}:", clause=clause)
        for step in several[:MOST_STEPS]:
            change = speaker.say("{field}: {old} → {new} {unit}", field=speaker.name(step.field), unit=step.field.unit,
                                 old=answered(step.field, step.old, speaker),
                                 new=answered(step.field, step.new, speaker)).rstrip()  # fmt: skip
            yield f"  {change}" + (f" · {speaker.say('enough by itself')}" if step.enough else "")


def answered(field: Field, known: Any, speaker: Speaker) -> str:
    """An answer in words."""
    if field.kind == FLAG:
        return speaker.say("yes") if known else speaker.say("no")
    answer = said(field, known)
    return "+".join(answer) if isinstance(answer, list) else str(answer)
