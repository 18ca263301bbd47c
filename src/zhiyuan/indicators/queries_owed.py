"""Figures that are still to be entered: by when, by whom, and whom that has come up to.

An indicator's owner is a desk (``cases/desks``). Its keepers are those who sit there and may enter figures; where
nobody does, those who may for the park, then for the whole installation, so that somebody always hears.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from zhiyuan.cases.desks import desks
from zhiyuan.cases.escalation import Rung, ladder, overdue, reached, soon
from zhiyuan.cases.telling import DESK, HEAD, LEADER, both
from zhiyuan.cases.writes_telling import DESK_SCOPE, EVERYWHERE, of
from zhiyuan.identity.queries_notifications import told
from zhiyuan.identity.writes_notifications import held
from zhiyuan.indicators.definition import Definition
from zhiyuan.indicators.period import Period, complete
from zhiyuan.indicators.queries import facts, register
from zhiyuan.kernel.reference import value
from zhiyuan.kernel.workday import working_day_after
from zhiyuan.park.queries import today

PAGE = "cockpit/collection"
SEES, ENTERS = "indicators.view", "indicators.enter_fact"


@dataclass(frozen=True, slots=True, eq=False)
class Owed:
    """A figure that somebody has to enter: by when, and how many working days late it is."""

    site: Any
    definition: Definition
    period: Period
    due: date
    late: int

    def scopes(self) -> list[tuple[str, str]]:
        """The desk that owes it, and the site: who may look at either sees that it is owed."""
        return [(DESK_SCOPE, self.definition.owner), *self.site.scopes()]


def owed(site: Any, on: date | None = None) -> list[Owed]:
    """The figures of the last complete periods that nobody has entered, what is due first first."""
    day = on or today(site)
    known = facts(site, day)
    found = []
    for one in register(day).values():
        if one.collected:
            period = complete(day, one.every, cumulative=one.counting == "cumulative")
            if not any(f.period == period and not f.subject for f in known.get(one.key, [])):
                due = working_day_after(period.last, one.lag) if one.lag else period.last
                found.append(Owed(site, one, period, due, overdue(due, day)))
    return sorted(found, key=lambda o: (o.due, o.definition.key))


def stages(one: Owed, day: date) -> list[Rung]:
    """What is to be told of a figure by a day, the first first; nothing once it is owed for too long."""
    if one.late > value(f"{PAGE}#forgotten_after", day):
        return []
    before = [Rung(0, DESK, "figure_due")] if soon(one.due, day, value(f"{PAGE}#ahead", day)) else []
    return [*before, *reached(one.due, day, ladder(day, PAGE))]


def key(one: Owed, stage: Rung) -> str:
    """What a reminder is known by: one a figure and stage."""
    return f"figure:{one.site.pk}:{one.definition.key}:{one.period}:{stage.kind}:{stage.after}"


class Keepers:
    """Who answers for the figures of some desks of a park, by the names that they sign in with; read once."""

    def __init__(self, site: Any, owners: Iterable[str]) -> None:
        self.site = site.scopes()[0]
        self.held = held([*((DESK_SCOPE, owner) for owner in set(owners)), self.site, EVERYWHERE])

    def of(self, to: str, owner: str) -> dict[str, int]:
        """Those at the desk, its head, or the park's leaders."""
        desk = (DESK_SCOPE, owner)
        if to == HEAD:
            return of(self.held, desk, SEES, HEAD)
        if to == LEADER:
            return of(self.held, self.site, SEES, LEADER) or of(self.held, EVERYWHERE, SEES, LEADER)
        return next((found for at in (desk, self.site, EVERYWHERE) if (found := of(self.held, at, ENTERS))), {})


def came_up_to(rows: Iterable[Owed], keepers: Keepers, day: date) -> dict[Owed, str]:
    """Whom each owed figure has come up to: the last of its stages of which somebody was in fact told, else nobody."""
    due = {one: stages(one, day) for one in rows}
    people = {n for one, some in due.items() for s in some for n in keepers.of(s.to, one.definition.owner).values()}
    known = told(people, [key(one, stage) for one, some in due.items() for stage in some])
    return {one: ([s.to for s in some if key(one, s) in known] or [""])[-1] for one, some in due.items()}


def owner_words(owner: str, day: date) -> Mapping[str, str]:
    """What an owner is called: its desk's name, else as the definition says."""
    known = desks(day)
    return both(known[owner]) if owner in known else {"zh": owner, "en": owner}
