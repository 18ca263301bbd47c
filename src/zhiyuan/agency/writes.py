"""Giving and revoking delegations, assigning officers. The caller holds the transaction."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from zhiyuan.agency.delegation import ACTS
from zhiyuan.agency.layer import LAYERS
from zhiyuan.agency.models import Assignment, Delegation
from zhiyuan.agency.queries import own_firms
from zhiyuan.cases.kindread import kind as edition
from zhiyuan.cases.kindread import kinds as known_kinds
from zhiyuan.cases.queries import for_the_firm, numbered
from zhiyuan.cases.subject import ENTERPRISE
from zhiyuan.identity.models import Person
from zhiyuan.kernel import parktime
from zhiyuan.kernel.errors import Malformed, NotFound, Refused
from zhiyuan.park.queries import today


def active(username: str) -> Person:
    """Who signs in by a name.

    Raises
    ------
    NotFound
        When nobody does.
    """
    found = Person.objects.filter(username=username, is_active=True).first()
    if found is None:
        raise NotFound("nobody signs in as {username}", username=username or "–")
    return found


def given(
    by: Any, enterprise: Any, agent: str, kinds: Sequence[str], acts: Sequence[str], days: tuple[date, date], case: str
) -> Delegation:
    """A firm's delegation to an agent over some days; a case, by its number, narrows it to that case.

    Raises
    ------
    Refused
        When it is not the firm itself that gives it, or the agent acts for the firm anyway.
    Malformed
        When the days are not in order or over, or a kind or act is not known.
    """
    if enterprise not in own_firms(by):
        raise Refused("nobody appoints an agent for {firm} but {firm}", firm=enterprise)
    who, (first, last) = active(agent), days
    if for_the_firm(who, enterprise):
        raise Refused("{agent} acts for {firm} already", agent=who, firm=enterprise)
    day = today(enterprise.site)
    if not max(first, day) <= last:
        raise Malformed("the last day, {last}, is before the first or over already", last=last)
    _refuse_unknown(kinds, [key for key in known_kinds() if edition(key, day).about == ENTERPRISE])
    _refuse_unknown(acts, list(ACTS))
    matter = numbered(enterprise, case) if case else None
    row = Delegation(enterprise=enterprise, case=matter, agent=who, first=first, last=last)
    row.kinds, row.acts = [] if matter else sorted(set(kinds)), sorted(set(acts))
    row.given, row.given_by = parktime.now(), by
    row.save()
    return row


def _refuse_unknown(said: Sequence[str], known: Sequence[str]) -> None:
    if unknown := sorted(set(said) - set(known)):
        raise Malformed("{unknown} cannot be delegated; there are {known}", unknown=", ".join(unknown),
                        known=", ".join(known))  # fmt: skip


def revoked(by: Any, row: Delegation) -> Delegation:
    """The firm takes a delegation back, or the agent lays it down: from this moment nothing follows from it."""
    if row.revoked is not None:
        raise Refused("it was revoked already")
    if row.agent_id != by.pk and row.enterprise not in own_firms(by):
        raise Refused("nobody revokes an agent of {firm} but {firm} and the agent", firm=row.enterprise)
    row.revoked, row.revoked_by = parktime.now(), by
    row.save(update_fields=["revoked", "revoked_by"])
    return row


def assigned(by: Any, target: Any, officer: str, layer: int, first: date, last: date | None = None) -> Assignment:
    """An officer of a layer for a firm or project.

    Raises
    ------
    Malformed
        When there is no such layer, or the days are not in order.
    Refused
        When the officer has it on one of the days already.
    """
    if layer not in LAYERS:
        raise Malformed(
            "there is no layer {layer}; there are {layers}", layer=layer, layers=", ".join(map(str, LAYERS))
        )
    days_in_order(first, last)
    who, of = active(officer), {target._meta.model_name: target}
    if of.keys() - {"enterprise", "project"}:
        raise Refused("officers are assigned to enterprises and projects")
    for other in Assignment.objects.filter(officer=who, **of):
        if other.meets(first, last):
            raise Refused("{officer} is officer of {target} already, since {first}", officer=who, target=target,
                          first=other.first)  # fmt: skip
    return Assignment.objects.create(
        **of, officer=who, layer=layer, first=first, last=last, entered=parktime.now(), entered_by=by
    )


def days_in_order(first: date, last: date | None) -> None:
    """Refuse a last day before the first."""
    if last is not None and last < first:
        raise Malformed("the last day, {last}, is before the first or over already", last=last)


def ended(row: Assignment, last: date) -> Assignment:
    """The officer has the firm or project until a day; what was stays."""
    if row.last is not None and row.last < today(row.of.site):
        raise Refused("it ended on {last}", last=row.last)
    days_in_order(row.first, last)
    row.last = last
    row.save(update_fields=["last"])
    return row
