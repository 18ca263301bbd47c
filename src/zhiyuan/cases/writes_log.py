"""The statements that one event costs, written out: of the whole append these are what an ORM would spend the
most on (ADR 0011). Two who act at once meet in the key of (case, seq): the second one's line is not taken.
"""

import json
from collections.abc import Collection
from datetime import UTC, date, datetime
from typing import Any

from django.db import connections, router

from zhiyuan.cases import event as chain
from zhiyuan.cases.models import Event
from zhiyuan.cases.turn import Turn

LAST = """SELECT seq, at, day, digest, (SELECT edition_id FROM cases_case WHERE id = %s)
    FROM cases_event WHERE case_id = %s ORDER BY seq DESC LIMIT 1"""
ADD = """INSERT INTO cases_event (case_id, seq, act, step, at, day, actor, on_behalf, data, previous, digest)
    VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s) ON CONFLICT (case_id, seq) DO NOTHING RETURNING id"""
SETTLE = "UPDATE cases_case SET phase = %s, due = %s, provisional = %s WHERE id = %s"
TURNS = "SELECT desk, what, holder, due, provisional, rank, id FROM cases_turn WHERE case_id = %s"
MOVE_TURN = """UPDATE cases_turn SET desk = %s, what = %s, holder = %s, due = %s, provisional = %s, rank = %s
    WHERE id = %s"""
ADD_TURN = """INSERT INTO cases_turn (desk, what, holder, due, provisional, rank, case_id)
    VALUES (%s, %s, %s, %s, %s, %s, %s)"""
DROP_TURN = "DELETE FROM cases_turn WHERE id = %s"
EDITION = "SELECT id FROM cases_edition WHERE digest = %s"
NUMBER = """INSERT INTO cases_numbers (site_id, day, last) VALUES (%s, %s, 1)
    ON CONFLICT (site_id, day) DO UPDATE SET last = cases_numbers.last + 1 RETURNING last"""


def last(case_id: int) -> tuple[chain.Event, int] | None:
    """The last event of a case, as far as the next one rests on it (place, time and digest), and the edition that
    the case is under by now; None before the first event."""
    with _connection().cursor() as cursor:
        cursor.execute(LAST, [case_id, case_id])
        row = cursor.fetchone()
    return (chain.Event("", _aware(row[1]), row[2], "", seq=row[0], digest=row[3]), int(row[4])) if row else None


def add(case_id: int, event: chain.Event) -> int | None:
    """Add a sealed event; its row's number, or None when another one has its place already."""
    connection = _connection()
    at: Any = connection.ops.adapt_datetimefield_value(event.at)
    said = json.dumps(event.data)
    with connection.cursor() as cursor:
        cursor.execute(ADD, [case_id, event.seq, event.act, event.step, at, event.day, event.actor, event.on_behalf,
                             said, event.previous, event.digest])  # fmt: skip
        row = cursor.fetchone()
    return int(row[0]) if row else None


def settle(
    case_id: int, phase: str, due: date | None, provisional: bool, turns: Collection[Turn]
) -> set[tuple[str, str]]:
    """What is kept beside the log: the case's row first, which whoever else lays it waits for; of its turns only
    those that differ. The turns that were not there, by desk and what."""
    with _connection().cursor() as cursor:
        cursor.execute(SETTLE, [phase, due, provisional, case_id])
        cursor.execute(TURNS, [case_id])
        there = {row[:3]: row for row in cursor.fetchall()}
        wanted = {(turn.desk, turn.what, turn.holder): _columns(turn) for turn in turns}
        gone = [there[key][-1] for key in there.keys() - wanted.keys()]
        new = [wanted[key] for key in wanted if key not in there]
        changed = [(*said, there[key][-1]) for key, said in wanted.items() if key in there and there[key][:-1] != said]
        reused = list(zip(new, gone, strict=False))
        for said in [*changed, *((*turn, number) for turn, number in reused)]:
            cursor.execute(MOVE_TURN, said)
        for number in gone[len(reused) :]:
            cursor.execute(DROP_TURN, [number])
        for turn in new[len(reused) :]:
            cursor.execute(ADD_TURN, [*turn, case_id])
    return {key[:2] for key in wanted} - {key[:2] for key in there}


def edition(digest: str) -> int | None:
    """The row of an edition; None before the first case under it."""
    with _connection().cursor() as cursor:
        cursor.execute(EDITION, [digest])
        row = cursor.fetchone()
    return int(row[0]) if row else None


def number(site_id: int, day: date) -> int:
    """The next number of a park's day."""
    with _connection().cursor() as cursor:
        cursor.execute(NUMBER, [site_id, day])
        return int(cursor.fetchone()[0])


def _columns(turn: Turn) -> tuple[str, str, str, date | None, bool, int]:
    return turn.desk, turn.what, turn.holder, turn.due, turn.provisional, turn.rank


def _connection() -> Any:
    return connections[router.db_for_write(Event)]


def _aware(at: datetime) -> datetime:
    """SQLite keeps UTC and says no zone."""
    return at if at.tzinfo else at.replace(tzinfo=UTC)
