"""An event folds one step and writes only what differs, and leaves the case as folding its whole log would."""

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connections, transaction
from django.test.utils import CaptureQueriesContext

from cases.invented import anything, everything
from cases.opened import MONDAY, Hall, at, hall, request
from zhiyuan.cases import writes
from zhiyuan.cases.event import first_broken
from zhiyuan.cases.fold import folded
from zhiyuan.cases.models import Case, Event, Turn
from zhiyuan.cases.subject import subject
from zhiyuan.cases.turn import turns
from zhiyuan.kernel import parktime
from zhiyuan.kernel.errors import ZhiyuanError


@pytest.fixture
def h(database: str) -> Iterator[Hall]:
    writes.REMEMBERED.clear()
    at(MONDAY)
    yield hall()
    parktime.use(lambda: datetime.now(UTC))


def test_whatever_happens_the_state_remembered_and_the_rows_beside_the_log_are_what_the_log_says(h: Hall) -> None:
    kind, dice = everything(), random.Random(11)  # the same invented case every time
    for _ in range(3):
        case = writes.opened(kind, subject(h.t.ketuo))
        for run, taken in anything(kind, dice, 25):
            if not taken:
                continue
            said = run.log[-1]
            at(said.at)
            if dice.random() < 0.3:
                writes.REMEMBERED.clear()
            with transaction.atomic():  # as verbs hold it
                writes.append(case, said.act, said.actor, step=said.step, data=said.data, on_behalf=said.on_behalf)
            log = writes.log(case)
            state = folded(writes.kind_of(case), log)
            assert writes.state_now(case) == state
            assert replace(state, effects=run.state.effects) == run.state
            assert state.effects.keys() == run.state.effects.keys()
            assert all(state.effects.values()), "brought about, and nothing written down"
            assert _laid(case) == {(t.desk, t.what, t.due, t.holder) for t in turns(kind, state, said.day)}
        assert first_broken(writes.log(case)) is None


def _laid(case: Case) -> set[tuple[Any, ...]]:
    return set(Turn.objects.filter(case=case).values_list("desk", "what", "due", "holder"))


def test_an_event_that_was_rolled_back_is_not_built_upon(h: Hall, database: str) -> None:
    case = request(h)
    with transaction.atomic(using=database):
        writes.append(case, "pass", "wang", step="reply")
        transaction.set_rollback(True, using=database)
    assert writes.append(case, "urge", "wang").seq == 3
    assert first_broken(writes.log(case)) is None


def test_what_the_rules_refuse_leaves_no_event(h: Hall) -> None:
    case = request(h)
    with pytest.raises(ZhiyuanError):
        writes.append(case, "pass", "wang", step="confirm")
    assert Event.objects.filter(case=case).count() == 2


def test_a_turn_that_stays_keeps_its_row(h: Hall) -> None:
    case = request(h)
    before = list(Turn.objects.filter(case=case).values_list("pk", flat=True))
    writes.append(case, "urge", "ketuo")
    assert list(Turn.objects.filter(case=case).values_list("pk", flat=True)) == before


@pytest.mark.parametrize(("act", "step", "most"), [("urge", "", 5), ("pass", "reply", 6)])
def test_an_event_costs_a_handful_of_statements_however_long_its_log_is(
    h: Hall, database: str, act: str, step: str, most: int
) -> None:
    case = request(h)
    for _ in range(30):
        writes.append(case, "urge", "ketuo")
    with CaptureQueriesContext(connections[database]) as said:
        writes.append(case, act, "wang", step=step)
    assert len(said) <= most, [query["sql"] for query in said]
