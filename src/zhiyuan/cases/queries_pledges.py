"""What the park promised of itself: who may see it, how it stands on a day, and its part of the three rates."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Q, QuerySet

from zhiyuan.cases.models import Pledge
from zhiyuan.cases.pledge import MAKE, Entry, told
from zhiyuan.cases.promise import Promise, Rates, rates
from zhiyuan.cases.subject import SITE
from zhiyuan.enterprises import queries as enterprises
from zhiyuan.identity.roles import allows
from zhiyuan.identity.standing import held


@dataclass(frozen=True, slots=True)
class Stands:
    """A promise of the park on a day."""

    row: Pledge
    promise: Promise
    due: date
    state: str


def visible(person: Any) -> "QuerySet[Pledge]":
    """The promises that a person may see: to the public all who see any case, to a firm whoever sees its cases."""
    grants = [g for g in held(person) if allows(g.role, "cases.view")]
    if not grants:
        return Pledge.objects.none()
    sites = [g.scope_id for g in grants if g.scope_type == SITE]
    seen = Q(enterprise=None) | Q(site__in=sites) | Q(enterprise__in=enterprises.visible(person, "cases.view"))
    if any(g.scope_type == "*" for g in grants):
        seen = Q()
    return Pledge.objects.filter(seen).select_related("site", "enterprise").prefetch_related("entries")


def promise(row: Pledge) -> Promise:
    """It as its entries tell it."""
    return told(Entry(one.act, one.day, one.due) for one in row.entries.all())


def ledger(person: Any, on: date, *, state: str = "", days: int = 365) -> list[Stands]:
    """The promises made so many days before a day and until it, as they stood on it, the last first. [d]"""
    since = on - timedelta(days=days)
    found = []
    for row in visible(person).filter(entries__act=MAKE, entries__day__gte=since, entries__day__lte=on):
        said = promise(row)
        if state in ("", now := said.state(on)):
            found.append(Stands(row, said, said.due(on), now))
    return found


def summed(rows: list[Stands], on: date) -> Rates:
    """The three rates over them."""
    return rates((one.promise for one in rows), on)
