"""What may be done with policies: enter, amend, propose, publish by a second person, withdraw, match, link a claim."""

from datetime import date
from typing import Any

from zhiyuan.archive.writes import claimed
from zhiyuan.cases.kindread import editions
from zhiyuan.cases.queries import numbered
from zhiyuan.cases.subject import ENTERPRISE
from zhiyuan.identity.models import Person
from zhiyuan.identity.verbs import verb
from zhiyuan.kernel import parktime
from zhiyuan.kernel.errors import Malformed, Refused
from zhiyuan.kernel.reference import book
from zhiyuan.park.queries import today
from zhiyuan.policies import queries, writes
from zhiyuan.policies.models import DRAFT, PROPOSED, PUBLISHED, WITHDRAWN, Claim, Policy
from zhiyuan.policies.text import FIELDS, whole
from zhiyuan.policies.words import levels

CLAIM = "policy_claim"
"""The kind of case by which a policy is claimed unless it says another."""


@verb
def enter_policy(
    person: Person,
    site: Any,
    *,
    title: str,
    level: str,
    issuer: str,
    document: str,
    benefit: str,
    valid_first: date,
    clauses: list[dict[str, Any]],
    title_en: str = "",
    url: str = "",
    text: str = "",
    valid_last: date | None = None,
    window_first: date | None = None,
    window_last: date | None = None,
    kind: str = CLAIM,
) -> Policy:
    """Enter a policy as a draft; ``clauses`` are ``{clause, text, en, when}``, judged as those of the ladder are."""
    said = {
        "title": title, "title_en": title_en, "level": level, "issuer": issuer, "document": document, "url": url,
        "text": text, "benefit": benefit, "kind": kind, "valid_first": valid_first, "valid_last": valid_last,
        "window_first": window_first, "window_last": window_last, "clauses": clauses,
    }  # fmt: skip
    row = Policy(site=site, entered_by=person, entered=parktime.now(), **_whole(site, said))
    _check(row)
    row.save()
    return row


@verb
def amend_policy(person: Person, policy: Policy, *, changes: dict[str, Any]) -> Policy:
    """Change what a policy says before it is published; it is a draft again, to be proposed anew."""
    _demand(policy, DRAFT, PROPOSED)
    said = {name: getattr(policy, name) for name in FIELDS} | changes
    for name, value in _whole(policy.site, said).items():
        setattr(policy, name, value)
    _check(policy)
    return _draft_again(policy)


@verb
def attach_file(person: Person, policy: Policy, *, upload: int) -> Policy:
    """Let a file that was sent before be the paper of a policy, in place of the one before; only until publication."""
    _demand(policy, DRAFT, PROPOSED)
    policy.file, policy.file_name = claimed(person, upload)
    return _draft_again(policy)


@verb
def propose_policy(person: Person, policy: Policy) -> Policy:
    """Propose a draft for publication; what it would say of the park's firms is counted for whoever decides."""
    _demand(policy, DRAFT)
    if not policy.text and not policy.file and not policy.url:
        raise Refused("{policy} has no text yet: enter it, attach it, or say where it is published", policy=policy)
    policy.trial = writes.tried(policy, today(policy.site))
    policy.proposed_by, policy.proposed = person, parktime.now()
    policy.save()
    return policy


@verb
def publish_policy(person: Person, policy: Policy, *, digest: str) -> Policy:
    """Publish what somebody else proposed, as it was looked at; its firms are matched and told at once."""
    _demand(policy, PROPOSED)
    if person.pk in (policy.proposed_by_id, policy.entered_by_id):
        raise Refused("{policy} was entered or proposed by you: somebody else publishes it", policy=policy)
    if digest != policy.digest:
        raise Refused("{policy} was changed since you looked at it: look at it again", policy=policy)
    day = today(policy.site)
    if policy.closes is not None and policy.closes < day:
        raise Refused("{policy} can be claimed until {last} only: that is over", policy=policy, last=policy.closes)
    policy.published_by, policy.published = person, parktime.now()
    policy.save()
    if policy.valid_first <= day:
        writes.match(policy.site, [policy], day)
        writes.tell(policy, day)
    return policy


@verb
def withdraw_policy(person: Person, policy: Policy, *, reason: str) -> Policy:
    """Take a policy back, or throw a draft away; nobody is matched with it any more, and what was told stays."""
    if policy.state == WITHDRAWN:
        raise Refused("{policy} is withdrawn already: {reason}", policy=policy, reason=policy.withdrawn_why)
    if not reason.strip():
        raise Malformed("say why it is withdrawn")
    policy.withdrawn, policy.withdrawn_why = parktime.now(), reason.strip()[:200]
    policy.save()
    return policy


@verb
def match_policies(person: Person, site: Any) -> dict[str, int]:
    """Match every firm of a park with every policy in force, tell whom it fits anew, and find what was claimed."""
    return writes.match_all(site, today(site))


@verb
def link_claim(person: Person, policy: Policy, *, enterprise: str, case: str) -> Claim:
    """Say by hand that a firm (by key) claims a policy by a case (by number) whose form names it otherwise."""
    _demand(policy, PUBLISHED)
    firm = queries.firm_of(policy.site, enterprise)
    found = numbered(firm, case)
    if found.edition.kind != policy.kind:
        raise Refused("{policy} is claimed by another kind of case than {case}", policy=policy, case=found)
    row, _ = Claim.objects.update_or_create(case=found, defaults={"enterprise": firm, "policy": policy})
    return row


def _whole(site: Any, said: dict[str, Any]) -> dict[str, Any]:
    day = today(site)
    kinds = [kind.key for kind in editions(day) if kind.about == ENTERPRISE]
    return whole(said, levels(book(), day), kinds)


def _check(policy: Policy) -> None:
    """The clauses can be read, and no other policy of the park says the same of itself."""
    queries.rules_of(policy)
    same = Policy.objects.filter(
        site=policy.site, document=policy.document, title=policy.title, withdrawn=None
    ).exclude(pk=policy.pk)
    if same.exists():
        raise Refused("{policy} ({document}) is entered already", policy=policy, document=policy.document)


def _demand(policy: Policy, *states: str) -> None:
    Policy.objects.select_for_update().filter(pk=policy.pk).first()
    policy.refresh_from_db()
    if policy.state not in states:
        raise Refused("{policy} is {state}: that cannot be done now", policy=policy, state=policy.state)


def _draft_again(policy: Policy) -> Policy:
    policy.proposed_by, policy.proposed, policy.trial = None, None, {}
    policy.save()
    return policy
