"""Whom of the people an event concerns: exactly once each, whoever acted left out; it is told in its transaction.

A desk's people are those who hold a role for the desk itself; where nobody does, those of the park, then those of the
whole installation, so that somebody always hears. An administrator is told nothing unless a desk is theirs.
What a firm is told its agents of the day hear as well, marked as on its behalf (``agents``).
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from zhiyuan.cases.agents import agents
from zhiyuan.cases.event import Event
from zhiyuan.cases.kind import Kind
from zhiyuan.cases.models import Case
from zhiyuan.cases.models import Event as Line
from zhiyuan.cases.subject import FIRM as FIRM_SCOPE
from zhiyuan.cases.subject import SITE
from zhiyuan.cases.telling import DESK, FIRM, HEAD, LEADER, PERSON, Telling, To, both, key
from zhiyuan.identity.notification import ON_BEHALF, Told
from zhiyuan.identity.roles import WORK, allows
from zhiyuan.identity.writes_notifications import Held, held, named

DESK_SCOPE, EVERYWHERE = "cases.desk", ("*", "")
EVERYTHING, SEES = "administrator", "cases.view"


class Roll:
    """Who is to be told what of some cases of a park, read once."""

    def __init__(self, site: Any, tellings: Iterable[tuple[Case, Telling]]) -> None:
        self.site = (SITE, str(site.pk))
        whom = [(case, one.to) for case, one in tellings]
        desks = {to.name for _, to in whom if to.what == DESK}
        desks |= {to.name for _, to in whom if to.what == HEAD}
        firms = {case.enterprise_id for case, to in whom if to.what == FIRM and case.enterprise_id}
        scopes = {*((DESK_SCOPE, desk) for desk in desks), *((FIRM_SCOPE, str(firm)) for firm in firms)}
        self.held = held(
            [*scopes, *([self.site, EVERYWHERE] if desks or any(to.what == LEADER for _, to in whom) else [])]
        )
        self.agents = agents([case for case, to in whom if to.what == FIRM and case.enterprise_id], site)
        self.named = named({to.name for _, to in whom if to.what == PERSON}, deputies=True)

    def people(self, case: Case, to: To) -> dict[str, int]:
        """Those whom this is for, by the names that they sign in with."""
        if to.what == PERSON:
            return self.named.get(to.name, {})
        if to.what == HEAD:
            return of(self.held, (DESK_SCOPE, to.name), WORK, HEAD)
        if to.what == LEADER:
            return of(self.held, self.site, SEES, LEADER) or of(self.held, EVERYWHERE, SEES, LEADER)
        if to.what == DESK:
            return at_desk(self.held, to.name, self.site)
        if case.enterprise_id is None:
            return _applicant(case)
        return of(self.held, (FIRM_SCOPE, str(case.enterprise_id)), "cases.answer_case")

    def told(self, case: Case, kind: Kind, one: Telling, key: str, actor: str = "") -> Iterator[Told]:
        """One thing as it is told to those whom it is for, and to the agents of the firm on its behalf."""
        words = said(case, kind, one)
        yield Told(key, one.kind, path(case), _others(self.people(case, one.to), actor), words)
        if one.to.what == FIRM and (acting := self.agents.get(case.pk)):
            yield Told(key, one.kind, path(case), _others(acting, actor), {**words, ON_BEHALF: str(case.enterprise)})


def told(case: Case, kind: Kind, tellings: Collection[Telling], event: Event) -> list[Told]:
    """What an event is told of, and to whom as things stand now."""
    if not tellings:
        return []
    roll = Roll(case.site, [(case, one) for one in tellings])
    return [
        one
        for each in tellings
        for one in roll.told(case, kind, each, key(case.pk, event.seq, each.kind, each.mark), event.actor)
    ]


def path(case: Case) -> str:
    """Where a case is opened."""
    return f"/cases/{case.pk}/"


def said(case: Case, kind: Kind, one: Telling) -> dict[str, Any]:
    """What is filled into the words: the firm is told nothing about itself."""
    about = {} if one.to.what == FIRM else {"about": case.about}
    return {"number": case.number, "kind": both(kind.title), **about, **one.said}


def of(rows: Iterable[Held], scope: tuple[str, str], act: str, role: str = "") -> dict[str, int]:
    """Those who hold a role on a scope that lets them do this, this role where one is said; and who stands in for
    their work in cases while they are away."""
    found = {}
    for one in rows:
        if one.scope == scope and one.role != EVERYTHING and allows(one.role, act) and role in ("", one.role):
            found[one.username] = one.person
            if act == WORK and one.deputy and one.deputy_name:
                found[one.deputy_name] = one.deputy
    return found


def at_desk(rows: Collection[Held], desk: str, site: tuple[str, str]) -> dict[str, int]:
    """Those at a desk, its head only where nobody else is; where nobody holds it, those of the park, then of the
    installation."""
    seated = [one for one in rows if one.role != HEAD]
    tries = ((seated, (DESK_SCOPE, desk)), (rows, (DESK_SCOPE, desk)), (seated, site), (seated, EVERYWHERE))
    return next((found for held, scope in tries if (found := of(held, scope, WORK))), {})


def _others(people: Mapping[str, int], actor: str) -> tuple[int, ...]:
    return tuple(number for name, number in people.items() if name != actor)


def _applicant(case: Case) -> dict[str, int]:
    """Whoever applied, where no firm did."""
    first = Line.objects.filter(case=case, seq=1).values_list("actor", flat=True).first()
    return named([first]).get(first, {}) if first else {}
