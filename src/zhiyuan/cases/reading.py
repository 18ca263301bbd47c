"""The clocks of a case, read from its log on a day: legal, promised, of each open step, and what was measured."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from zhiyuan.cases.clock import Due, Pause, due
from zhiyuan.cases.form import day as as_day
from zhiyuan.cases.kind import Clock, Kind, Step, Words
from zhiyuan.cases.limit import Limit
from zhiyuan.cases.officetime import worked
from zhiyuan.cases.state import (
    ENDED,
    FOLLOWUP,
    Moment,
    State,
    counted_from,
    due_next,
    looked_from,
    open_promises,
    open_until,
)
from zhiyuan.kernel.workday import working_days_between

LEGAL, PROMISED, STEP, PROMISE, LOOK_BACK = "legal", "promised", "step", "promise", "look_back"


@dataclass(frozen=True, slots=True)
class Running:
    """A clock of an open case: which, of what, until when, on what basis."""

    name: str
    of: str
    due: Due
    basis: str = ""
    counted: "Counted | None" = None

    def late(self, today: date) -> bool:
        """Whether its last day is over."""
        return today > self.due.day


@dataclass(frozen=True, slots=True)
class Counted:
    """The day from which a limit counts because an answer names it, and the question."""

    day: date
    question: Words


@dataclass(frozen=True, slots=True)
class Open:
    """A step that stays open to the public up to a day."""

    step: Words
    last: date
    counted: Counted | None


@dataclass(frozen=True, slots=True)
class Measured:
    """How long a case took, three ways: one day of the calendar, office time, working days after the day of receipt."""

    same_day: bool
    office: timedelta
    working_days: int

    @property
    def office_hours(self) -> float:
        """Office time. [h]"""
        return self.office / timedelta(hours=1)


def pauses(state: State, today: date) -> list[Pause]:
    """When the clock stood still; a stop that goes on lasts to this day, so that the due day moves with it."""
    return [Pause(s.since.day, max(s.until.day if s.until else today, s.since.day)) for s in state.stops]


def clocks(kind: Kind, state: State, today: date) -> tuple[Running, ...]:
    """Every clock that runs in an open case, the first that ends first."""
    if state.began is None or state.phase in ENDED:
        return ()
    stops, found = pauses(state, today), []
    if kind.look_backs and (first := looked_from(kind, state)):
        return (Running(LOOK_BACK, kind.key, due(first, kind.look_backs.within), kind.basis),)
    if state.phase != FOLLOWUP:
        found += _whole(kind, state, state.began, stops)
        for step in due_next(kind, state):
            found += _of_step(kind, step, state, stops)
    for promise in open_promises(state):
        found.append(Running(PROMISE, promise.doc, due(promise.made, kind.defer[promise.doc])))
    return tuple(sorted(found, key=lambda clock: clock.due.day))


def _of_step(kind: Kind, step: Step, state: State, stops: list[Pause]) -> list[Running]:
    """The day that was answered for it, or its own clock."""
    if said := state.form.get(step.until):
        return [Running(STEP, step.key, Due(as_day(said), False), str(kind.question[step.until].title))]
    since = counted_from(step, state)
    if step.clock and since:
        last = due(since, step.clock.limit, stops)
        return [Running(STEP, step.key, last, step.clock.basis, _counted(kind, step, state))]
    return []


def _counted(kind: Kind, step: Step, state: State) -> Counted | None:
    said = state.form.get(step.counts_from)
    return Counted(as_day(said), kind.question[step.counts_from].title) if said else None


def open_steps(kind: Kind, state: State) -> tuple[Open, ...]:
    """The steps of an open case that have to stay open to the public, each with its last day."""
    if state.began is None or state.phase in ENDED:
        return ()
    waits = ((step, open_until(step, state)) for step in due_next(kind, state))
    return tuple(Open(step.title, last, _counted(kind, step, state)) for step, last in waits if last)


def due_day(kind: Kind, state: State, today: date) -> date | None:
    """The day by which something has to be done next; None when nothing has."""
    return min((clock.due.day for clock in clocks(kind, state, today)), default=None)


def _whole(kind: Kind, state: State, began: Moment, stops: list[Pause]) -> list[Running]:
    found = []
    if kind.legal:
        longest = _extended(kind.legal) if state.extended else kind.legal.limit
        found.append(Running(LEGAL, kind.key, due(began.day, longest, stops), kind.legal.basis))
    if kind.promised:
        found.append(Running(PROMISED, kind.key, due(began.day, kind.promised.limit, stops), kind.promised.basis))
    return found


def _extended(clock: Clock) -> Limit:
    return Limit(clock.limit.count + (clock.extension.count if clock.extension else 0), clock.limit.unit)


def measured(state: State, until: datetime, zone: ZoneInfo) -> Measured | None:
    """How long it took from acceptance to its end, or has taken until now; None before acceptance."""
    if state.began is None:
        return None
    end = state.ended.at if state.ended else until
    office = worked(state.began.at, end, zone)
    for stop in state.stops:
        since, to = max(stop.since.at, state.began.at), min(stop.until.at if stop.until else end, end)
        office -= worked(since, to, zone)
    last = end.astimezone(zone).date()
    return Measured(last == state.began.day, office, working_days_between(state.began.day, last))
