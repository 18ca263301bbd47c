"""The outbox: handing notifications to the ways out, taking what is due, and noting what became of it.

A delivery is claimed by one statement before it is sent and marked after, so that two senders never take the same one;
a sender that dies in between leaves it claimed, and it is sent once more when the claim is stale.
"""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from zhiyuan.identity import notification, outbox
from zhiyuan.identity.models import Delivery, Notification, Person, Preference
from zhiyuan.identity.notification import DELIVERY, GROUPS, Wish
from zhiyuan.kernel.errors import Refused
from zhiyuan.kernel.reference import value

AT_ONCE = 500
TOO_OLD = timedelta(days=1)
"""What was told longer ago is not sent any more when a way is opened."""


def hand_over(ways: Collection[str], now: datetime) -> int:
    """Hand what was told since to the ways that are open, each as its person wishes; how many deliveries there are.

    A notification is handed over once, whoever does it: the mark and its deliveries are one transaction.
    """
    made = 0
    while rows := list(_to_hand()):
        with transaction.atomic():
            wishes = _wishes({row.person for row in rows}, now)
            wanted = [d for row in rows if row.at > now - TOO_OLD for d in _of(row, wishes[row.person_id], ways)]
            Delivery.objects.bulk_create(wanted, ignore_conflicts=True)
            Notification.objects.filter(pk__in=[row.pk for row in rows]).update(handed=now)
        made += len(wanted)
    return made


def _to_hand() -> Iterable[Notification]:
    return Notification.objects.filter(handed=None).select_related("person").order_by("pk")[:AT_ONCE]


def _wishes(people: Collection[Person], now: datetime) -> dict[int, Wish]:
    said = {row.person_id: wish(row) for row in Preference.objects.filter(person__in=people)}
    unsaid = notification.default(timezone.localdate(now))
    return {person.pk: said.get(person.pk, unsaid) for person in people}


def wish(row: Preference) -> Wish:
    """What a person wishes, as it is kept."""
    ways = {way for way in notification.WAYS if getattr(row, way)}
    quiet = (row.quiet_from, row.quiet_until) if row.quiet_from is not None else None
    return Wish(frozenset(ways), quiet, row.digest)


def _of(row: Notification, wished: Wish, open_ways: Collection[str]) -> Iterable[Delivery]:
    """The deliveries of one notification: to its person, and once for all of its happening to the groups."""
    day, zone = timezone.localdate(row.at), ZoneInfo(row.zone)
    leaves = notification.leaves(row.kind, row.at, zone, wished)
    digest = wished.digest and not notification.urgent(row.kind, day)
    for way in sorted(wished.ways & set(open_ways)):
        if address(row.person, way):
            yield Delivery(notification=row, way=way, key=f"{row.pk}@{way}", digest=digest, due=leaves)
    if row.kind in value(f"{DELIVERY}#groups", day):
        for group in sorted(set(GROUPS) & set(open_ways)):
            quiet = notification.leaves(row.kind, row.at, zone, notification.default(day))
            yield Delivery(notification=row, way=group, key=f"{row.key}@{group}", due=quiet)


def address(person: Person, way: str) -> str:
    """Where a person is reached this way; empty where nowhere."""
    return {notification.MAIL: person.email, notification.SMS: person.phone}.get(way, "")


def claimed(ways: Collection[str], now: datetime) -> list[Delivery]:
    """The next deliveries that leave together, from now on the caller's to send: one, or all of a person's digest.

    What its person has read in the meantime need not leave any more.
    """
    _take_back(now)
    waiting = Delivery.objects.filter(state=outbox.WAITING, way__in=ways, due__lte=now)
    waiting.exclude(way__in=GROUPS).exclude(notification__read=None).update(state=outbox.READ, done=now)
    first = waiting.order_by("due", "pk").values("pk", "way", "digest", "notification__person").first()
    if first is None:
        return []
    together = waiting.filter(pk=first["pk"])
    if first["digest"]:
        person = Notification.objects.filter(person=first["notification__person"])
        together = waiting.filter(digest=True, way=first["way"], notification__in=person)
    claim = uuid4().hex
    numbers = list(together.values_list("pk", flat=True)[:AT_ONCE])
    taken = Delivery.objects.filter(pk__in=numbers, state=outbox.WAITING)
    if not taken.update(state=outbox.SENDING, claim=claim, claimed=timezone.now()):
        return claimed(ways, now)  # another sender was quicker
    mine = Delivery.objects.filter(claim=claim, state=outbox.SENDING)
    return list(mine.select_related("notification__person").order_by("pk"))


def _take_back(now: datetime) -> None:
    """What a dead sender left may have arrived."""
    stale = Delivery.objects.filter(state=outbox.SENDING, claimed__lt=timezone.now() - outbox.STALE)
    for row in stale:
        note([row], outbox.MAYBE_SENT, "the sender was interrupted", now)


def note(rows: Iterable[Delivery], outcome: str, error: str, now: datetime) -> None:
    """What became of a try; only by whoever still holds the claim."""
    for row in rows:
        after = outbox.after(outcome, row.tries, row.maybe, now, timezone.localdate(now))
        done = now if after.state not in outbox.OPEN else None
        said = {
            "state": after.state,
            "tries": after.tries,
            "maybe": after.maybe,
            "due": after.due,
            "error": error[:200],
        }
        _held(row).update(**said, done=done, claim="")


def release(rows: Iterable[Delivery], until: datetime) -> None:
    """Give back what was claimed and not tried: nobody was asked, so it counts for nothing."""
    for row in rows:
        _held(row).update(state=outbox.WAITING, due=until, claim="")


def _held(row: Delivery) -> "QuerySet[Delivery]":
    """The row as long as this sender's claim on it holds."""
    return Delivery.objects.filter(pk=row.pk, claim=row.claim, state=outbox.SENDING)


def resend(row: Delivery, now: datetime) -> Delivery:
    """Let what failed be tried anew.

    Raises
    ------
    Refused
        When it has not failed.
    """
    fresh = {"state": outbox.WAITING, "tries": 0, "maybe": 0, "due": now, "done": None, "error": ""}
    if not Delivery.objects.filter(pk=row.pk, state=outbox.FAILED).update(**fresh):
        raise Refused("{delivery} has not failed: it is {state}", delivery=row.pk, state=row.state)
    row.refresh_from_db()
    return row


def prefer(person: Any, wished: Wish, *, email: str, phone: str) -> None:
    """Keep how a person wants to be told and where; nobody else's business, so no trail line."""
    begins, ends = wished.quiet or (None, None)
    ways = {way: way in wished.ways for way in notification.WAYS}
    said = {"quiet_from": begins, "quiet_until": ends, "digest": wished.digest, **ways}
    with transaction.atomic():
        Person.objects.filter(pk=person.pk).update(email=email, phone=phone)
        Preference.objects.update_or_create(person=person, defaults=said)
