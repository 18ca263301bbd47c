"""Matching every firm of a park with every policy in force, telling whom it fits, and finding what they claimed."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from operator import attrgetter
from typing import Any, TypeVar

from django.db.models import QuerySet

from zhiyuan.agency import queries_agents
from zhiyuan.cases import queries as cases
from zhiyuan.enterprises.ladder.rule import RuleSet, Verdict, weigh
from zhiyuan.enterprises.queries import SCOPE
from zhiyuan.identity import queries_notifications
from zhiyuan.identity.notification import Told as Telling
from zhiyuan.identity.roles import allows
from zhiyuan.identity.writes_notifications import held
from zhiyuan.identity.writes_notifications import read as mark_read
from zhiyuan.identity.writes_notifications import tell as tell_people
from zhiyuan.innovation import queries as innovation
from zhiyuan.innovation.answers import Subject
from zhiyuan.kernel import parktime
from zhiyuan.kernel.reference import book
from zhiyuan.policies import queries
from zhiyuan.policies.answers import Registered, answered
from zhiyuan.policies.models import Claim, Match, Policy, Told
from zhiyuan.policies.text import claimed_by

SAID = attrgetter("verdict", "unmet", "undecided", "lacking")
CLAIMS = "cases.open_case"
"""What whoever is told may do for the firm."""
ANSWER = "policy"
"""The question of a claim's form that names the policy."""
AT_ONCE = 400
T = TypeVar("T")


def match_all(site: Any, day: date) -> dict[str, int]:
    """Match, tell and link for every policy of a park that is in force; what changed, who was told, what was found."""
    policies = list(queries.in_force(site, day))
    changed = match(site, policies, day)
    return {"changed": changed, "told": sum(tell(one, day) for one in policies), "linked": link_claims(site)}


def match(site: Any, policies: Iterable[Policy], day: date) -> int:
    """Judge every firm by these policies and keep what differs from before; how many verdicts did."""
    rules = {one.pk: queries.rules_of(one) for one in policies}
    if not rules:
        return 0
    register, changed = queries.registered(site), 0
    for part in innovation.subjects(site, day):
        changed += _keep(Match.objects.filter(policy__in=rules, enterprise__in=part, last=True),
                         _judged(part, register, rules, day))  # fmt: skip
    return changed


def _keep(before: "QuerySet[Match]", rows: Iterable[Match]) -> int:
    """Of these verdicts keep those that differ from the last of their policy and firm; how many did."""
    known = {(row.policy_id, row.enterprise_id): row for row in before}
    gone, new = list[int](), list[Match]()
    for row in rows:
        was = known.get((row.policy_id, row.enterprise_id))
        if was is None or SAID(row) != SAID(was):
            new.append(row)
            gone += [was.pk] if was else []
    Match.objects.filter(pk__in=gone).update(last=False)
    Match.objects.bulk_create(new, batch_size=500)
    return len(new)


def tried(policy: Policy, day: date) -> dict[str, int]:
    """How many firms of its park a policy would say what of; nothing is kept."""
    register, rules = queries.registered(policy.site), {0: queries.rules_of(policy)}
    parts = innovation.subjects(policy.site, day)
    return dict(Counter(row.verdict for part in parts for row in _judged(part, register, rules, day)))


def _judged(
    subjects: Mapping[int, Subject], register: Registered, rules: Mapping[int, RuleSet], day: date
) -> Iterator[Match]:
    now = parktime.now()
    for pk, known in subjects.items():
        firm = answered(book(), pk, known, register)
        for policy, rule in rules.items():
            found = weigh(rule, firm)
            yield Match(
                policy_id=policy, enterprise_id=pk, day=day, at=now, verdict=str(found.verdict),
                unmet=found.results.count(False), undecided=found.results.count(None),
                lacking=rule.lacking(found.results) if found.verdict is not Verdict.MET else [],
            )  # fmt: skip


