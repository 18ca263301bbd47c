"""Work orders: an alarm that asks for work gets one, by itself; whether it worked is said by the facts.

``maintenance`` knows no cases, so ``jobs`` looks: news of an alarm makes it look at once, and a round every few
minutes finds what nobody heard of. Closing an order clears no alarm. It is done for good when the facts cleared
its alarm; where the alarm stands at the look back, or the same fact is raised anew, the same order goes on.
"""

from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from zhiyuan.cases import writes
from zhiyuan.cases.fold import folded
from zhiyuan.cases.kindread import kind as edition
from zhiyuan.cases.models import Case, Order
from zhiyuan.cases.state import ENDED, WATCHED, looked_from
from zhiyuan.cases.subject import Subject, subject
from zhiyuan.enterprises import queries as enterprises
from zhiyuan.maintenance import queries as maintenance
from zhiyuan.maintenance.alarm import kind as alarm_kind
from zhiyuan.park.queries import day_at, today

FIRM = "enterprises.enterprise"
STANDS = _("the alarm still stands")
GONE = _("the facts cleared the alarm")
BY_HAND = _("somebody cleared the alarm by hand, and it was not raised again")
AGAIN = _("the same alarm was raised anew")


def open_orders(site: Any) -> int:
    """A work order for every alarm of a park that asks for one and has none; how many were opened.

    Each in its own transaction: a process that dies leaves whole orders and no half one.
    """
    opened, wanting = 0, maintenance.wanting_work(site)
    known = set(Order.objects.filter(alarm__in=wanting).values_list("alarm", flat=True))
    for alarm in (alarm for alarm in wanting if alarm.pk not in known):
        with transaction.atomic():
            opened += _order(alarm)
    return opened


def follow_facts(site: Any) -> int:
    """Look back on orders that are done: closed where the facts cleared the alarm, else they go on; how many moved."""
    moved = 0
    for case in Case.objects.filter(site=site, phase=WATCHED, orders__isnull=False).distinct():
        with transaction.atomic():
            moved += _looked_back(case)
    return moved


def _order(alarm: Any) -> int:
    """One alarm's order: the one that is still open for the same fact, or a new one."""
    maintenance.lock(alarm)
    if Order.objects.filter(alarm=alarm).exists():
        return 0
    case = _same_fact(alarm)
    if case is not None:
        if case.phase == WATCHED:
            _say(case, "rebound", AGAIN)
        Order.objects.create(alarm=alarm, case=case)
        return 0
    day = today(alarm.site)
    of, seen = alarm_kind(alarm.kind, day), day_at(alarm.site, alarm.raised)
    case = writes.opened(edition(of.order, day), _place(alarm))
    with override(settings.LANGUAGE_CODE):
        said = {"what": f"{gettext(of.title)}：{alarm.object_name}", "seen": seen.isoformat()}
    writes.append(case, "submit", writes.NOBODY, data={"form": said, "docs": []})
    writes.append(case, "accept", writes.NOBODY)
    Order.objects.create(alarm=alarm, case=case)
    return 1


def _same_fact(alarm: Any) -> Case | None:
    same = {f"alarm__{name}": getattr(alarm, name) for name in ("site", "kind", "object_type", "object_key")}
    found = Order.objects.filter(**same).exclude(case__phase__in=ENDED).select_related("case__site", "case__edition")
    return next((order.case for order in found.order_by("-pk")), None)


def _place(alarm: Any) -> Subject:
    """The floor of the alarm; of a firm's the floor that it is on, where that is one; else the park, in words."""
    floor = alarm.floor
    if alarm.object_type == FIRM:
        floors = enterprises.floors_of(alarm.site, alarm.object_key, today(alarm.site))
        floor = floors[0] if len(floors) == 1 else None
    return subject(floor or alarm.site, alarm.object_name)


def _looked_back(case: Case) -> int:
    kind = writes.kind_of(case)
    first = looked_from(kind, folded(kind, writes.log(case)))
    if first is None or today(case.site) < first:
        return 0
    alarms = [order.alarm for order in case.orders.select_related("alarm")]
    if any(alarm.cleared is None for alarm in alarms):
        _say(case, "rebound", STANDS)
    else:
        _say(case, "look_back", BY_HAND if any(alarm.cleared_by_id for alarm in alarms) else GONE)
    return 1


def _say(case: Case, act: str, reason: Any) -> None:
    """What the facts say, written down in the language of the installation."""
    with override(settings.LANGUAGE_CODE):
        writes.append(case, act, writes.NOBODY, data={"reason": str(reason)})
