"""The way in for reading: what is lent to a person today, whose agents and officers there are."""

from collections.abc import Iterator
from datetime import date
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q, QuerySet

from zhiyuan.agency import delegation
from zhiyuan.agency.delegation import HOLDS
from zhiyuan.agency.models import Assignment, Delegation, HandOver, Roster
from zhiyuan.cases.subject import FIRM
from zhiyuan.enterprises import queries as enterprises
from zhiyuan.identity.models import Grant
from zhiyuan.identity.roles import allows
from zhiyuan.identity.standing import stands_in_for
from zhiyuan.identity.verbs import may
from zhiyuan.park.queries import sites, today
from zhiyuan.projects import queries as projects

PROJECT = "projects.project"


def lent(person: Any) -> Iterator[Grant]:
    """What a person may do today as agent of a firm, and as officer or deputy of an officer."""
    delegations = Delegation.objects.filter(agent=person, revoked=None).select_related("enterprise__site").order_by()
    for row in delegations:
        yield Grant(person=person, role="agent", scope_type="agency.delegation", scope_id=str(row.pk))
        if row.state_on(today(row.enterprise.site)) == HOLDS:
            for role, kind, key in delegation.lends(row.enterprise_id, row.kinds, row.acts, row.case_id):
                yield Grant(person=person, role=role, scope_type=kind, scope_id=key)
    assigned = Assignment.objects.filter(officer__in=[person, *stands_in_for(person)])
    for one in assigned.select_related("enterprise__site", "project__site").order_by():
        if one.holds_on(today(one.of.site)):
            kind, key = (FIRM, one.enterprise_id) if one.enterprise_id else (PROJECT, one.project_id)
            yield Grant(person=person, role=f"officer_{one.layer}", scope_type=kind, scope_id=str(key))


def own_firms(person: Any) -> list[Any]:
    """The enterprises that a person is, by a role given for them: who may delegate."""
    held = [
        g.scope_id for g in person.grants.all() if g.scope_type == FIRM and allows(g.role, "agency.give_delegation")
    ]
    return list(enterprises.visible(person, "agency.give_delegation").filter(pk__in=held).select_related("site"))


def given(person: Any) -> "QuerySet[Delegation]":
    """The delegations of the firms that a person may see, the newest first."""
    return _delegations().filter(enterprise__in=enterprises.visible(person, "agency.view"))


def received(person: Any) -> "QuerySet[Delegation]":
    """The delegations that a person has or had, the newest first."""
    return _delegations().filter(agent=person)


def visible(person: Any) -> "QuerySet[Delegation]":
    """The delegations that a person may see: their own, and those of firms they may look at."""
    return _delegations().filter(Q(agent=person) | Q(enterprise__in=enterprises.visible(person, "agency.view")))


def of_case(case: Any) -> list[Delegation]:
    """The delegations that reached a case on one day or another since it was opened, the oldest first."""
    if case.enterprise_id is None:
        return []
    rows = _delegations().filter(enterprise=case.enterprise_id, last__gte=case.opened.date()).order_by("first", "pk")
    return [row for row in rows if row.covers(case)]


def assignments(person: Any) -> "QuerySet[Assignment]":
    """The assignments of firms and projects that a person may see, and their own."""
    firms = enterprises.visible(person, "agency.view")
    mine = Q(officer=person) | Q(enterprise__in=firms) | Q(project__in=projects.visible(person, "agency.view"))
    return _assignments().filter(mine)


def assigned(person: Any, *, words: str = "", on: date | None = None) -> "QuerySet[Assignment]":
    """The assignments that a person may see, by words of the officer's, firm's or project's name; of one day or all."""
    found = assignments(person)
    if on:
        found = found.filter(Q(last=None) | Q(last__gte=on), first__lte=on)
    if words:
        names = ("officer__display_name", "officer__username", "enterprise__name", "project__name")
        found = found.filter(reduce(or_, (Q(**{f"{name}__icontains": words}) for name in names)))
    return found.order_by("enterprise__name", "project__name", "layer", "-first", "pk")


def officers_of(target: Any) -> "QuerySet[Assignment]":
    """Everybody who is or was the officer of a firm or project, by layer."""
    return _assignments().filter(**{target._meta.model_name: target})


def assignments_of(officer: Any) -> "QuerySet[Assignment]":
    """Every firm and project that an officer has, had or will have."""
    return _assignments().filter(officer=officer)


def hand_overs(officer: Any) -> "QuerySet[HandOver]":
    """What an officer handed over, or was handed, the newest first."""
    return HandOver.objects.filter(Q(officer=officer) | Q(to=officer)).select_related("officer", "to", "by")


def rosters(person: Any) -> "QuerySet[Roster]":
    """The workbooks of officers that a person may take, the newest first."""
    here = [site.pk for site in sites() if may(person, "agency.take_roster", site)]
    return Roster.objects.filter(site__in=here).select_related("site", "by")


def _delegations() -> "QuerySet[Delegation]":
    return Delegation.objects.select_related("enterprise__site", "agent", "given_by", "revoked_by", "case")


def _assignments() -> "QuerySet[Assignment]":
    return Assignment.objects.select_related("officer", "enterprise__site", "project__site", "entered_by")
