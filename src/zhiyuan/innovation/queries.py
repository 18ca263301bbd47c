"""The way in for reading: how many stand where, who misses a rung by little, what ends soon, and one firm explained."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import islice
from typing import Any

from django.db.models import Count, Q, QuerySet

from zhiyuan.enterprises import queries as enterprises
from zhiyuan.enterprises import queries_facts
from zhiyuan.enterprises.ladder import editions
from zhiyuan.enterprises.ladder.advice import Step, fields_missing, steps
from zhiyuan.enterprises.ladder.fields import Field
from zhiyuan.enterprises.ladder.firm import Firm
from zhiyuan.enterprises.ladder.rule import Judgement, RuleSet, Verdict, asked, judge
from zhiyuan.innovation.answers import Subject
from zhiyuan.innovation.answers import firm as answered
from zhiyuan.innovation.models import Judged, Qualification
from zhiyuan.kernel.errors import NotFound
from zhiyuan.kernel.reference import book

VIEW = "innovation.view"
PART = 2_000
VERDICTS = tuple(map(str, Verdict))
NEAR = Q(unmet=1, undecided=0)
"""One clause is not met and nothing else is open: who can rise by one thing."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How the firms of a park stand by one rule: verdict → how many, and how many miss it by one clause."""

    rule: str
    rules: RuleSet
    counts: Mapping[str, int]
    near: int


@dataclass(frozen=True)
class Explained:
    """One firm by one rule: the judgement and what it was read from; what costs more is found when it is asked for."""

    rule: str
    firm: Firm
    judgement: Judgement

    @cached_property
    def steps(self) -> list[Step]:
        """The smallest steps."""
        return steps(self.judgement, self.firm)

    @cached_property
    def missing(self) -> list[Field]:
        """What to answer first."""
        return list(fields_missing(self.judgement, self.firm))

    @cached_property
    def asked(self) -> list[Field]:
        """The fields that the rule reads, in the order in which it reads them."""
        return [self.firm.fields[name] for name in asked(self.judgement.rules, self.firm)]


def rules_on(day: date) -> dict[str, RuleSet]:
    """The edition of every rule that holds on a day, by the rule's page."""
    found = {}
    for page in editions.pages(book()):
        try:
            found[page.removeprefix(editions.FOLDER)] = editions.on(_rule(page), day)
        except NotFound:
            continue  # no edition of it holds on that day
    return found


def _rule(page: str) -> str:
    return str(book().page(page)[editions.EDITION]["values"][-1]["value"]["rule"])


def subject(enterprise: Any, day: date) -> Subject:
    """What is known of one firm on a day."""
    known = queries_facts.of_enterprise(enterprise, day)
    return Subject(
        known, day, enterprise.founded, qualifications_on(day, [enterprise.pk]).get(enterprise.pk, frozenset())
    )


def subjects(site: Any, day: date) -> Iterator[dict[int, Subject]]:
    """What is known of every firm of a park on a day, in a few statements for each two thousand."""
    founded = dict(enterprises.of_site(site).values_list("pk", "founded"))
    known = queries_facts.of_enterprises(site, day)
    while part := list(islice(known, PART)):
        held = qualifications_on(day, [pk for pk, _ in part])
        yield {pk: Subject(table, day, founded.get(pk), held.get(pk, frozenset())) for pk, table in part}


def qualifications_on(day: date, firms: Iterable[int]) -> Mapping[int, frozenset[str]]:
    """The rules of which each firm holds a qualification on a day."""
    held: dict[int, set[str]] = defaultdict(set)
    rows = Qualification.objects.filter(enterprise__in=list(firms), issued__lte=day, valid_last__gte=day, ended="")
    for pk, rule in rows.values_list("enterprise", "rule"):
        held[pk].add(rule)
    return {pk: frozenset(names) for pk, names in held.items()}


