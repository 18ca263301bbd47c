"""Judging every firm of a park by every rule and keeping what changed, in a few statements for each two thousand."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from itertools import islice
from typing import Any

from zhiyuan.enterprises import queries as enterprises
from zhiyuan.enterprises import queries_facts
from zhiyuan.enterprises.ladder.exact import INF, Number, Truth
from zhiyuan.enterprises.ladder.rule import Judgement, RuleSet, judge
from zhiyuan.innovation.answers import Subject, firm
from zhiyuan.innovation.models import Judged
from zhiyuan.innovation.queries import qualifications_on, rules_on, subject
from zhiyuan.kernel import parktime
from zhiyuan.kernel.reference import book
from zhiyuan.park import queries as park

PART = 2_000
SAID = ("edition", "verdict", "score_least", "score_most", "unmet", "undecided", "lacking")
Progress = Callable[[int], None]


def judge_all(site: Any, day: date, progress: Progress = lambda _: None) -> int:
    """Judge every firm by every rule as of a day; how many verdicts changed."""
    rules, changed, done = rules_on(day), 0, 0
    founded = dict(enterprises.of_site(site).values_list("pk", "founded"))
    known = queries_facts.of_enterprises(site, day)
    while part := list(islice(known, PART)):
        qualifications = qualifications_on(day, [pk for pk, _ in part])
        subjects = {pk: Subject(table, day, founded.get(pk), qualifications.get(pk, frozenset())) for pk, table in part}
        changed += keep(subjects, rules, day)
        done += len(part)
        progress(done)
    return changed


def judge_one(enterprise: Any) -> None:
    """Judge one firm anew, as of today."""
    day = park.today(enterprise.site)
    keep({enterprise.pk: subject(enterprise, day)}, rules_on(day), day)


def keep(subjects: Mapping[int, Subject], rules: Mapping[str, RuleSet], day: date) -> int:
    """Judge these firms and keep the verdicts that differ from the last ones; how many did."""
    before = {(row.enterprise_id, row.rule): row for row in Judged.objects.filter(enterprise__in=subjects, last=True)}
    rows = [row for row in _judged(subjects, rules, day) if _differs(row, before.get((row.enterprise_id, row.rule)))]
    gone = [before[row.enterprise_id, row.rule].pk for row in rows if (row.enterprise_id, row.rule) in before]
    Judged.objects.filter(pk__in=gone).update(last=False)
    Judged.objects.bulk_create(rows, batch_size=500)
    return len(rows)


def _judged(subjects: Mapping[int, Subject], rules: Mapping[str, RuleSet], day: date) -> Iterator[Judged]:
    now = parktime.now()
    for pk, known in subjects.items():
        answers = firm(book(), known)
        for name, rule in rules.items():
            found = judge(rule, answers)
            least, most = found.score or (None, None)
            yield Judged(
                enterprise_id=pk, rule=name, edition=rule.edition, day=day, at=now, verdict=str(found.verdict),
                score_least=_decimal(least), score_most=_decimal(most), lacking=_lacking(found),
                unmet=_count(found, False), undecided=_count(found, None),
            )  # fmt: skip


def _count(found: Judgement, result: Truth) -> int:
    return sum(reason.result is result for reason in found.reasons)


def _lacking(found: Judgement) -> list[str]:
    wanted = False if _count(found, False) else None
    return [reason.clause.clause for reason in found.reasons if reason.result is wanted]


def _decimal(number: Number | None) -> Decimal | None:
    if number is None or abs(number) == INF:
        return None
    return (Decimal(number.numerator) / Decimal(number.denominator)).quantize(Decimal("0.0001"))  # type: ignore[union-attr]


def _differs(row: Judged, before: Judged | None) -> bool:
    return before is None or any(getattr(row, name) != getattr(before, name) for name in SAID)
