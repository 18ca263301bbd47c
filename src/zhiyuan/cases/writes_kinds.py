"""Proposing a kind of the installation's own, and publishing it: two people, one digest."""

from collections.abc import Mapping
from typing import Any

from zhiyuan.cases import overlay, queries_kinds
from zhiyuan.cases.desks import desks
from zhiyuan.cases.models import KindProposal, KindPublication
from zhiyuan.cases.queries import seated
from zhiyuan.kernel import parktime
from zhiyuan.kernel.errors import Refused
from zhiyuan.kernel.reference import book


def proposed(person: Any, key: str, said: Mapping[str, str]) -> KindProposal:
    """Keep the pages of a kind that nothing stands against; the same pages are proposed once."""
    today = parktime.now().date()
    overlay.checked(key, said, today, book(), desks(today), None)
    named = overlay.digest(key, said)
    known = KindProposal.objects.filter(digest=named).first()
    if known is not None:
        return known
    return KindProposal.objects.create(kind=key, digest=named, pages=dict(said), by=person, at=parktime.now())


def published(person: Any, proposal: KindProposal, digest: str) -> KindPublication:
    """Let new cases be opened under what was proposed: by somebody else, and under the digest that they looked at."""
    if person.pk == proposal.by_id:
        raise Refused("{kind} was proposed by you: somebody else publishes it", kind=proposal.kind)
    if digest != proposal.digest:
        raise Refused("{kind}: {digest} is not what was proposed; look at it again", kind=proposal.kind, digest=digest)
    if proposal.is_published():
        raise Refused("{kind} is published already", kind=proposal.kind)
    if queries_kinds.newer(proposal):
        raise Refused("{kind}: something newer was proposed; look at that", kind=proposal.kind)
    today = parktime.now().date()
    there = desks(today)
    overlay.checked(proposal.kind, proposal.pages, today, book(), there, seated(there))
    return KindPublication.objects.create(proposal=proposal, by=person, at=parktime.now())