def holders(site: Any, day: date) -> Mapping[str, int]:
    """How many firms of a park hold a qualification of each rule on a day."""
    rows = Qualification.objects.filter(enterprise__site=site, issued__lte=day, valid_last__gte=day, ended="")
    counted = rows.values("rule").annotate(firms=Count("enterprise", distinct=True)).order_by()
    return {row["rule"]: row["firms"] for row in counted}


def standing_high(site: Any, day: date, rules: Iterable[str]) -> frozenset[int]:
    """The firms of a park that hold a qualification of a rung on a day, or meet one by their last verdict."""
    held = Qualification.objects.filter(
        enterprise__site=site, rule__in=rules, issued__lte=day, valid_last__gte=day, ended=""
    )
    met = Judged.objects.filter(enterprise__site=site, rule__in=rules, last=True, verdict=Verdict.MET)
    return frozenset(pk for rows in (held, met) for pk in rows.values_list("enterprise", flat=True))


def overview(person: Any, day: date) -> list[Standing]:
    """Every rule that holds on a day, with the last verdicts on the firms that a person may see."""
    rows = _last(person).values("rule", "verdict").annotate(count=Count("pk"), near=Count("pk", filter=NEAR))
    counts: dict[str, dict[str, int]] = {}
    near: dict[str, int] = {}
    for row in rows.order_by():
        counts.setdefault(row["rule"], {})[row["verdict"]] = row["count"]
        near[row["rule"]] = near.get(row["rule"], 0) + row["near"]
    return [Standing(n, r, counts.get(n, {}), near.get(n, 0)) for n, r in rules_on(day).items()]


def judged(person: Any, rule: str, *, verdict: str = "", near: bool = False, q: str = "") -> "QuerySet[Judged]":
    """The last verdicts by one rule: by verdict, only those that miss it by one clause, and by words of the name."""
    found = _last(person).filter(rule=rule).select_related("enterprise")
    if verdict:
        found = found.filter(verdict=verdict)
    if near:
        found = found.filter(NEAR)
    if words := q.strip():
        found = found.filter(enterprise__name__icontains=words)
    return found.order_by("unmet", "-score_most", "enterprise__name", "pk")


def ending(person: Any, first: date, last: date) -> "QuerySet[Qualification]":
    """The qualifications whose last day lies between two days, both included, the earliest first."""
    return _qualifications(person).filter(ended="", valid_last__range=(first, last)).select_related("enterprise")


def qualifications(enterprise: Any) -> "QuerySet[Qualification]":
    """The qualifications of one firm, the latest first."""
    return Qualification.objects.filter(enterprise=enterprise).order_by("-valid_last")


def history(enterprise: Any) -> "QuerySet[Judged]":
    """Every verdict on one firm that differed from the one before, the newest first."""
    return Judged.objects.filter(enterprise=enterprise).order_by("-at", "rule")


def explained(enterprise: Any, day: date) -> list[Explained]:
    """One firm by every rule that holds on a day."""
    firm = answered(book(), subject(enterprise, day))
    return [_explained(rule, rules, firm) for rule, rules in rules_on(day).items()]


def explained_by(enterprise: Any, rule: str, day: date) -> Explained:
    """One firm by one rule."""
    known = rules_on(day)
    if rule not in known:
        raise NotFound("there is no rule {rule}; there are {rules}", rule=rule, rules=", ".join(known))
    return _explained(rule, known[rule], answered(book(), subject(enterprise, day)))


def otherwise(one: Explained, changes: Mapping[str, Any]) -> Explained:
    """The same firm by the same rule with other answers, by field; nothing is kept."""
    firm = one.firm
    for name, answer in changes.items():
        firm = firm.having(name, answer)
    return _explained(one.rule, one.judgement.rules, firm)


def _explained(rule: str, rules: RuleSet, firm: Firm) -> Explained:
    return Explained(rule, firm, judge(rules, firm))


def _last(person: Any) -> "QuerySet[Judged]":
    return Judged.objects.filter(last=True, enterprise__in=enterprises.visible(person, VIEW))


def _qualifications(person: Any) -> "QuerySet[Qualification]":
    return Qualification.objects.filter(enterprise__in=enterprises.visible(person, VIEW))
