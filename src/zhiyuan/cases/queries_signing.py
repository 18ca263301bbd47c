"""Reading who signs for whom."""

from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from zhiyuan.cases.models import SigningDeputy
from zhiyuan.cases.queries import Read
from zhiyuan.identity.standing import stands_in_for
from zhiyuan.identity.verbs import may


def appointments(person: Any) -> "QuerySet[SigningDeputy]":
    """Those that a person made, is named in, or may make for everybody; the newest first."""
    rows = SigningDeputy.objects.select_related("head", "deputy")
    if may(person, "cases.appoint_signing_deputy"):
        return rows
    return rows.filter(Q(head=person) | Q(deputy=person))


def names(found: Read, person: Any) -> list[str]:
    """Those in whose name a person may sign in a case today: their own, and whose deputy they are."""
    if not any(found.state.asked_to_sign.values()):
        return []
    day: date = found.today
    rows = SigningDeputy.objects.filter(deputy=person, ended=None, first__lte=day, last__gte=day)
    rows = rows.filter(kind__in=("", found.kind.key))
    away = [one.username for one in stands_in_for(person)]
    return [person.username, *away, *rows.values_list("head__username", flat=True)]


def soonest(day: date) -> int | None:
    """After how long the first of the deputies for every kind signs on a day; none without one. [min of office time]"""
    rows = SigningDeputy.objects.filter(ended=None, first__lte=day, last__gte=day, kind="")
    return min(rows.values_list("after_minutes", flat=True), default=None)
