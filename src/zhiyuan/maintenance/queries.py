"""Reading alarms: for the list, the bell, the overview and the API."""

from datetime import datetime
from typing import Any

from django.db.models import Case, Count, IntegerField, Q, QuerySet, Value, When

from zhiyuan.identity.models import Person
from zhiyuan.identity.roles import allows
from zhiyuan.identity.verbs import may
from zhiyuan.kernel import parktime
from zhiyuan.maintenance.alarm import SEVERITIES, kinds
from zhiyuan.maintenance.models import Alarm
from zhiyuan.park import queries as park

RANK = Case(
    *(When(severity=s, then=Value(i)) for i, s in enumerate(SEVERITIES)),
    default=Value(len(SEVERITIES)),
    output_field=IntegerField(),
)
STATES = ("open", "new", "acknowledged", "shelved", "cleared", "all")


def visible_to(person: Any) -> QuerySet[Alarm]:
    """The alarms of every site and floor where a person may look."""
    grants = list(person.grants.all()) if getattr(person, "is_authenticated", False) else []
    seen = Q(pk__in=[])
    for grant in grants:
        seen |= _seen_by(grant)
    return Alarm.objects.filter(seen).select_related("site", "floor", "acknowledged_by", "cleared_by", "assignee")


def _seen_by(grant: Any) -> Q:
    if not allows(grant.role, "maintenance.view"):
        return Q(pk__in=[])
    column = {"park.site": "site_id", "park.building": "floor__building_id", "park.floor": "floor_id"}
    if grant.scope_type == "*":
        return Q(pk__isnull=False)
    if grant.scope_type not in column:
        return Q(pk__in=[])
    return Q(**{column[grant.scope_type]: grant.scope_id})


def alarms(
    person: Any, *, state: str = "open", severity: str = "", kind: str = "", floor: str = "", words: str = ""
) -> QuerySet[Alarm]:
    """The filtered list, the worst and newest first."""
    found = _in_state(visible_to(person), state, parktime.now())
    if severity:
        found = found.filter(severity=severity)
    if kind:
        found = found.filter(kind=kind)
    if floor:
        found = found.filter(floor__key=floor)
    if words:
        found = found.filter(
            Q(object_name__icontains=words) | Q(object_key__icontains=words) | Q(note__icontains=words)
        )
    return found.annotate(rank=RANK).order_by("cleared", "rank", "-raised", "-id")


def _in_state(found: QuerySet[Alarm], state: str, now: datetime) -> QuerySet[Alarm]:
    shelved = Q(shelved_until__gt=now)
    conditions = {
        "open": Q(cleared__isnull=True) & ~shelved,
        "new": Q(cleared__isnull=True, acknowledged__isnull=True) & ~shelved,
        "acknowledged": Q(cleared__isnull=True, acknowledged__isnull=False) & ~shelved,
        "shelved": Q(cleared__isnull=True) & shelved,
        "cleared": Q(cleared__isnull=False),
    }
    return found.filter(conditions[state]) if state in conditions else found


def open_counts(site: Any) -> dict[str, int]:
    """How many alarms of a site are open, by severity: what the overview shows."""
    rows = Alarm.objects.filter(Q(shelved_until__isnull=True) | Q(shelved_until__lte=parktime.now()))
    counted = rows.filter(site=site, cleared__isnull=True).values("severity").annotate(n=Count("id")).order_by()
    by_severity = {row["severity"]: row["n"] for row in counted}
    return {s: by_severity.get(s, 0) for s in SEVERITIES}


def bell(person: Any) -> int:
    """How many open alarms nobody has acknowledged, of those a person may see."""
    return int(alarms(person, state="new").count())


def wanting_work(site: Any) -> list[Alarm]:
    """The open alarms of a park whose kind asks for a work order, but for those that somebody shelved."""
    asking = [one.name for one in kinds(park.today(site)) if one.order]
    rows = Alarm.objects.filter(site=site, kind__in=asking).select_related("site", "floor__building")
    return list(_in_state(rows, "open", parktime.now()).order_by("pk"))


def lock(alarm: Alarm) -> None:
    """Two who act on an alarm at once do so one after the other."""
    Alarm.objects.select_for_update().only("pk").get(pk=alarm.pk)


def open_by_object(site: Any, object_type: str, keys: list[str]) -> dict[str, list[Alarm]]:
    """Open alarms of some objects: what a detail panel lists."""
    found: dict[str, list[Alarm]] = {}
    rows = Alarm.objects.filter(site=site, cleared__isnull=True, object_type=object_type, object_key__in=keys)
    for alarm in rows:
        found.setdefault(alarm.object_key, []).append(alarm)
    return found


def assignable(alarm: Alarm) -> list[Any]:
    """The people who may take an alarm over."""
    people = Person.objects.filter(is_active=True).prefetch_related("grants").order_by("username")
    return [p for p in people if may(p, "maintenance.acknowledge_alarm", alarm)]
