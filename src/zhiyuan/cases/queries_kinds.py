"""Reading kinds: those of the installation's own, what was proposed, and which of all hold today."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from zhiyuan.cases.kind import LANES, Kind
from zhiyuan.cases.kindread import editions
from zhiyuan.cases.models import KindProposal, KindPublication
from zhiyuan.kernel import parktime
from zhiyuan.kernel.errors import NotFound


@dataclass(frozen=True, slots=True)
class Listed:
    """A kind under which new cases are opened, and who published it; shipped where nobody did."""

    kind: Kind
    publication: KindPublication | None


def newest() -> tuple[int, str] | None:
    """What tells one state of publication from another: the last publication and its digest; None before the first."""
    found = KindPublication.objects.order_by("-pk").values_list("pk", "proposal__digest").first()
    return (found[0], found[1]) if found else None


def published() -> dict[str, KindPublication]:
    """The publication that holds, by kind."""
    rows = KindPublication.objects.select_related("proposal", "proposal__by", "by").order_by("pk")
    return {row.proposal.kind: row for row in rows}


def listed() -> list[Listed]:
    """Every kind that something can be applied for under today, lane by lane."""
    own = published()
    found = [Listed(of, own.get(of.key)) for of in editions(parktime.now().date())]
    return sorted(found, key=lambda one: LANES.index(one.kind.lane))


def waiting() -> "QuerySet[KindProposal]":
    """What was proposed and neither published nor replaced by something newer."""
    rows = KindProposal.objects.filter(publication=None).select_related("by").order_by("-pk")
    return rows.exclude(pk__in=[row.pk for row in rows if newer(row)])


def newer(proposal: KindProposal) -> bool:
    """Whether something else was proposed for the same kind since."""
    return KindProposal.objects.filter(kind=proposal.kind, pk__gt=proposal.pk).exists()


def proposal_of(key: str) -> Any:
    """What waits to be published for a kind."""
    found = waiting().filter(kind=key).first()
    if found is None:
        raise NotFound("nothing is proposed for {kind}", kind=key)
    return found
