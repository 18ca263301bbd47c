"""Entering an absence and ending it. The caller holds the transaction."""

from datetime import date
from typing import Any

from zhiyuan.identity.models import Absence, Person
from zhiyuan.identity.roles import WORK, allows
from zhiyuan.identity.standing import today
from zhiyuan.kernel import parktime
from zhiyuan.kernel.errors import Malformed, NotFound, Refused


def entered(by: Any, person: Person, username: str, first: date, last: date) -> Absence:
    """Somebody is away over some days, with a colleague as deputy.

    Raises
    ------
    Malformed
        When the days are not in order, or over already.
    Refused
        When the deputy works no cases, or is away too, or the person has an absence on one of the days.
    """
    if not max(first, today()) <= last:
        raise Malformed("the last day, {last}, is before the first or over already", last=last)
    deputy = Person.objects.filter(username=username, is_active=True).first()
    if deputy is None:
        raise NotFound("nobody signs in as {username}", username=username or "–")
    if deputy == person:
        raise Refused("nobody is their own deputy")
    if not any(allows(grant.role, WORK) for grant in deputy.grants.all()):
        raise Refused("{deputy} works no cases: name a colleague who does", deputy=deputy)
    for who in (person, deputy):
        if other := Absence.objects.filter(person=who, first__lte=last, last__gte=first, ended=None).first():
            raise Refused("{person} is away from {first} to {last} already", person=who, first=other.first,
                          last=other.last)  # fmt: skip
    if other := Absence.objects.filter(deputy=person, first__lte=last, last__gte=first, ended=None).first():
        raise Refused("{person} stands in for {other} from {first} to {last}: find another deputy for that first",
                      person=person, other=other.person, first=other.first, last=other.last)  # fmt: skip
    now = parktime.now()
    return Absence.objects.create(person=person, deputy=deputy, first=first, last=last, entered=now, entered_by=by)


def ended(absence: Absence) -> Absence:
    """From now on it counts no more.

    Raises
    ------
    Refused
        When it is over or was ended already.
    """
    if absence.ended or absence.last < today():
        raise Refused("the absence is over")
    absence.ended = parktime.now()
    absence.save(update_fields=["ended"])
    return absence
