"""Rules, verdicts and judgements in the reader's language."""

from datetime import date
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _later

from zhiyuan.enterprises.ladder import row
from zhiyuan.enterprises.ladder.advice import Step
from zhiyuan.enterprises.ladder.clause import Reason, points
from zhiyuan.enterprises.ladder.drafted import Tried
from zhiyuan.enterprises.ladder.fields import fields
from zhiyuan.enterprises.ladder.rule import RuleSet, Verdict
from zhiyuan.enterprises.ladder.wording import Speaker, answered
from zhiyuan.innovation import queries
from zhiyuan.kernel import fmt
from zhiyuan.kernel.reference import book

WAYS = {
    "": "—",
    "is": _later("the field is true"),
    "not": _later("the field is not true"),
    "value": _later("the field itself"),
    "share": _later("a share: field over whole"),
    "yearly": _later("the least share of several years"),
    "each": _later("the least of several years"),
    "first": _later("the first of several years"),
    "sum": _later("the sum of several years"),
    "growth": _later("compound growth over years"),
    "mean_growth": _later("mean growth of three years"),
    "given": _later("points that somebody gave"),
    "table": _later("more: as a table below"),
}
BOUNDS = {"": "—", "least": "≥", "most": "≤", "above": ">", "below": "<"}


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


def asked(one: row.Row, edition: row.Row) -> dict[str, Any]:
    """A clause of a draft in a few words: its text, what it asks, and what it rests on."""
    return {
        "clause": one["clause"],
        "text": one["text"] if chinese() else one["en"],
        "asks": _asks(one),
        "more": "\n".join(text for text in (one["bands"], one["table"]) if text),
        "cite": one["cite"] or edition["cite"],
        "unit": one["unit"],
    }


def _asks(one: row.Row) -> str:
    known = fields(book())
    names = [speaker().name(known[one[cell]]) for cell in ("field", "whole") if one[cell] in known]
    way = str(WAYS.get(one["way"], "")) if one["way"] not in ("", "value", "share", "table") else ""
    limit = f"{BOUNDS.get(one['bound'], '')} {one['limit'] or '来源待补'}" if one["bound"] else ""
    return " ".join(part for part in (" / ".join(names), f"({way})" if way else "", limit) if part)


def tried(one: Tried) -> dict[str, Any]:
    """A worked firm: what must come out, what does, and why that is not the same."""
    words, given = verdicts(), one.given
    score = given.get("score")
    return {
        "name": one.case["name"],
        "passes": one.passes,
        "wanted": words.get(one.case["verdict"], one.case["verdict"]),
        "given": words.get(given.get("verdict", ""), ""),
        "score": "" if score is None else "–".join(map(str, score)) if isinstance(score, list) else str(score),
        "not_met": fmt.listed(given.get("not_met", []), str(get_language())),
        "wrong": [why.render(_) for why in one.wrong],
    }
