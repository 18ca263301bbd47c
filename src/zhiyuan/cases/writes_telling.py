"""Telling the people whom an event concerns, in its own transaction: exactly once each, whoever acted left out.

A desk's people are those who hold a role for the desk itself; where nobody does, those of the park, then those of the
whole installation, so that somebody always hears. An administrator is told nothing unless a desk is theirs.
"""

from collections.abc import Collection, Iterable
from typing import Any

from zhiyuan.cases.event import Event
from zhiyuan.cases.kind import Kind
from zhiyuan.cases.models import Case
from zhiyuan.cases.models import Event as Line
from zhiyuan.cases.subject import FIRM as FIRM_SCOPE
from zhiyuan.cases.subject import SITE
from zhiyuan.cases.telling import DESK, FIRM, PERSON, Telling, To, both
from zhiyuan.identity.notification import Told
from zhiyuan.identity.roles import allows
from zhiyuan.identity.writes_notifications import Held, held, named
from zhiyuan.identity.writes_notifications import tell as tell_people

DESK_SCOPE, EVERYWHERE = "cases.desk", ("*", "")
EVERYTHING = "administrator"


class Roll:
    """Who is to be told what of some cases of a park, read once."""

    def __init__(self, site: Any, tellings: Iterable[tuple[Case, Telling]]) -> None:
        self.site = (SITE, str(site.pk))
        whom = [(case, one.to) for case, one in tellings]
        desks = {to.name for _, to in whom if to.what == DESK}
        firms = {case.enterprise_id for case, to in whom if to.what == FIRM and case.enterprise_id}
        scopes = {*((DESK_SCOPE, desk) for desk in desks), *((FIRM_SCOPE, str(firm)) for firm in firms)}
        self.held = held([*scopes, *([self.site, EVERYWHERE] if desks else [])])
        self.named = named({to.name for _, to in whom if to.what == PERSON})

    def people(self, case: Case, to: To) -> dict[str, int]:
        """Those whom this is for, by the names that they sign in with."""
        if to.what == PERSON:
            return {to.name: self.named[to.name]} if to.name in self.named else {}
        if to.what == DESK:
            return at_desk(self.held, to.name, self.site)
        if case.enterprise_id is None:
            return _applicant(case)
        return of(self.held, (FIRM_SCOPE, str(case.enterprise_id)), "cases.answer_case")


def tell(case: Case, kind: Kind, tellings: Collection[Telling], event: Event) -> None:
    """Tell what an event is told of; the caller holds its transaction."""
    if not tellings:
        return
    roll = Roll(case.site, [(case, one) for one in tellings])
    told = []
    for one in tellings:
        people = [number for name, number in roll.people(case, one.to).items() if name != event.actor]
        key = f"case:{case.pk}:{event.seq}:{one.kind}:{one.mark}"
        told.append(Told(key, one.kind, path(case), tuple(people), said(case, kind, one)))
    tell_people(told, case.site.timezone, event.at)


def path(case: Case) -> str:
    """Where a case is opened."""
    return f"/cases/{case.pk}/"


def said(case: Case, kind: Kind, one: Telling) -> dict[str, Any]:
    """What is filled into the words: the firm is told nothing about itself."""
    about = {} if one.to.what == FIRM else {"about": case.about}
    return {"number": case.number, "kind": both(kind.title), **about, **one.said}


def of(rows: Iterable[Held], scope: tuple[str, str], act: str) -> dict[str, int]:
    """Those who hold a role on a scope that lets them do this."""
    return {h.username: h.person for h in rows if h.scope == scope and h.role != EVERYTHING and allows(h.role, act)}


def at_desk(rows: Collection[Held], desk: str, site: tuple[str, str]) -> dict[str, int]:
    """Those at a desk; where nobody holds it, those of the park, then of the installation."""
    for scope in ((DESK_SCOPE, desk), site, EVERYWHERE):
        if found := of(rows, scope, "cases.work_case"):
            return found
    return {}


def _applicant(case: Case) -> dict[str, int]:
    """Whoever applied, where no firm did."""
    first = Line.objects.filter(case=case, seq=1).values_list("actor", flat=True).first()
    return named([first] if first else [])
