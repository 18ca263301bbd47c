"""Who sits at a desk and how much each of them has; what nobody there took yet."""

from collections.abc import Collection
from typing import Any

from django.db.models import Count
from django.db.models.functions import TruncDate

from zhiyuan.cases import writes
from zhiyuan.cases.load import Load, Open, loads
from zhiyuan.cases.models import Turn, Until
from zhiyuan.cases.queries import DESK
from zhiyuan.identity.models import Grant
from zhiyuan.identity.roles import WORK, allows
from zhiyuan.identity.standing import absence_of
from zhiyuan.park.queries import today, zone

MOST = 200
"""So many steps are dealt at once, and looked through for the one that is due first."""


def untaken(desk: str, site: Any) -> list[Turn]:
    """The steps at a desk that nobody took yet, what is due first; acts of the counter are not steps."""
    rows = Turn.objects.filter(holder="", desk=desk, case__site=site).order_by(Until("due"), "case_id", "pk")
    rows = rows.select_related("case__site", "case__edition", "case__enterprise")[:MOST]
    return [turn for turn in rows if turn.what in writes.kind_of(turn.case).step]


def busiest(desks: Collection[str], site: Any) -> str | None:
    """Which of some desks has the most open steps; none where none has any."""
    rows = Turn.objects.filter(desk__in=desks, case__site=site).order_by().values_list("desk")
    return max(rows.annotate(Count("pk")), key=lambda row: row[1], default=(None,))[0]


def seated(desk: str) -> tuple[list[str], list[str]]:
    """Who holds a role for a desk itself: the user names of those who are there, and of those who are away."""
    held = Grant.objects.filter(scope_type=DESK, scope_id=desk, person__is_active=True).select_related("person")
    people = {grant.person.username: grant.person for grant in held if allows(grant.role, WORK)}
    away = [name for name, who in people.items() if absence_of(who)]
    return sorted(people.keys() - set(away)), sorted(away)


def open_of(usernames: list[str]) -> dict[str, int]:
    """How many open steps each of some people has, at any desk."""
    counted = Turn.objects.filter(holder__in=usernames).order_by().values_list("holder").annotate(Count("pk"))
    return dict.fromkeys(usernames, 0) | dict(counted)


def of_desk(desk: str, site: Any) -> list[Load]:
    """The load of everybody who has a step of a desk, and of what nobody took."""
    opened = TruncDate("case__opened", tzinfo=zone(site))
    rows = Turn.objects.filter(desk=desk, case__site=site).order_by().values_list("holder", "due", opened)
    return loads((Open(*row) for row in rows.annotate(Count("pk"))), today(site))
