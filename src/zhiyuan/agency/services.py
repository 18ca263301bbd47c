"""What may be done: a firm appoints and dismisses agents, the park assigns officers."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from zhiyuan.agency import writes, writes_handover, writes_roster
from zhiyuan.agency.delegation import ANSWER, APPLY
from zhiyuan.agency.models import Assignment, Delegation, HandOver, Roster
from zhiyuan.identity.models import Person
from zhiyuan.identity.verbs import verb
from zhiyuan.kernel import sheetread


@verb
def give_delegation(
    person: Any,
    enterprise: Any,
    *,
    agent: str,
    first: date,
    last: date,
    kinds: Sequence[str] = (),
    acts: Sequence[str] = (APPLY, ANSWER),
    case: str = "",
) -> Delegation:
    """Let somebody act for your firm over some days, in every kind of case, in some, or in one case by its number."""
    return writes.given(person, enterprise, agent, kinds, acts, (first, last), case)


@verb
def revoke_delegation(person: Any, delegation: Delegation) -> Delegation:
    """Take a delegation back, or lay it down as the agent."""
    return writes.revoked(person, delegation)


@verb
def assign_officer(
    person: Any, target: Any, *, officer: str, layer: int, first: date, last: date | None = None
) -> Assignment:
    """Make somebody the officer of a firm or project, in one of three layers."""
    return writes.assigned(person, target, officer, layer, first, last)


@verb
def end_assignment(person: Any, assignment: Assignment, *, last: date) -> Assignment:
    """Say on which day an officer has a firm or project for the last time."""
    return writes.ended(assignment, last)


@verb
def hand_over(person: Any, target: Person, *, to: str, reason: str) -> HandOver:
    """Move the open steps that somebody holds, and their firms and projects, to a colleague, in one act."""
    return writes_handover.handed_over(person, target, to, reason)


@verb
def stage_roster(person: Any, site: Any, *, workbook: str, file: str = "") -> Roster:
    """Bring a workbook (base64) of officers of firms and projects, to look at what would come of it."""
    return writes_roster.staged(person, site, sheetread.from_base64(workbook), file)


@verb
def take_roster(person: Any, roster: Roster, *, only_good: bool = False) -> Roster:
    """Assign the officers of a workbook that was brought, all or nothing, or its good rows and keep the rest apart."""
    return writes_roster.taken(person, roster, only_good)


@verb
def discard_roster(person: Any, roster: Roster) -> Roster:
    """Forget a workbook that was brought, or the rows of it that are kept apart."""
    return writes_roster.discarded(roster)
