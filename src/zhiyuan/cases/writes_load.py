"""Taking the step that is due first, and dealing a desk's steps out. The caller holds the transaction."""

from datetime import date
from typing import Any

from zhiyuan.cases import queries_load, writes
from zhiyuan.cases.load import dealt
from zhiyuan.cases.models import Case
from zhiyuan.kernel.errors import NotFound, Refused


def refuse_out_of_turn(case: Case, step: str) -> None:
    """Nobody takes a step to themselves while one that is due earlier lies untaken at the same desk."""
    turn = case.turns.filter(what=step).first()
    if turn is None or turn.holder:
        return
    first = next(iter(queries_load.untaken(turn.desk, case.site)), turn)
    if (first.due or date.max) < (turn.due or date.max):
        raise Refused("{case} is due first at this desk: take that one", case=first.case)


def deal(by: Any, site: Any, desk: str) -> list[dict[str, Any]]:
    """Every untaken step of a desk goes to whoever there has the fewest, what is due first; who got which.

    Raises
    ------
    NotFound
        When nobody who is there sits at the desk.
    """
    here, away = queries_load.seated(desk)
    if not here:
        raise NotFound("nobody who is there sits at {desk}", desk=desk)
    turns = {turn.pk: turn for turn in queries_load.untaken(desk, site)}
    said = []
    for one in dealt(turns, queries_load.open_of(here), away):
        turn = turns[one.turn]
        data = {"to": one.to, "passed_over": dict(one.passed_over)}
        writes.append(turn.case, "transfer", by.username, step=turn.what, data=data)
        said.append({"case": turn.case.number, "step": turn.what, **data})
    return said
