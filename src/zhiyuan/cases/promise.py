"""The ledger of promises: what a firm or the park said it would do, by when, and what became of it on a day.

A firm's promises are the documents it deferred, the park's the limits it promised; both are read from a case's log
and entered nowhere again. Three rates, each as of a day: on time against the day in force, kept at all, and on time
against the day first named, which no revision improves.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from zhiyuan.cases.clock import due
from zhiyuan.cases.kind import Kind, Words
from zhiyuan.cases.reading import pauses
from zhiyuan.cases.state import BREACHED, REFUSED, WITHDRAWN, State
from zhiyuan.kernel.errors import Refused

FIRM, PARK = "firm", "park"
WAITING, KEPT, LATE, BROKEN, WAIVED, LAPSED = "open", "kept", "late", "broken", "waived", "lapsed"
STATE = {
    WAITING: Words("履行中", "open"),
    KEPT: Words("按期履行", "kept"),
    LATE: Words("逾期履行", "kept late"),
    BROKEN: Words("未履行", "broken"),
    WAIVED: Words("受益方免除", "waived by who it was made to"),
    LAPSED: Words("随件终止", "ended with its case"),
}


@dataclass(frozen=True, slots=True)
class Revision:
    """From a day on another last day holds."""

    day: date
    due: date


@dataclass(frozen=True, slots=True)
class Promise:
    """Who promised, when, until when at first and since; and what became of it."""

    by: str
    made: date
    first: date
    revisions: tuple[Revision, ...] = ()
    kept: date | None = None
    waived: date | None = None
    lapsed: date | None = None

    def due(self, on: date) -> date:
        """The last day in force on a day."""
        return next((r.due for r in reversed(self.revisions) if r.day <= on), self.first)

    def state(self, on: date) -> str:
        """What it was on a day; what happened later is not known yet."""
        last = self.due(on)
        if self.waived and self.waived <= on:
            return WAIVED
        if self.kept and self.kept <= on:
            return KEPT if self.kept <= last else LATE
        if self.lapsed and self.lapsed <= on and self.lapsed <= last:
            return LAPSED
        return BROKEN if on > last else WAITING


@dataclass(frozen=True, slots=True)
class Rates:
    """Promises due by a day, and how many of them were kept, three ways; shares are None where none was due."""

    due: int
    on_time: int
    kept: int
    vs_original: int
    broken: int

    def share(self, count: int) -> Fraction | None:
        """A count of those due."""
        return Fraction(count, self.due) if self.due else None


def rates(promises: Iterable[Promise], on: date) -> Rates:
    """Over promises whose day in force is not after ``on``, but for those waived, or ended with their case."""
    counted = [p for p in promises if p.made <= on and p.due(on) <= on and p.state(on) not in (WAIVED, LAPSED)]
    kept = [p for p in counted if p.kept and p.kept <= on]
    return Rates(
        due=len(counted),
        on_time=sum(p.state(on) == KEPT for p in kept),
        kept=len(kept),
        vs_original=sum(bool(p.kept and p.kept <= p.first) for p in kept),
        broken=sum(p.state(on) == BROKEN for p in counted),
    )


def revised(promise: Promise, day: date, until: date) -> Promise:
    """Another last day, said before the one in force is over; the first stays what it was.

    Raises
    ------
    Refused
        When it is kept, waived or ended already, or its day is over.
    """
    if (state := promise.state(day)) != WAITING:
        raise Refused("a promise that is {state} is not revised", state=STATE[state])
    return replace(promise, revisions=(*promise.revisions, Revision(day, until)))


def of_case(kind: Kind, state: State, today: date) -> list[tuple[str, Promise]]:
    """The promises in a case: each deferred document by its key, and the park's limit under the empty key."""
    found = [(doc, _document(kind, state, doc)) for doc in state.promises]
    return [*found, *([("", _limit(kind, state, today))] if kind.promised and state.accepted else [])]


def _document(kind: Kind, state: State, doc: str) -> Promise:
    made = state.promises[doc].made
    ended = state.ended.day if state.ended and state.phase in (REFUSED, WITHDRAWN) else None
    return Promise(FIRM, made, due(made, kind.defer[doc]).day, kept=state.docs.get(doc), lapsed=ended)


def _limit(kind: Kind, state: State, today: date) -> Promise:
    """Counted to the last step, or to the refusal; what stopped the clock is a revision, so is a reopening."""
    if kind.promised is None or state.accepted is None or state.began is None:
        raise ValueError("no limit was promised")
    limit, ended = kind.promised.limit, state.ended.day if state.ended else None
    first = due(state.accepted.day, limit).day
    now = due(state.began.day, limit, pauses(state, ended or today)).day
    since = max([state.began, *(stop.since for stop in state.stops)]).day
    last = max((done.when.day for done in state.done.values()), default=None)
    kept = last if len(state.done) == len(kind.steps) else ended if state.phase == REFUSED else None
    gone = ended if state.phase in (WITHDRAWN, BREACHED) and kept is None else None
    moved = (Revision(since, now),) if now != first else ()
    return Promise(PARK, state.accepted.day, first, moved, kept, lapsed=gone)
