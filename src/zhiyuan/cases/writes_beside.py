"""Promises and ratings as rows beside the log, so that a ledger reads rows and no logs: laid in the transaction of
the event, only where it changes them, and laid anew from the log at will.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import connections, router

from zhiyuan.cases import promise as ledger
from zhiyuan.cases.kind import Kind
from zhiyuan.cases.models import Case, Promise, Rating
from zhiyuan.cases.rating import BAD, put_right_by
from zhiyuan.cases.state import State

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


@dataclass(frozen=True, slots=True)
class Beside:
    """The rows of a case by their columns: promises by document, and the rating, if there is one."""

    promises: Mapping[str, tuple[Any, ...]] = field(default_factory=dict)
    rating: tuple[Any, ...] | None = None


def beside(kind: Kind, state: State, today: date) -> Beside:
    """What the log says on a day."""
    promises = {doc: _promised(promise) for doc, promise in ledger.of_case(kind, state, today)}
    return Beside(promises, _rated(state))


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
    promises = Promise.objects.filter(case=case).values_list("doc", *PROMISED)
    rating = Rating.objects.filter(case=case).values_list(*RATED).first()
    return Beside({doc: tuple(said) for doc, *said in promises}, rating)


def lay(case: Case, was: Beside, now: Beside) -> None:
    """Bring the rows from what they were to what they are."""
    if was == now:
        return
    connection = connections[router.db_for_write(Promise)]
    opened = connection.ops.adapt_datetimefield_value(case.opened)
    with connection.cursor() as cursor:
        for doc, said in now.promises.items():
            if was.promises.get(doc) != said:
                cursor.execute(KEEP_PROMISE, [case.pk, doc, case.edition.kind, opened, *said])
        for doc in was.promises.keys() - now.promises.keys():
            cursor.execute(DROP_PROMISE, [case.pk, doc])
        if now.rating is not None and now.rating != was.rating:
            cursor.execute(KEEP_RATING, [case.pk, *now.rating])
        if now.rating is None and was.rating is not None:
            cursor.execute(DROP_RATING, [case.pk])
