"""What is looked at before a rule set is published: all findings at once, each naming its clause.

Overlapping bands, gaps between bands or editions, fields that are not in the vocabulary, figures without a
standing, a total that nobody can reach.
"""

from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any

from zhiyuan.enterprises.ladder.clause import Clause, ScoreClause, total_of
from zhiyuan.enterprises.ladder.editions import EDITION, pages, rule_set
from zhiyuan.enterprises.ladder.fields import Field, fields
from zhiyuan.enterprises.ladder.firm import Firm
from zhiyuan.enterprises.ladder.rule import RuleSet
from zhiyuan.kernel.errors import Malformed, ZhiyuanError
from zhiyuan.kernel.reference import Book

STANDINGS = ("H", "M", "L", "NF")
"""Two independent texts or the statute, one text, an inference, searched and not found."""
TO_COME = "来源待补"


def findings(held: Book, page: str) -> list[ZhiyuanError]:
    """Everything that stands against publishing a page; the worked firms beside it are ``worked.unproven``'s."""
    said = held.page(page)
    if EDITION not in said:
        return [Malformed("{page}: a rule set has a figure 'edition' that names it", page=page)]
    found = [*_names(held, page), *_dates(page, said), *_standings(page, said)]
    vocabulary = fields(held)
    for dated in said[EDITION]["values"]:
        try:
            found += _set(rule_set(held, page, dated["since"]), vocabulary)
        except ZhiyuanError as fault:
            found.append(fault)
        except (KeyError, TypeError, ValueError) as fault:
            found.append(Malformed("{page} from {day}: a word is missing or of the wrong kind: {why}",
                                   page=page, day=dated["since"], why=repr(fault)))  # fmt: skip
    return list({str(finding): finding for finding in found}.values())  # a fault of two editions is said once


def _names(held: Book, page: str) -> Iterator[ZhiyuanError]:
    rules = {dated["value"].get("rule") for dated in held.page(page)[EDITION]["values"]}
    if len(rules) > 1:
        yield Malformed("{page}: a page holds one rule, not {rules}", page=page, rules=", ".join(map(str, rules)))
    for other in pages(held):
        if other != page and rules & {dated["value"].get("rule") for dated in held.page(other)[EDITION]["values"]}:
            yield Malformed("{page}: the page {other} has a rule of this name", page=page, other=other)


def _dates(page: str, said: Mapping[str, Any]) -> Iterator[ZhiyuanError]:
    begins = {dated["since"] for dated in said[EDITION]["values"]}
    ends = {dated.get("until") for dated in said[EDITION]["values"]} | begins
    for item, entry in said.items():
        spans = sorted((dated["since"], dated.get("until")) for dated in entry["values"])
        for (since, until), (following, _) in pairwise(spans):
            if since == following or (until is not None and until > following):
                yield Malformed("{page}#{item}: two values hold on {day}", page=page, item=item, day=following)
            if item == EDITION and until is not None and until < following:
                yield Malformed("{page}: no edition from {a} until {b}", page=page, a=until, b=following)
        if strange := [str(day) for span in spans for day, known in zip(span, (begins, ends), strict=True)
                       if day is not None and day not in known]:  # fmt: skip
            yield Malformed("{page}#{item}: {days} is no day on which an edition begins or ends",
                            page=page, item=item, days=", ".join(strange))  # fmt: skip


def _standings(page: str, said: Mapping[str, Any]) -> Iterator[ZhiyuanError]:
    for item, entry in said.items():
        for dated in entry["values"]:
            standing = dated["source"].get("status")
            if standing not in STANDINGS:
                yield Malformed("{page}#{item}: its source has no status; there are {known}",
                                page=page, item=item, known=", ".join(STANDINGS))  # fmt: skip
            if standing == "NF" and TO_COME not in dated["source"].get("note", ""):
                yield Malformed("{page}#{item}: what was not found says so in its note: {words}",
                                page=page, item=item, words=TO_COME)  # fmt: skip


def _set(rules: RuleSet, vocabulary: Mapping[str, Field]) -> Iterator[ZhiyuanError]:
    names = [clause.clause for clause in rules.clauses]
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield Malformed("{rules} {clause}: two clauses have this name", rules=rules.name, clause=name)
    scores = [clause for clause in rules.clauses if isinstance(clause, ScoreClause)]
    if len(scores) > 1:
        yield Malformed("{rules}: one clause counts points, not {count}", rules=rules.name, count=len(scores))
    for score in scores:
        yield from _score(rules, score, vocabulary)
    for clause in rules.clauses:
        if isinstance(clause, Clause) and clause.condition.unsettled() and clause.source.get("status") != "NF":
            yield Malformed("{rules} {clause}: a limit that is not known has the status NF",
                            rules=rules.name, clause=clause.clause)  # fmt: skip


def _score(rules: RuleSet, clause: ScoreClause, vocabulary: Mapping[str, Field]) -> Iterator[ZhiyuanError]:
    keys = [part.key for part in clause.parts]
    for key in sorted({key for key in keys if keys.count(key) > 1}):
        yield Malformed("{rules} {clause}: two lines are numbered {line}",
                        rules=rules.name, clause=clause.clause, line=key)  # fmt: skip
    earned = clause.earned(Firm({name: field.unknown for name, field in vocabulary.items()}, vocabulary))
    wanted = [(clause.limit, keys), *((least, list(group)) for group, least in clause.minimums)]
    for least, lines in wanted:
        most = total_of({key: earned[key] for key in lines})[1]
        if most < least:
            yield Malformed("{rules} {clause}: nobody reaches {wanted} points; the lines give at most {most}",
                            rules=rules.name, clause=clause.clause, wanted=least, most=most)  # fmt: skip
