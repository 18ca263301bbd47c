"""Reading appointments: what is free at a counter, and what is booked."""

from collections import Counter as Count
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet

from zhiyuan.cases import queries_oneday
from zhiyuan.cases.kindread import kind as edition
from zhiyuan.cases.models import Appointment
from zhiyuan.cases.oneday import Share
from zhiyuan.cases.queries import DESK
from zhiyuan.cases.slots import BOOKED, counter, times
from zhiyuan.enterprises import queries as enterprises
from zhiyuan.identity.roles import allows
from zhiyuan.identity.standing import held
from zhiyuan.kernel import parktime
from zhiyuan.park.queries import zone


@dataclass(frozen=True, slots=True)
class Slot:
    """A time that may be booked: how many places are free, and the chance of the same day where it is estimated."""

    start: datetime
    free: int
    share: Share | None


def slots(site: Any, key: str, day: date, kind: str) -> list[Slot]:
    """The times of a day at a counter that are still to come."""
    of = counter(key, day)
    begins = [start for start in times(of, day, zone(site)) if start > parktime.now()]
    rows = Appointment.objects.filter(site=site, counter=key, start__in=begins, state=BOOKED)
    taken = Count(rows.values_list("start", flat=True))
    known = queries_oneday.chances(site, day) if begins and kind in queries_oneday.KINDS else None
    return [Slot(start, of.capacity - taken[start], known.at(start) if known else None) for start in begins]


def visible(person: Any) -> "QuerySet[Appointment]":
    """The appointments of the firms whose cases a person may see, and those at their desks."""
    desks = [grant.scope_id for grant in held(person) if grant.scope_type == DESK and allows(grant.role, "cases.view")]
    rows = Appointment.objects.select_related("enterprise", "site", "booked_by")
    return rows.filter(Q(enterprise__in=enterprises.visible(person, "cases.view")) | Q(counter__in=desks))


def coming(person: Any) -> list[tuple[Appointment, Any]]:
    """Those that are still to come, each with what it is for."""
    rows = visible(person).filter(state=BOOKED, start__gt=parktime.now())
    return [(row, edition(row.kind, row.start.astimezone(zone(row.site)).date()).title) for row in rows]
