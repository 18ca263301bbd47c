"""The way in for reading: which policies there are, what they say of firms, and how far each has come with them."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Min, Q, QuerySet

from zhiyuan.cases.state import CLOSED, WITHDRAWN
from zhiyuan.enterprises import queries as enterprises
from zhiyuan.enterprises import queries_chain
from zhiyuan.enterprises.ladder.rule import Judgement, RuleSet, Verdict, judge
from zhiyuan.identity.outbox import SENT
from zhiyuan.identity.roles import allows
from zhiyuan.identity.standing import held
from zhiyuan.innovation import queries as innovation
from zhiyuan.kernel.errors import NotFound
from zhiyuan.kernel.reference import book
from zhiyuan.policies.answers import Registered, answered
from zhiyuan.policies.models import Claim, Match, Policy, Told
from zhiyuan.policies.table import rule_set
from zhiyuan.policies.words import vocabulary

VIEW, EDIT = "policies.view", "policies.enter_policy"
MET = str(Verdict.MET)
NEAR = Q(unmet=1, undecided=0)
"""One clause is not met and nothing else is open."""
MATCHED, TOLD, REACHED, READ, APPLIED, GRANTED = STEPS = ("matched", "told", "reached", "read", "applied", "granted")
"""How far a policy comes with a firm; each is counted by firms."""


@dataclass(frozen=True, slots=True)
class Reach:
    """How many firms each step counts, and what today's verdicts come to."""

    steps: Mapping[str, int]
    verdicts: Mapping[str, int]
    near: int

    def share(self, step: str) -> float | None:
        """A step as a share of the firms that met the policy at any time; None where none did. [1]"""
        return self.steps[step] / self.steps[MATCHED] if self.steps[MATCHED] else None


@dataclass(frozen=True, slots=True)
class Line:
    """One firm by one policy: the last verdict, since when it was told and read, its claims."""

    firm: Any
    match: Match | None
    told: Any
    read: Any
    claims: tuple[Any, ...]


def visible(person: Any) -> "QuerySet[Policy]":
    """The policies that a person may see: of a park whose policies they enter all, else what was published."""
    seen, firms = Q(pk__in=[]), []
    for grant in held(person):
        if not allows(grant.role, VIEW):
            continue
        own = Q(pk__isnull=False) if allows(grant.role, EDIT) else Q(published__isnull=False)
        if grant.scope_type == "*":
            seen |= own
        elif grant.scope_type == "park.site":
            seen |= own & Q(site=grant.scope_id)
        elif grant.scope_type == enterprises.SCOPE:
            firms.append(grant.scope_id)
    sites = enterprises.visible(person, VIEW).filter(pk__in=firms).values("site") if firms else []
    found = Policy.objects.filter(seen | Q(published__isnull=False, site__in=sites))
    return found.select_related("site", "entered_by", "proposed_by", "published_by", "file")


def in_force(site: Any, day: date) -> "QuerySet[Policy]":
    """The published policies of a park that hold on a day."""
    found = Policy.objects.filter(site=site, published__isnull=False, withdrawn=None, valid_first__lte=day)
    return found.filter(Q(valid_last=None) | Q(valid_last__gte=day)).select_related("site")


def rules_of(policy: Policy) -> RuleSet:
    """A policy's clauses as a rule set."""
    words = vocabulary(book())
    return rule_set(policy.title, policy.document, policy.valid_first, policy.valid_last, policy.clauses, words)


def registered(site: Any, firms: Collection[int] | None = None) -> Registered:
    """What the register says of some firms of a park, or of all."""
    rows = enterprises.of_site(site)
    rows = rows if firms is None else rows.filter(pk__in=firms)
    present = rows.filter(pk__in=enterprises.present(site)).values_list("pk", flat=True)
    industry = dict(rows.exclude(industry="").values_list("pk", "industry"))
    return Registered(frozenset(present), industry, queries_chain.places(rows.values("pk")))


def explained(policy: Policy, firm: Any, day: date) -> Judgement:
    """One firm by one policy, clause by clause."""
    known = answered(book(), firm.pk, innovation.subject(firm, day), registered(firm.site, [firm.pk]))
    return judge(rules_of(policy), known)


def of_firm(firm: Any, day: date) -> list[Match]:
    """What the policies in force say of a firm: those that it meets first, then those it misses by least."""
    rows = Match.objects.filter(enterprise=firm, last=True, policy__in=in_force(firm.site, day))
    rows = rows.select_related("policy__site")
    order = {MET: 0, str(Verdict.DATA): 1, str(Verdict.EXPERT): 2}
    return sorted(rows, key=lambda m: (order.get(m.verdict, 3), m.unmet, m.policy.closes or date.max, m.pk))


def fitting(firm: Any, day: date) -> list[Match]:
    """The policies in force that a firm meets."""
    return [match for match in of_firm(firm, day) if match.verdict == MET]


def history(policy: Policy, firm: Any) -> "QuerySet[Match]":
    """Every verdict on a firm by a policy that differed from the one before, the newest first."""
    return Match.objects.filter(policy=policy, enterprise=firm)


