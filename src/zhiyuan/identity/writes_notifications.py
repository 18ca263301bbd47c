"""Telling people: a row for each, in the transaction of what happened. What leaves the house is a later matter.

Written out as one statement for the people and one for the rows, since both lie in the transaction of an act that
others wait for (ADR 0011).
"""

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connections, router

from zhiyuan.identity.models import Notification
from zhiyuan.identity.notification import Told
from zhiyuan.identity.standing import today

AWAY = """LEFT JOIN identity_absence a
    ON a.person_id = p.id AND a.ended IS NULL AND a.first <= %s AND a.last >= %s
    LEFT JOIN identity_person d ON d.id = a.deputy_id AND d.is_active"""
HELD = """SELECT g.scope_type, g.scope_id, g.role, p.id, p.username, d.id, d.username FROM identity_grant g
    JOIN identity_person p ON p.id = g.person_id AND p.is_active {away}
    WHERE (g.scope_type, g.scope_id) IN (VALUES {places})"""
NAMED = """SELECT p.username, p.id, d.username, d.id FROM identity_person p {away}
    WHERE p.is_active AND p.username IN ({names})"""
TELL = """INSERT INTO identity_notification (person_id, key, kind, path, params, zone, at) VALUES {rows}
    ON CONFLICT (person_id, key) DO NOTHING"""
AT_ONCE = 500
"""Rows of one statement, well below what a database takes in parameters."""


@dataclass(frozen=True, slots=True)
class Held:
    """A role that somebody active holds somewhere."""

    scope: tuple[str, str]
    role: str
    person: int
    username: str
    deputy: int | None = None
    """Who stands in for them today, if they are away."""
    deputy_name: str | None = None


def held(scopes: Collection[tuple[str, str]]) -> list[Held]:
    """The roles that active people hold on exactly these scopes."""
    if not scopes:
        return []
    places = ", ".join(["(%s, %s)"] * len(scopes))
    with _connection().cursor() as cursor:
        days = [today()] * 2
        cursor.execute(HELD.format(places=places, away=AWAY), [*days, *(part for scope in scopes for part in scope)])
        return [Held((row[0], row[1]), *row[2:]) for row in cursor.fetchall()]


def named(usernames: Collection[str], *, deputies: bool = False) -> dict[str, dict[str, int]]:
    """Active people by the names that they sign in with; where asked, with whoever stands in for them today."""
    if not usernames:
        return {}
    with _connection().cursor() as cursor:
        names = ", ".join(["%s"] * len(usernames))
        cursor.execute(NAMED.format(names=names, away=AWAY), [today(), today(), *usernames])
        rows = cursor.fetchall()
    return {row[0]: {row[0]: row[1], **({row[2]: row[3]} if deputies and row[2] else {})} for row in rows}


def tell(told: Iterable[Told], zone: str, at: datetime) -> int:
    """Tell people; whoever was told the same happening before is not told again. How many were.

    ``zone`` is the site's, by whose clock quiet hours go.
    """
    connection = _connection()
    moment: Any = connection.ops.adapt_datetimefield_value(at)
    rows = [
        (person, one.key, one.kind, one.path, json.dumps(one.params, ensure_ascii=False), zone, moment)
        for one in told
        for person in one.people
    ]
    count = 0
    for first in range(0, len(rows), AT_ONCE):
        some = rows[first : first + AT_ONCE]
        places = ", ".join(["(%s, %s, %s, %s, %s, %s, %s)"] * len(some))
        with connection.cursor() as cursor:
            cursor.execute(TELL.format(rows=places), [part for row in some for part in row])
            count += int(cursor.rowcount)
    return count


def read(person: Any, number: int, at: datetime) -> Notification | None:
    """Mark one notification of a person as read, the first time it is opened; None when it is not theirs."""
    row = Notification.objects.filter(person=person, pk=number).first()
    if row is not None and row.read is None:
        Notification.objects.filter(pk=row.pk, read=None).update(read=at)
    return row


def read_of(person: Any, path: str, at: datetime) -> None:
    """Mark what a person was told of a page as read, when they open the page itself, by whichever way."""
    rows = Notification.objects.filter(person=person, path=path, read=None)
    if numbers := list(rows.values_list("pk", flat=True)):
        Notification.objects.filter(pk__in=numbers, read=None).update(read=at)


def read_all(person: Any, at: datetime, until: int) -> int:
    """Mark what a person had before them as read, up to the last that their page showed; how many there were."""
    rows = Notification.objects.filter(person=person, read=None, pk__lte=until)
    return int(rows.update(read=at))


def _connection() -> Any:
    return connections[router.db_for_write(Notification)]