def tell(policy: Policy, day: date) -> int:
    """Tell the people and agents of every firm that meets a policy and can still claim it, each once; how many."""
    if policy.closes is not None and policy.closes < day:
        return 0
    met = Match.objects.filter(policy=policy, verdict=queries.MET, last=True, enterprise__merged_into=None)
    names = dict(met.values_list("enterprise", "enterprise__name"))
    known: dict[int, set[int]] = defaultdict(set)
    for firm, person in Told.objects.filter(policy=policy).values_list("enterprise", "notification__person"):
        known[firm].add(person)
    told = 0
    for firms in _some(list(names)):
        people = _people(firms, policy, day)
        whom = {firm: new for firm, several in people.items() if (new := several - known.get(firm, set()))}
        told += _tell(policy, whom, names)
    return told


def _tell(policy: Policy, whom: Mapping[int, set[int]], names: Mapping[int, str]) -> int:
    if not whom:
        return 0
    keys = {firm: f"policy:{policy.pk}:{firm}" for firm in whom}
    tellings = [
        Telling(keys[firm], "policy_fits", f"/policies/{policy.pk}/firms/{firm}/", tuple(people),
                _words(policy) | {"firm": names[firm]})
        for firm, people in whom.items()
    ]  # fmt: skip
    count = tell_people(tellings, policy.site.timezone, parktime.now())
    numbers = queries_notifications.numbers({p for people in whom.values() for p in people}, list(keys.values()))
    rows = [
        Told(policy=policy, enterprise_id=firm, notification_id=numbers[keys[firm], person])
        for firm, people in whom.items()
        for person in people
    ]
    Told.objects.bulk_create(rows, batch_size=500, ignore_conflicts=True)
    return count


def _words(policy: Policy) -> dict[str, Any]:
    title = {"zh": policy.title, "en": policy.title_en or policy.title}
    due = policy.closes.isoformat() if policy.closes else None
    return {"number": policy.document, "title": title, "benefit": policy.benefit, "due": due}


def _people(firms: Sequence[int], policy: Policy, day: date) -> dict[int, set[int]]:
    """Whoever holds a role on a firm with which it claims, and its agents for this kind of case."""
    found = queries_agents.applying(firms, policy.kind, day)
    for one in held([(SCOPE, str(firm)) for firm in firms]):
        if one.role != "administrator" and allows(one.role, CLAIMS) and allows(one.role, queries.VIEW):
            found.setdefault(int(one.scope[1]), set()).add(one.person)
    return found


def note_read(policy: Policy, firm: Any, person: Any) -> None:
    """Whoever was told and opens the page has read it, by whichever way they came."""
    if number := queries.notified(policy, firm, person):
        mark_read(person, number, parktime.now())


def link_claims(site: Any) -> int:
    """Find which policy each new claim names in its form; how many name one that is known."""
    policies = list(Policy.objects.filter(site=site, published__isnull=False))
    kinds = {one.kind for one in policies}
    new = cases.of_site(site).filter(edition__kind__in=kinds, enterprise__isnull=False)
    linked = 0
    for some in _some(list(new.exclude(pk__in=Claim.objects.values("case")))):
        rows = [_claim(found, policies) for found in cases.read_all(some)]
        Claim.objects.bulk_create(rows, ignore_conflicts=True)
        linked += sum(row.policy_id is not None for row in rows)
    return linked


def _claim(found: Any, policies: Iterable[Policy]) -> Claim:
    kind = found.case.edition.kind
    known = [(one.pk, one.document, one.title) for one in policies if one.kind == kind]
    answer = str(found.state.form.get(ANSWER, ""))
    return Claim(case=found.case, enterprise_id=found.case.enterprise_id, policy_id=claimed_by(answer, known))


def _some(rows: Sequence[T]) -> Iterator[Sequence[T]]:
    """So many at a time as one statement takes."""
    return (rows[first : first + AT_ONCE] for first in range(0, len(rows), AT_ONCE))