def claims_of(policy: Policy, firm: Any) -> list[Any]:
    """The cases by which a firm claims a policy, the newest first."""
    rows = Claim.objects.filter(policy=policy, enterprise=firm).select_related("case").order_by("-case")
    return [claim.case for claim in rows]


def reaches(person: Any, policies: Iterable[Policy]) -> dict[int, Reach]:
    """How far each policy came with the firms that a person may see, in a few statements for all of them."""
    numbers, seen = [one.pk for one in policies], enterprises.visible(person, VIEW)
    return _reaches(numbers, seen)


def reaches_of(site: Any) -> Reach:
    """How far the published policies of a park came with all of its firms, counted by policy and firm."""
    numbers = list(Policy.objects.filter(site=site, published__isnull=False).values_list("pk", flat=True))
    each = _reaches(numbers, enterprises.of_site(site)).values()
    return Reach({step: sum(one.steps[step] for one in each) for step in STEPS}, {}, 0)


def firms(person: Any, policy: Policy, *, which: str = "", q: str = "") -> "QuerySet[Any]":
    """The firms that a person may see by one policy: those of a step or a verdict, or near ones, by name."""
    found = enterprises.visible(person, VIEW).filter(site=policy.site_id)
    last = Match.objects.filter(policy=policy, last=True)
    if which in STEPS:
        found = found.filter(pk__in=_step(which).filter(policy=policy).values("enterprise"))
    elif which == "near":
        found = found.filter(pk__in=last.filter(NEAR).values("enterprise"))
    elif which:
        found = found.filter(pk__in=last.filter(verdict=which).values("enterprise"))
    if words := q.strip():
        found = found.filter(name__icontains=words)
    return found.order_by("name", "pk")


def lines(policy: Policy, rows: Collection[Any]) -> list[Line]:
    """What is known of each of these firms by a policy, in three statements."""
    numbers = [row.pk for row in rows]
    matches = {m.enterprise_id: m for m in Match.objects.filter(policy=policy, enterprise__in=numbers, last=True)}
    told = Told.objects.filter(policy=policy, enterprise__in=numbers).values("enterprise").order_by()
    times = {t["enterprise"]: t for t in told.annotate(told=Min("notification__at"), read=Min("notification__read"))}
    claims: dict[int, list[Any]] = defaultdict(list)
    for claim in Claim.objects.filter(policy=policy, enterprise__in=numbers).select_related("case"):
        claims[claim.enterprise_id].append(claim.case)
    return [
        Line(row, matches.get(row.pk), times.get(row.pk, {}).get("told"), times.get(row.pk, {}).get("read"),
             tuple(claims[row.pk]))
        for row in rows
    ]  # fmt: skip


def firm_of(site: Any, key: str) -> Any:
    """A firm of a park by its key."""
    found = enterprises.of_site(site).filter(key=key).first()
    if found is None:
        raise NotFound("there is no enterprise {key}", key=key)
    return found


def own_firms(person: Any) -> list[Any]:
    """The firms for which a person holds a role on the firm itself, or has it lent: whose policies are theirs."""
    scopes = [g.scope_id for g in held(person) if g.scope_type == enterprises.SCOPE and allows(g.role, VIEW)]
    return list(enterprises.visible(person, VIEW).filter(pk__in=scopes).order_by("name"))


def notified(policy: Policy, firm: Any, person: Any) -> int | None:
    """The notification by which a person was told of a policy for a firm, while it is unread."""
    rows = Told.objects.filter(policy=policy, enterprise=firm, notification__person=person, notification__read=None)
    number: int | None = rows.values_list("notification", flat=True).first()
    return number


def _reaches(numbers: Collection[int], seen: "QuerySet[Any]") -> dict[int, Reach]:
    counts = {step: _counted(_step(step), numbers, seen) for step in STEPS}
    last = Match.objects.filter(policy__in=numbers, enterprise__in=seen, last=True)
    verdicts: dict[int, dict[str, int]] = defaultdict(dict)
    near: dict[int, int] = defaultdict(int)
    for row in last.values("policy", "verdict").annotate(n=Count("pk"), near=Count("pk", filter=NEAR)).order_by():
        verdicts[row["policy"]][row["verdict"]] = row["n"]
        near[row["policy"]] += row["near"]
    return {pk: Reach({s: counts[s].get(pk, 0) for s in STEPS}, verdicts[pk], near[pk]) for pk in numbers}


def _counted(rows: "QuerySet[Any]", numbers: Collection[int], seen: "QuerySet[Any]") -> dict[int, int]:
    found = rows.filter(policy__in=numbers, enterprise__in=seen).values("policy").order_by()
    return {row["policy"]: row["n"] for row in found.annotate(n=Count("enterprise", distinct=True))}


def _step(step: str) -> "QuerySet[Any]":
    """The rows of a step: each with its policy and its firm. Who met a policy once stays counted."""
    if step == MATCHED:
        return Match.objects.filter(verdict=MET)
    if step in (APPLIED, GRANTED):
        claims = Claim.objects.exclude(case__phase=WITHDRAWN)
        return claims.filter(case__phase=CLOSED) if step == GRANTED else claims
    told = Told.objects.all()
    read = Q(notification__read__isnull=False)
    if step == REACHED:
        return told.filter(read | Q(notification__deliveries__state=SENT))
    return told.filter(read) if step == READ else told
