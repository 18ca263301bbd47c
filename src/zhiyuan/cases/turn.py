"""Whose turn it is: what a work list shows of a case, for each desk and for the firm."""

from dataclasses import dataclass, replace
from datetime import date

from zhiyuan.cases.greenlane import AFTER, FIRST
from zhiyuan.cases.kind import APPLICANT, Kind
from zhiyuan.cases.rating import answerable, put_right_by
from zhiyuan.cases.reading import LEGAL, LOOK_BACK, PROMISE, PROMISED, STEP, Running, clocks
from zhiyuan.cases.state import BREACHED, FOLLOWUP, PAUSED, RETURNED, RUNNING, SUBMITTED, State, open_promises, ready
from zhiyuan.cases.subject import ENTERPRISE
from zhiyuan.kernel.workday import is_provisional

COUNTER, SUPPLY, RESUME, VERIFY = "accept", "supply", "resume", "fulfil"
CALL_BACK, PUT_RIGHT, RECTIFY, SIGN = "call_back", "put_right", "rectify", "sign"


@dataclass(frozen=True, slots=True)
class Turn:
    """A desk, what it has to do (a step, or an act of the counter), by when."""

    desk: str
    what: str
    due: date | None = None
    provisional: bool = False
    holder: str = ""
    rank: int = AFTER


def turns(kind: Kind, state: State, today: date) -> tuple[Turn, ...]:
    """Everything that somebody has to do next; when a case has ended, what follows from a breach or a bad rating."""
    found = (*_work(kind, state, today), *_signatures(kind, state, today), *_rated(kind, state))
    return tuple(replace(turn, rank=FIRST) for turn in found) if state.green else found


def _signatures(kind: Kind, state: State, today: date) -> tuple[Turn, ...]:
    """Whoever was asked to sign a step, and the deputy to whom that was handed over."""
    running = clocks(kind, state, today) if any(state.asked_to_sign.values()) else ()
    found: dict[tuple[str, str], Turn] = {}
    for step in kind.steps:
        due = min((c for c in running if c.of in (step.key, kind.key)), key=lambda c: c.due.day, default=None)
        for name in sorted(state.asked_to_sign.get(step.key, ())):
            for holder in filter(None, (name, state.deputies.get((step.key, name)))):
                found.setdefault((step.by, holder), _turn(step.by, SIGN, due, holder))
    return tuple(found.values()) if state.phase in (RUNNING, PAUSED) else ()


def _rated(kind: Kind, state: State) -> tuple[Turn, ...]:
    """The counter calls back and puts right; an appeal does not stop the days."""
    rating = state.rating
    if rating is None or rating.righted or not answerable(state):
        return ()
    last = put_right_by(rating)
    provisional = any(is_provisional(year) for year in {rating.when.day.year, last.year})
    return (Turn(kind.counter, PUT_RIGHT if rating.called else CALL_BACK, last, provisional),)


def _work(kind: Kind, state: State, today: date) -> tuple[Turn, ...]:
    running = clocks(kind, state, today)
    whole = next((clock for clock in running if clock.name in (LEGAL, PROMISED)), None)
    if state.phase == SUBMITTED:
        return (Turn(kind.counter, COUNTER),)
    if state.phase == RETURNED:
        return (Turn(APPLICANT if kind.about == ENTERPRISE else kind.counter, SUPPLY),)
    if state.phase == PAUSED:
        return (_turn(kind.counter, RESUME, whole),)
    if state.phase == BREACHED and not state.sanctioned:
        return (Turn(kind.counter, RECTIFY),)
    if kind.look_backs and (look := next((clock for clock in running if clock.name == LOOK_BACK), None)):
        return (_turn(kind.look_backs.by, LOOK_BACK, look),)
    if state.phase == FOLLOWUP:
        promised = {clock.of: clock for clock in running if clock.name == PROMISE}
        waiting = [(VERIFY, kind.counter) if p.doc in state.docs else (SUPPLY, APPLICANT) for p in open_promises(state)]
        soonest = min(promised.values(), key=lambda clock: clock.due.day)
        return tuple(_turn(desk, what, soonest) for what, desk in dict.fromkeys(waiting))
    own = {clock.of: clock for clock in running if clock.name == STEP}
    found = []
    for step in ready(kind, state):
        first = _sooner(own.get(step.key), whole)
        found.append(_turn(step.by, step.key, first, state.holders.get(step.key, "")))
    return tuple(found)


def _turn(desk: str, what: str, clock: Running | None, holder: str = "") -> Turn:
    if clock is None:
        return Turn(desk, what, holder=holder)
    return Turn(desk, what, clock.due.day, clock.due.provisional, holder)


def _sooner(one: Running | None, other: Running | None) -> Running | None:
    return min((clock for clock in (one, other) if clock), key=lambda clock: clock.due.day, default=None)
