"""What counts as a person's grants today: those given, and those lent from day to day.

A lent grant is stored nowhere: it follows from a row with days (an absence here, a delegation or an assignment in a
room above), so it begins and ends by itself. What was lent is asked once for a person as they were read from the
database, and again before every act.
"""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings

from zhiyuan.identity.models import Absence, Grant, Person
from zhiyuan.identity.roles import WORK, allows
from zhiyuan.kernel import parktime

# Identity knows no firms and no cases: rooms above say what they lend to a person.
LENDERS: list[Callable[[Any], Iterable[Grant]]] = []
KEPT, AWAY = "_lent", "_away"


def held(person: Any) -> list[Grant]:
    """Every grant that counts for a person now; none for a stranger."""
    if not getattr(person, "is_authenticated", False) or not person.is_active:
        return []
    return [*person.grants.all(), *lent(person)]


def lent(person: Any) -> list[Grant]:
    """What is lent to a person today."""
    if (known := getattr(person, KEPT, None)) is None:
        own = Grant(person=person, role="oneself", scope_type="identity.person", scope_id=str(person.pk))
        known = [own, *_of_absent(person), *(grant for lender in LENDERS for grant in lender(person))]
        setattr(person, KEPT, known)
    return known


def ask_again(person: Any) -> None:
    """Forget what was lent, so that it is asked anew: a right may have been revoked since the person was read."""
    for kept in (KEPT, AWAY):
        if getattr(person, kept, None) is not None:
            delattr(person, kept)


def today() -> date:
    """The installation's day: people belong to no park."""
    return parktime.now().astimezone(ZoneInfo(settings.TIME_ZONE)).date()


def stands_in_for(person: Any) -> list[Person]:
    """Who is away today with this person as deputy; asked as often as what is lent."""
    if (known := getattr(person, AWAY, None)) is None:
        now = today()
        away = Absence.objects.filter(deputy=person, first__lte=now, last__gte=now, ended=None, person__is_active=True)
        rows = away.select_related("person").prefetch_related("person__grants").order_by("pk")
        known = [row.person for row in rows]
        setattr(person, AWAY, known)
    return known


def in_whose_place(person: Any, act: str, target: Any) -> Person | None:
    """The absent colleague whose right it is that a deputy uses for an act; None where it is the deputy's own."""
    scopes = {("*", ""), *target.scopes()}

    def given(to: Any) -> bool:
        return any(allows(g.role, act) and (g.scope_type, g.scope_id) in scopes for g in to.grants.all())

    return None if given(person) else next(filter(given, stands_in_for(person)), None)


def absence_of(person: Any) -> Absence | None:
    """The absence that a person is on today."""
    now = today()
    found = Absence.objects.filter(person=person, first__lte=now, last__gte=now, ended=None)
    return found.select_related("person", "deputy").first()


def _of_absent(person: Any) -> Iterable[Grant]:
    """A deputy works the cases of whoever is away, where they would; nothing else goes over."""
    for away in stands_in_for(person):
        for grant in away.grants.all():
            if allows(grant.role, WORK):
                yield Grant(person=person, role="deputy", scope_type=grant.scope_type, scope_id=grant.scope_id)
