"""Worked firms beside the page of a rule set: what must come out, so that a change of the page shows."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from zhiyuan.enterprises.ladder.editions import EDITION, rule_set
from zhiyuan.enterprises.ladder.fields import fields
from zhiyuan.enterprises.ladder.firm import read
from zhiyuan.enterprises.ladder.rule import RuleSet, judge
from zhiyuan.kernel.errors import Malformed, ZhiyuanError
from zhiyuan.kernel.reference import Book


def worked(held: Book, page: str, case: Mapping[str, Any]) -> list[str]:
    """What a worked firm gives that its test page does not say: ``{name, day, firm, verdict, score, not_met}``."""
    given = outcome(held, rule_set(held, page, case["day"]), case["firm"])
    return [f"{what}: {given[what]}, not {case[what]}" for what in given if what in case and given[what] != case[what]]


def outcome(held: Book, rules: RuleSet, firm: Mapping[str, Any]) -> dict[str, Any]:
    """What an edition says of a firm: ``{verdict, score, not_met}``."""
    judgement = judge(rules, read(firm, fields(held)))
    return {
        "verdict": str(judgement.verdict),
        "score": judgement.plain_score(),
        "not_met": [reason.clause.clause for reason in judgement.reasons if reason.result is False],
    }


def unproven(held: Book, page: str, cases: Sequence[Mapping[str, Any]]) -> Iterator[ZhiyuanError]:
    """Worked firms that do not come out as said, and editions for which none is worked."""
    firms = [case for case in cases if "firm" in case]
    for case in firms:
        for differs in worked(held, page, case):
            yield Malformed("{page}: {name}: {differs}", page=page, name=case.get("name", ""), differs=differs)
    for dated in held.page(page)[EDITION]["values"]:
        since, until = dated["since"], dated.get("until") or date.max
        if not any(since <= case["day"] < until for case in firms):
            yield Malformed("{page}: its test page works no firm by the edition of {day}", page=page, day=since)
