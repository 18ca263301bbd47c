"""What the processes report: an alarm is raised once and cleared by the facts. Not verbs: nobody asked."""

from datetime import datetime
from typing import Any

from django.db import transaction

from zhiyuan.maintenance.alarm import Fact, kind
from zhiyuan.maintenance.models import Alarm
from zhiyuan.park import queries as park


def raise_alarm(
    site_id: int,
    fact: Fact,
    at: datetime,
    *,
    name: str = "",
    floor_id: int | None = None,
    params: dict[str, Any] | None = None,
) -> tuple[Alarm, bool]:
    """The open alarm of a fact, and whether it is new; a repeated fact only counts up."""
    known = {"kind": fact.kind, "object_type": fact.object_type, "object_key": fact.object_key}
    with transaction.atomic():
        alarm = Alarm.objects.select_for_update().filter(site_id=site_id, cleared__isnull=True, **known).first()
        if alarm is None:
            day = park.day_at(park.site_numbered(site_id), at)
            return Alarm.objects.create(
                site_id=site_id,
                floor_id=floor_id,
                severity=kind(fact.kind, day).severity,
                object_name=name or fact.object_key,
                params=params or {},
                raised=at,
                last_seen=at,
                **known,
            ), True
        alarm.times += 1
        alarm.last_seen = at
        alarm.params = params or alarm.params
        alarm.save(update_fields=["times", "last_seen", "params"])
    return alarm, False


def clear_alarm(site_id: int, fact: Fact, at: datetime) -> bool:
    """Close the open alarm of a fact that is over; False when there was none."""
    closed: int = Alarm.objects.filter(
        site_id=site_id,
        kind=fact.kind,
        object_type=fact.object_type,
        object_key=fact.object_key,
        cleared__isnull=True,
    ).update(cleared=at)
    return closed > 0


def open_facts(site_id: int) -> set[Fact]:
    """The facts of all open alarms: what a restarted process must go on watching."""
    rows = Alarm.objects.filter(site_id=site_id, cleared__isnull=True)
    return {Fact(*row) for row in rows.values_list("kind", "object_type", "object_key")}
