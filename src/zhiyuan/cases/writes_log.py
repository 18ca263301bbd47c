"""The statements that one event costs, written out: of the whole append these are what an ORM would spend the
most on (ADR 0011). Two who act at once meet in the key of (case, seq): the second one's line is not taken.
"""

import json
from datetime import UTC, date, datetime
from typing import Any

from django.db import connections, router

from zhiyuan.cases import event as chain
from zhiyuan.cases.models import Event

LAST = """SELECT seq, at, day, digest, (SELECT edition_id FROM cases_case WHERE id = %s)
    FROM cases_event WHERE case_id = %s ORDER BY seq DESC LIMIT 1"""
ADD = """INSERT INTO cases_event (case_id, seq, act, step, at, day, actor, on_behalf, data, previous, digest)
    VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s) ON CONFLICT (case_id, seq) DO NOTHING RETURNING id"""
EDITION = "SELECT id FROM cases_edition WHERE digest = %s"
NUMBER = """INSERT INTO cases_numbers (site_id, day, last) VALUES (%s, %s, 1)
    ON CONFLICT (site_id, day) DO UPDATE SET last = cases_numbers.last + 1 RETURNING last"""


def last(case_id: int) -> tuple[chain.Event, int] | None:
    """The last event of a case, as far as the next one rests on it (place, time and digest), and the edition that
    the case is under by now; None before the first event."""
    with writing() as cursor:
        cursor.execute(LAST, [case_id, case_id])
        row = cursor.fetchone()
    return (chain.Event("", _aware(row[1]), row[2], "", seq=row[0], digest=row[3]), int(row[4])) if row else None


def add(cursor: Any, case_id: int, event: chain.Event) -> int | None:
    """Add a sealed event; its row's number, or None when another one has its place already."""
    at = cursor.db.ops.adapt_datetimefield_value(event.at)
    cursor.execute(ADD, [case_id, event.seq, event.act, event.step, at, event.day, event.actor, event.on_behalf,
                         json.dumps(event.data), event.previous, event.digest])  # fmt: skip
    row = cursor.fetchone()
    return int(row[0]) if row else None


def edition(digest: str) -> int | None:
    """The row of an edition; None before the first case under it."""
    with writing() as cursor:
        cursor.execute(EDITION, [digest])
        row = cursor.fetchone()
    return int(row[0]) if row else None


def number(site_id: int, day: date) -> int:
    """The next number of a park's day."""
    with writing() as cursor:
        cursor.execute(NUMBER, [site_id, day])
        return int(cursor.fetchone()[0])


def writing() -> Any:
    """A cursor where cases are written."""
    return connections[router.db_for_write(Event)].cursor()


def _aware(at: datetime) -> datetime:
    """SQLite keeps UTC and says no zone."""
    return at if at.tzinfo else at.replace(tzinfo=UTC)
