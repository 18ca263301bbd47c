"""One ledger of both kinds of promise: those in cases, and those that the park made of itself outside any case."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Any

from zhiyuan.cases import queries_pledges, queries_promises
from zhiyuan.cases.kind import Words
from zhiyuan.cases.promise import FIRM, PARK, Rates

OUTSIDE = Words("园区自身承诺", "outside any case")


@dataclass(frozen=True, slots=True)
class Line:
    """A promise as it was on a day; ``kind`` is empty outside a case. Exactly one of ``case`` and ``pledge`` is set."""

    case: Any
    pledge: Any
    enterprise: Any
    by: str
    kind: str
    title: Words
    what: Words
    made: date
    first: date
    due: date
    kept: date | None
    state: str


@dataclass(frozen=True, slots=True)
class Sum:
    """The rates of some promises: by whom, of which kind at which desk, both empty outside a case."""

    by: str
    kind: str
    title: Words
    desk: str
    rates: Rates


def lines(person: Any, on: date, *, by: str = "", kind: str = "", state: str = "", most: int) -> list[Line]:
    """The promises that a person may see as of a day, at most so many: the last cases first, then the park's own."""
    found = queries_promises.with_cases(queries_promises.ledger(person, on, by=by, kind=kind, state=state))
    inside = [_inside(entry, on) for entry in queries_promises.entries(found[:most])]
    return [*inside, *islice(_outside(person, on, by, kind, state), most - len(inside))]


def sums(person: Any, on: date, *, by: str = "", kind: str = "") -> list[Sum]:
    """The rates by who promised and kind of case, the park's own promises last."""
    rows = queries_promises.summed(queries_promises.ledger(person, on, by=by, kind=kind))
    found = [Sum(row.by, row.kind.key, row.kind.title, row.kind.counter, row.rates) for row in rows]
    own = _own(person, on, by, kind)
    return [*found, Sum(PARK, "", OUTSIDE, "", queries_pledges.summed(own, on))] if own else found


def _own(person: Any, on: date, by: str, kind: str, state: str = "") -> list[queries_pledges.Stands]:
    """The park's own promises, where neither a firm's nor those of a kind of case are asked for."""
    return [] if kind or by == FIRM else queries_pledges.ledger(person, on, state=state)


def _inside(entry: queries_promises.Entry, on: date) -> Line:
    row = entry.row
    return Line(row.case, None, row.case.enterprise, row.by, entry.kind.key, entry.kind.title, entry.what,
                row.made, row.first, entry.due, _by_then(row.kept, on), entry.state)  # fmt: skip


def _outside(person: Any, on: date, by: str, kind: str, state: str) -> Iterator[Line]:
    for one in _own(person, on, by, kind, state):
        said, text = one.promise, Words(one.row.text, one.row.text)
        yield Line(None, one.row, one.row.enterprise, PARK, "", OUTSIDE, text,
                   said.made, said.first, one.due, _by_then(said.kept, on), one.state)  # fmt: skip


def _by_then(day: date | None, on: date) -> date | None:
    """A day, unless it was still to come."""
    return day if day and day <= on else None
