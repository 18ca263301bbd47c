"""Reading what people were told: a person's inbox, and how many of it they have not read."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from zhiyuan.identity.models import Delivery, Notification
from zhiyuan.identity.notification import ON_BEHALF, Spoken, spoken
from zhiyuan.identity.outbox import READ, SENT

COUNTED = 99
"""As far as the bell counts: one look into an index of what is unread, however much there is."""


@dataclass(frozen=True, slots=True)
class Line:
    """A notification with its words."""

    row: Notification
    said: Spoken


@dataclass(frozen=True, slots=True)
class Receipt:
    """That a person was told something when, and when they read it; None while they have not.

    ``agent`` says that they were told on behalf of somebody else.
    """

    key: str
    person: str
    at: datetime
    read: datetime | None
    agent: bool


def receipts(keys: Collection[str]) -> list[Receipt]:
    """Who was told these happenings, the first who read them first, and whoever has not last."""
    rows = Notification.objects.filter(key__in=keys).select_related("person")
    found = [Receipt(r.key, str(r.person), r.at, r.read, ON_BEHALF in r.params) for r in rows]
    return sorted(found, key=lambda one: (one.read is None, one.read or one.at, one.person))


def unread(person: Any) -> int:
    """How many notifications a person has not read, up to one more than the bell shows."""
    return len(Notification.objects.filter(person=person, read=None).values_list("pk").order_by()[: COUNTED + 1])


def inbox(person: Any, *, which: str = "") -> "QuerySet[Notification]":
    """What a person was told, the newest first; ``unread`` of it where asked."""
    found = Notification.objects.filter(person=person)
    return found.filter(read=None) if which == "unread" else found


def numbers(people: Collection[int], keys: Collection[str]) -> dict[tuple[str, int], int]:
    """The notifications of these happenings to these people: number by happening and person."""
    rows = Notification.objects.filter(person__in=people, key__in=keys).order_by()
    return {(key, person): pk for key, person, pk in rows.values_list("key", "person", "pk")}


def deliveries(state: str = "") -> "QuerySet[Delivery]":
    """What left or is to leave the house, the last first; without a state, all that has not arrived."""
    found = Delivery.objects.select_related("notification__person").order_by("-due", "-pk")
    return found.filter(state=state) if state else found.exclude(state__in=(SENT, READ))


def line(row: Notification, language: str) -> Line:
    """A notification as it reads in a language, by the words of its day."""
    return Line(row, spoken(row.kind, row.params, language, timezone.localdate(row.at)))


def told(people: Collection[int], keys: Collection[str]) -> set[str]:
    """Which of these happenings at least one of some people was told."""
    return set(Notification.objects.filter(person__in=people, key__in=keys).values_list("key", flat=True))
