"""A case is the fold of its log: what may happen, who may do it, and in which phases.

``ACTS`` is the whole vocabulary. An event that its rule refuses is never in a log.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from zhiyuan.cases import certificate, facts, greenlane, intake, lookback, rating, signing, turns, work
from zhiyuan.cases.event import Event, linked, sealed
from zhiyuan.cases.kind import Kind
from zhiyuan.cases.names import ACT, PHASE
from zhiyuan.cases.state import (
    BREACHED,
    CLOSED,
    FOLLOWUP,
    NEW,
    OPEN,
    PAUSED,
    REFUSED,
    RETURNED,
    RUNNING,
    SUBMITTED,
    WATCHED,
    State,
)
from zhiyuan.kernel.errors import Malformed, NotFound, Refused

Rule = Callable[[Kind, State, Event], State]

FIRM, DESK, STEP, LOOKER, ANYONE = "firm", "desk", "step", "looker", "anyone"
CLOCK, EDITION, AUTHORITY, LEAD = "clock", "edition", "authority", "lead"
"""Who acts: the firm, a desk of the case, the desk of the step, the desk that looks back, whoever sees the case, the
passing of time, whoever puts the case under a new edition of its kind, or an authority that the system asked and that
nobody speaks for."""


@dataclass(frozen=True, slots=True)
class Act:
    """One thing that may happen to a case."""

    rule: Rule
    who: str
    phases: frozenset[str]


def _act(rule: Rule, who: str, *phases: str) -> Act:
    return Act(rule, who, frozenset(phases))


RATED = (CLOSED, REFUSED, BREACHED, RUNNING, PAUSED, FOLLOWUP, WATCHED)
"""Where a case may be after its rating: it may have been reopened."""

ACTS: dict[str, Act] = {
    "submit": _act(intake.submit, FIRM, NEW),
    "supply": _act(intake.supply, FIRM, SUBMITTED, RETURNED, RUNNING, PAUSED, FOLLOWUP),
    "fetch": _act(intake.fetch, DESK, SUBMITTED, RETURNED, RUNNING, PAUSED),
    "promise": _act(intake.promise, FIRM, SUBMITTED, RETURNED, RUNNING),
    "return": _act(intake.give_back, DESK, SUBMITTED),
    "accept": _act(intake.accept, DESK, SUBMITTED),
    "withdraw": _act(intake.withdraw, FIRM, SUBMITTED, RETURNED, RUNNING, PAUSED),
    "pass": _act(work.pass_step, STEP, RUNNING),
    "skip": _act(work.skip_step, STEP, RUNNING),
    "silence": _act(work.silent_step, CLOCK, RUNNING),
    "send_back": _act(work.send_back, STEP, RUNNING),
    "transfer": _act(work.transfer, STEP, RUNNING, PAUSED),
    "cosign": _act(signing.cosign, STEP, RUNNING, PAUSED),
    "hand_over": _act(signing.hand_over, CLOCK, RUNNING, PAUSED),
    "sign": _act(signing.sign, ANYONE, RUNNING, PAUSED),
    "ask": _act(work.ask, DESK, RUNNING),
    "check": _act(facts.check, AUTHORITY, *OPEN),
    "attest": _act(facts.attest, DESK, RUNNING),
    "copy": _act(work.copy, DESK, *OPEN),
    "urge": _act(work.urge, ANYONE, *OPEN),
    "pause": _act(turns.pause, DESK, RUNNING),
    "resume": _act(turns.resume, DESK, PAUSED),
    "extend": _act(turns.extend, DESK, RUNNING),
    "object": _act(turns.object_, ANYONE, RUNNING, PAUSED),
    "dismiss": _act(turns.dismiss, DESK, RUNNING),
    "uphold": _act(turns.uphold, DESK, RUNNING),
    "reject": _act(turns.reject, DESK, SUBMITTED, RETURNED, RUNNING),
    "fulfil": _act(turns.fulfil, DESK, RUNNING, PAUSED, FOLLOWUP),
    "breach": _act(turns.breach, DESK, RUNNING, FOLLOWUP),
    "rectify": _act(turns.rectify, DESK, BREACHED),
    "sanction": _act(turns.sanction, DESK, BREACHED),
    "prolong": _act(certificate.prolong, DESK, RUNNING, PAUSED, FOLLOWUP, CLOSED, BREACHED),
    "start_work": _act(certificate.start_work, DESK, RUNNING, PAUSED, FOLLOWUP, CLOSED, BREACHED),
    "green_lane": _act(greenlane.grant, LEAD, SUBMITTED, RETURNED, RUNNING, PAUSED),
    "leave_lane": _act(greenlane.leave, LEAD, *OPEN),
    "reopen": _act(turns.reopen, DESK, CLOSED, REFUSED),
    "look_back": _act(lookback.look_back, LOOKER, WATCHED),
    "rebound": _act(lookback.rebound, DESK, WATCHED, CLOSED),
    "move": _act(turns.move, EDITION, *OPEN),
    "rate": _act(rating.rate, FIRM, CLOSED, REFUSED, BREACHED, WATCHED),
    "call_back": _act(rating.call_back, DESK, *RATED),
    "put_right": _act(rating.put_right, DESK, *RATED),
    "appeal": _act(rating.appeal, DESK, *RATED),
    "strike": _act(rating.strike, DESK, *RATED),
    "let_stand": _act(rating.let_stand, DESK, *RATED),
}


def applied(kind: Kind, state: State, event: Event) -> State:
    """The case after one more event.

    Raises
    ------
    Refused
        When the rule of the event says no; the case is as it was.
    """
    if event.act not in ACTS:
        raise NotFound("nothing called {act} happens to a case; there are {acts}", act=event.act, acts=", ".join(ACTS))
    act = ACTS[event.act]
    if state.phase not in act.phases:
        raise Refused("a case that is {phase} cannot {act}", phase=PHASE[state.phase], act=ACT[event.act])
    return act.rule(kind, state, event)


def folded(kind: Kind, events: Iterable[Event]) -> State:
    """Where a case stands after its log."""
    state = State()
    for event in events:
        state = applied(kind, state, event)
    return state


def followed(kind: Kind, log: tuple[Event, ...], state: State, event: Event) -> tuple[Event, State]:
    """One more event, sealed to the log, and the case after it.

    Raises
    ------
    Malformed
        When it would lie before the event that it follows.
    """
    before = log[-1] if log else None
    if before is not None and (event.at < before.at or event.day < before.day):
        raise Malformed("{at} is before the last event of the case, {before}", at=event.at, before=before.at)
    link = linked(event, before)
    after = applied(kind, state, link)
    return sealed(link), after
