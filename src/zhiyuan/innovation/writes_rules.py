"""Proposing an edition of a rule set, publishing it and withdrawing it: two people, one digest."""

from typing import Any

from zhiyuan.enterprises.ladder.draft import read
from zhiyuan.enterprises.ladder.drafted import checked, findings, refused
from zhiyuan.innovation import queries_rules
from zhiyuan.innovation.models import RuleProposal, RulePublication, RuleWithdrawal
from zhiyuan.kernel import parktime
from zhiyuan.kernel.errors import Malformed, Refused
from zhiyuan.kernel.reference import book
from zhiyuan.park.queries import site, today


def proposed(person: Any, key: str, text: str) -> RuleProposal:
    """Keep an edition whose table has no fault, with what it would change; the same waits only once."""
    draft = read(text)
    if against := findings(book(), key, draft):
        raise refused(draft, against)
    known = queries_rules.waiting().filter(rule=key, digest=draft.digest).first()
    if known is not None:
        return known
    park = site()
    return RuleProposal.objects.create(
        rule=key, edition=draft.edition, since=draft.since, digest=draft.digest, text=draft.text(), by=person,
        at=parktime.now(), effect=queries_rules.effect(park, key, draft, today(park)),
    )  # fmt: skip


def published(person: Any, proposal: RuleProposal, digest: str) -> RulePublication:
    """Let an edition hold from its day: by somebody else, by the digest that they saw, with every worked firm right."""
    if person.pk == proposal.by_id:
        raise Refused("{rule} was proposed by you: somebody else publishes it", rule=proposal.rule)
    if digest != proposal.digest:
        raise Refused("{rule}: {digest} is not what was proposed; look at it again", rule=proposal.rule, digest=digest)
    if RulePublication.objects.filter(proposal=proposal).exists():
        raise Refused("{rule}: this is published already", rule=proposal.rule)
    if queries_rules.newer(proposal):
        raise Refused("{rule}: something newer was proposed; look at that", rule=proposal.rule)
    checked(book(), proposal.rule, queries_rules.draft_of(proposal))
    return RulePublication.objects.create(proposal=proposal, by=person, at=parktime.now())


def withdrawn(person: Any, publication: RulePublication, reason: str) -> RuleWithdrawal:
    """Let a published edition hold no longer, so that what held before it holds on."""
    if RuleWithdrawal.objects.filter(publication=publication).exists():
        raise Refused("{rule}: this is withdrawn already", rule=publication.proposal.rule)
    reason = reason.strip()
    if not reason or len(reason) > 200:
        raise Malformed("say in at most 200 characters why it holds no longer")
    return RuleWithdrawal.objects.create(publication=publication, by=person, at=parktime.now(), reason=reason)
