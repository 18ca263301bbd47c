"""Turns, promises and ratings as rows beside the log, so that a list or a ledger reads rows and no logs: laid in the
transaction of the event, only where it changes them, and laid anew from the log at will.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from zhiyuan.cases import promise as ledger
from zhiyuan.cases.kind import Kind
from zhiyuan.cases.models import Case, Promise, Rating
from zhiyuan.cases.rating import BAD, put_right_by
from zhiyuan.cases.state import State
from zhiyuan.cases.turn import Turn
from zhiyuan.cases.turn import turns as turns_of

SETTLE = "UPDATE cases_case SET phase = %s, due = %s, provisional = %s WHERE id = %s"
TURN, TURNED = ("desk", "what", "holder"), ("due", "provisional", "rank")
KEEP_TURN = """INSERT INTO cases_turn (desk, what, holder, due, provisional, rank, case_id)
    VALUES (%s, %s, %s, %s, %s, %s, %s) ON CONFLICT (case_id, desk, what, holder)
    DO UPDATE SET due = excluded.due, provisional = excluded.provisional, rank = excluded.rank"""
MOVE_TURN = """UPDATE cases_turn SET desk = %s, what = %s, holder = %s, due = %s, provisional = %s, rank = %s
    WHERE case_id = %s AND desk = %s AND what = %s AND holder = %s"""
DROP_TURN = "DELETE FROM cases_turn WHERE case_id = %s AND desk = %s AND what = %s AND holder = %s"
PROMISED = ("by", "made", "first", "moved", "due", "kept", "lapsed")
RATED = ("level", "day", "called", "righted", "appeal", "until")
KEEP_PROMISE = """INSERT INTO cases_promise
    (case_id, doc, kind, opened, "by", made, first, moved, due, kept, lapsed)
    VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
    ON CONFLICT (case_id, doc) DO UPDATE SET "by" = excluded."by", made = excluded.made, first = excluded.first,
    moved = excluded.moved, due = excluded.due, kept = excluded.kept, lapsed = excluded.lapsed"""
DROP_PROMISE = "DELETE FROM cases_promise WHERE case_id = %s AND doc = %s"
KEEP_RATING = """INSERT INTO cases_rating (case_id, level, day, called, righted, appeal, until)
    VALUES (%s, %s, %s, %s, %s, %s, %s)
    ON CONFLICT (case_id) DO UPDATE SET level = excluded.level, day = excluded.day, called = excluded.called,
    righted = excluded.righted, appeal = excluded.appeal, until = excluded.until"""
DROP_RATING = "DELETE FROM cases_rating WHERE case_id = %s"


Who = tuple[str, str, str]
"""Desk, what it has to do, and to whom that was handed over."""


@dataclass(frozen=True, slots=True)
class Beside:
    """The rows of a case by their columns: turns by whose they are and what, promises by document, and the rating, if
    there is one."""

    turns: Mapping[Who, tuple[date | None, bool, int]] = field(default_factory=dict)
    promises: Mapping[str, tuple[Any, ...]] = field(default_factory=dict)
    rating: tuple[Any, ...] | None = None


def beside(kind: Kind, state: State, today: date, waiting: Collection[Turn] | None = None) -> Beside:
    """What the log says on a day; ``waiting`` are the turns of that day, where they are known."""
    turns = turns_of(kind, state, today) if waiting is None else waiting
    promises = {doc: _promised(promise) for doc, promise in ledger.of_case(kind, state, today)}
    by = {(turn.desk, turn.what, turn.holder): (turn.due, turn.provisional, turn.rank) for turn in turns}
    return Beside(by, promises, _rated(state))


def _promised(said: ledger.Promise) -> tuple[Any, ...]:
    moved = said.revisions[-1] if said.revisions else None
    since, due = (moved.day, moved.due) if moved else (None, said.first)
    return said.by, said.made, said.first, since, due, said.kept, said.lapsed


def _rated(state: State) -> tuple[Any, ...] | None:
    if (said := state.rating) is None:
        return None
    called, righted = (moment.day if moment else None for moment in (said.called, said.righted))
    until = put_right_by(said) if said.level in BAD else None
    return said.level, said.when.day, called, righted, said.appeal, until


def laid(case: Case) -> Beside:
    """The rows that are there."""
    turns = {tuple(row[:3]): tuple(row[3:]) for row in case.turns.values_list(*TURN, *TURNED)}
    promises = Promise.objects.filter(case=case).values_list("doc", *PROMISED)
    rating = Rating.objects.filter(case=case).values_list(*RATED).first()
    return Beside(turns, {doc: tuple(said) for doc, *said in promises}, rating)


def settle(cursor: Any, case: Case, phase: str, was: Beside | None, now: Beside) -> None:
    """Lay the case's row first, which whoever else lays it waits for, and then what differs of the rows beside it;
    ``was`` is what they are, where that is known without looking."""
    timed = [(due, unsure) for due, unsure, _ in now.turns.values() if due]
    first = min(timed, key=lambda one: one[0], default=(None, False))
    case.phase, (case.due, case.provisional) = phase, first
    cursor.execute(SETTLE, [phase, *first, case.pk])
    if was is None or not _turned(cursor, case.pk, was.turns, now.turns):
        was = laid(case)
        _turned(cursor, case.pk, was.turns, now.turns)
    if was.promises != now.promises:
        _lay_promises(cursor, case, cursor.db.ops.adapt_datetimefield_value(case.opened), was, now)
    if now.rating is not None and now.rating != was.rating:
        cursor.execute(KEEP_RATING, [case.pk, *now.rating])
    if now.rating is None and was.rating is not None:
        cursor.execute(DROP_RATING, [case.pk])


def _turned(cursor: Any, case: int, was: Mapping[Who, Any], now: Mapping[Who, Any]) -> bool:
    """Bring the turns from what they were to what they are, a row that is over becoming one that begins; False where
    a row was not there, so that they have to be looked at."""
    if was == now:
        return True
    gone = [who for who in was if who not in now]
    new = [who for who in now if who not in was]
    kept = [(who, who) for who in now if who in was and now[who] != was[who]]
    for to, of in [*kept, *zip(new, gone, strict=False)]:
        cursor.execute(MOVE_TURN, [*to, *now[to], case, *of])
        if cursor.rowcount != 1:
            return False
    for of in gone[len(new) :]:
        cursor.execute(DROP_TURN, [case, *of])
    for to in new[len(gone) :]:
        cursor.execute(KEEP_TURN, [*to, *now[to], case])
    return True


def _lay_promises(cursor: Any, case: Case, opened: Any, was: Beside, now: Beside) -> None:
    for doc, said in now.promises.items():
        if was.promises.get(doc) != said:
            cursor.execute(KEEP_PROMISE, [case.pk, doc, case.edition.kind, opened, *said])
    for doc in was.promises.keys() - now.promises.keys():
        cursor.execute(DROP_PROMISE, [case.pk, doc])
