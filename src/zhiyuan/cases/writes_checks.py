"""What an authority said is kept, and told to every case that waits for it. The caller holds the transaction."""

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from zhiyuan.cases import writes
from zhiyuan.cases.fold import ACTS
from zhiyuan.cases.models import Case, DataCheck, Event
from zhiyuan.cases.state import State
from zhiyuan.kernel import datacheck
from zhiyuan.park.queries import day_at

LONGEST_DETAIL = 400


def hear(said: datacheck.DataCheck, cases: Iterable[Case]) -> DataCheck:
    """Keep what was heard, or that nothing was, and tell it to the cases that it is for."""
    kept = asdict(said) | {"open_items": list(said.open_items), "detail": said.detail[:LONGEST_DETAIL]}
    row = DataCheck.objects.create(**kept)
    for case in cases:
        _bring(case, row)
    return row


def _bring(case: Case, row: DataCheck) -> Event | None:
    """One event of the authority's own; silence is told once, not every time, unless somebody wanted to know."""
    Case.objects.select_for_update().only("pk").get(pk=case.pk)
    state, item = writes.state_now(case), row.item
    if state.phase not in ACTS["check"].phases or (not row.answer and _silent(state, item)):
        return None
    return writes.append(case, "check", writes.NOBODY, data=_told(case, row))


def _silent(state: State, item: str) -> bool:
    said = state.checks.get(item)
    return item not in state.wished and said is not None and not said.answer


def _told(case: Case, row: DataCheck) -> dict[str, Any]:
    told = {"item": row.item, "source": row.source, "answer": row.answer, "asked_at": row.asked_at.isoformat(),
            "check": row.pk}  # fmt: skip
    if row.as_of is None:
        return {**told, "reason": row.reason}
    as_of = {"as_of": row.as_of.isoformat(), "as_of_day": day_at(case.site, row.as_of).isoformat()}
    return {**told, **as_of, "open_items": row.open_items, "digest": row.digest}
