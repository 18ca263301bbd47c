"""Rules, verdicts and judgements in the reader's language."""

from datetime import date
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from zhiyuan.enterprises.ladder.advice import Step
from zhiyuan.enterprises.ladder.clause import Reason, points
from zhiyuan.enterprises.ladder.rule import RuleSet, Verdict
from zhiyuan.enterprises.ladder.wording import Speaker, answered
from zhiyuan.innovation import queries


def chinese() -> bool:
    """Whether the reader reads Chinese."""
    return str(get_language()).startswith("zh")


def speaker() -> Speaker:
    """The reader's."""
    return Speaker(_, chinese())


def name(rules: RuleSet) -> str:
    """What a rule is called."""
    return rules.rule if chinese() else rules.en


def names(day: date) -> dict[str, str]:
    """Every rule that holds on a day, by its page."""
    return {page: name(rules) for page, rules in queries.rules_on(day).items()}


def verdicts() -> dict[str, str]:
    """Every verdict in words."""
    return {verdict: speaker().verdict(Verdict(verdict)) for verdict in queries.VERDICTS}


def said(one: queries.Explained) -> dict[str, Any]:
    """A judgement in a few words: the verdict, its points, how many clauses are not met."""
    found = one.judgement
    return {
        "verdict": str(found.verdict),
        "words": speaker().verdict(found.verdict),
        "points": points(found.score) if found.score else "",
        "unmet": sum(reason.result is False for reason in found.reasons),
    }


def reason(said: Reason) -> dict[str, Any]:
    """A clause and what it says of the firm."""
    clause = said.clause
    return {
        "said": said,
        "text": clause.text if chinese() else clause.en,
        "document": clause.source.get("document", ""),
        "one_text": clause.source.get("status") == "M",
    }


def step(said: Step) -> dict[str, Any]:
    """One answer changed."""
    old, new = (answered(said.field, value, speaker()) for value in (said.old, said.new))
    return {"said": said, "field": speaker().name(said.field), "old": old, "new": new}
