"""Where a case stands: what folding its log gives, and what follows from that.

draft → submitted ⇄ returned → running ⇄ paused → followup → closed; and the ends breached, refused,
withdrawn. ``followup``: all steps are done, a promise is still open. ``watched``: all is done, and it is looked at
again on set days; what does not hold is ``running`` once more.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from zhiyuan.cases.clock import due
from zhiyuan.cases.event import Event
from zhiyuan.cases.form import day as as_day
from zhiyuan.cases.kind import Kind, Step

NEW, SUBMITTED, RETURNED, RUNNING, PAUSED = "new", "submitted", "returned", "running", "paused"
FOLLOWUP, WATCHED, CLOSED, BREACHED = "followup", "watched", "closed", "breached"
REFUSED, WITHDRAWN = "refused", "withdrawn"
PHASES = (NEW, SUBMITTED, RETURNED, RUNNING, PAUSED, FOLLOWUP, WATCHED, CLOSED, BREACHED, REFUSED, WITHDRAWN)
OPEN = frozenset({SUBMITTED, RETURNED, RUNNING, PAUSED, FOLLOWUP})
ENDED = frozenset({CLOSED, BREACHED, REFUSED, WITHDRAWN})

PASSED, SKIPPED, SILENT = "passed", "skipped", "silence"
PROMISED, KEPT, BROKEN, LATE = "open", "kept", "broken", "late"
APPEALED, STRUCK, STANDS = "open", "struck", "stands"


@dataclass(frozen=True, slots=True, order=True)
class Moment:
    """An instant and its place in the log, with the site's day."""

    seq: int
    at: datetime
    day: date


def moment(event: Event) -> Moment:
    """When an event happened."""
    return Moment(event.seq, event.at, event.day)


@dataclass(frozen=True, slots=True)
class Done:
    """How a step was done: passed, skipped, or by silence."""

    when: Moment
    by: str
    how: str


@dataclass(frozen=True, slots=True)
class Promise:
    """A document promised for later."""

    doc: str
    made: date
    state: str = PROMISED


@dataclass(frozen=True, slots=True)
class Answer:
    """What an authority said of a fact, asked when, as of when; ``answer`` is empty when it was not heard."""

    source: str
    asked: datetime
    answer: str
    seq: int
    as_of: datetime
    as_of_day: date
    open_items: tuple[str, ...] = ()
    reason: str = ""
    """Why it was not heard."""
    attested_by: str = ""
    """Who attested it by hand; empty where the authority itself was heard."""


@dataclass(frozen=True, slots=True)
class Stop:
    """The clock stands still since one moment, until another or to this day."""

    since: Moment
    why: str
    until: Moment | None = None


@dataclass(frozen=True, slots=True)
class Green:
    """Who put a case on the green lane, when and why: it is worked on before others."""

    by: str
    when: Moment
    reason: str


@dataclass(frozen=True, slots=True)
class Rating:
    """How the firm found its case; who did its steps then, and what came of a bad one."""

    level: str
    when: Moment
    rated: frozenset[str]
    called: Moment | None = None
    righted: Moment | None = None
    appeal: str = ""
    appellant: str = ""


@dataclass(frozen=True, slots=True)
class Published:
    """What was shown to everybody, and since when."""

    when: Moment
    form: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class State:
    """A case after some events; never changed, only followed by another."""

    phase: str = NEW
    form: Mapping[str, Any] = field(default_factory=dict)
    docs: Mapping[str, date] = field(default_factory=dict)
    """Document → the day it came."""
    noticed: frozenset[str] | None = None
    """What the one-time notice listed; None before there was one."""
    submitted: Moment | None = None
    accepted: Moment | None = None
    began: Moment | None = None
    """When the clock began: at acceptance, or at the last reopening."""
    ended: Moment | None = None
    outcome: str = ""
    done: Mapping[str, Done] = field(default_factory=dict)
    sent_back: Mapping[str, Moment] = field(default_factory=dict)
    promises: Mapping[str, Promise] = field(default_factory=dict)
    checks: Mapping[str, Answer] = field(default_factory=dict)
    wished: Mapping[str, Moment] = field(default_factory=dict)
    """Fact → when somebody wanted it asked again; gone with the next answer."""
    stops: tuple[Stop, ...] = ()
    extended: bool = False
    holders: Mapping[str, str] = field(default_factory=dict)
    """Step → the person it was transferred to; without one it is the desk's."""
    asked_to_sign: Mapping[str, frozenset[str]] = field(default_factory=dict)
    asked_since: Mapping[tuple[str, str], Moment] = field(default_factory=dict)
    """(Step, whose signature) → since when it is asked for."""
    deputies: Mapping[tuple[str, str], str] = field(default_factory=dict)
    """(Step, whose signature) → the deputy who may sign for them, once it was handed over."""
    green: Green | None = None
    objection: bool = False
    covered: str = ""
    """The number of the earlier case that stands for some of its documents; empty where none does."""
    prolonged: Mapping[str, tuple[date, ...]] = field(default_factory=dict)
    """What was issued → the days on which it was prolonged."""
    work_began: Mapping[str, date] = field(default_factory=dict)
    """What was issued → the day on which the work began that it is for."""
    urged: int = 0
    rating: Rating | None = None
    sanctioned: bool = False
    """Whether the consequence of a broken promise was carried out."""
    effects: Mapping[str, tuple[Mapping[str, Any], ...]] = field(default_factory=dict)
    """Step → what passing it brought about outside the case, as it was written down then."""
    did: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Step → everybody who ever did it, also before it was sent back."""
    looked: tuple[Moment, ...] = ()
    """The looks back since all was done, each of which found that it holds."""
    rebounds: tuple[Moment, ...] = ()
    """When it was found that it did not hold."""
    published: Published | None = None
    """What was shown last; doing it again does not take it back."""


def ready(kind: Kind, state: State) -> tuple[Step, ...]:
    """The steps that may be done next, in the order of the kind."""
    if state.phase != RUNNING:
        return ()
    return due_next(kind, state)


def due_next(kind: Kind, state: State) -> tuple[Step, ...]:
    """The steps whose needs are done, also while the case stands still."""
    return tuple(s for s in kind.steps if s.key not in state.done and all(need in state.done for need in s.needs))


def may_skip(step: Step, state: State) -> bool:
    """Whether a step may be left out: it is optional, and where answers decide it, one of them says so."""
    if step.optional is None:
        return False
    said = ((state.form.get(key), most) for key, most in step.optional_if.items())
    return not step.optional_if or any(answer is not None and Decimal(answer) <= most for answer, most in said)


def ready_since(step: Step, state: State) -> Moment | None:
    """When a step became ready: its last need was done, or it was sent back; None before acceptance."""
    moments = [state.done[need].when for need in step.needs if need in state.done]
    moments += [m for m in (state.began, state.sent_back.get(step.key)) if m]
    return max(moments, default=None)


def counted_from(step: Step, state: State) -> date | None:
    """The day from which a step's limits count: the one that was answered for it, or that on which it became ready."""
    since, said = ready_since(step, state), state.form.get(step.counts_from)
    return as_day(said) if since and said else since.day if since else None


def open_until(step: Step, state: State) -> date | None:
    """The last day on which a step stays open to the public; None where it need not."""
    since = counted_from(step, state)
    return due(since, step.wait).day if step.wait and since else None


def answer_until(step: Step, state: State) -> date | None:
    """The last day on which a step may be answered before silence stands for it; None where it never does."""
    since = counted_from(step, state)
    return due(since, step.silence).day if step.silence and since else None


def looked_from(kind: Kind, state: State) -> date | None:
    """The first day of the next look back; None where none is to be made."""
    if kind.look_backs is None or state.phase != WATCHED or state.ended is None:
        return None
    return due(state.ended.day, kind.look_backs.after[len(state.looked)]).day


def missing(kind: Kind, state: State, docs: Iterable[str]) -> tuple[str, ...]:
    """Which of some documents are neither here nor promised, in the order of the kind."""
    wanted = {doc for doc in docs if doc not in state.docs and not promised(state, doc)}
    return tuple(d.key for d in kind.documents if d.key in wanted)


def lacking(kind: Kind, state: State) -> tuple[str, ...]:
    """What the firm still has to hand in or promise before the case can be accepted, all at once."""
    return missing(kind, state, kind.handed_in)


def may_promise(kind: Kind, state: State) -> tuple[str, ...]:
    """What may be promised now: of what is lacking, and what an authority's answer calls for."""
    wanted = {kind.check[item].promised.get(answer.answer, "") for item, answer in state.checks.items()}
    if state.accepted is None:
        wanted |= kind.handed_in
    return tuple(doc for doc in missing(kind, state, wanted) if doc in kind.defer)


def promised(state: State, doc: str) -> bool:
    """Whether a promise stands in for a document."""
    return doc in state.promises and state.promises[doc].state != BROKEN


def open_promises(state: State) -> tuple[Promise, ...]:
    """The promises that are still to be kept."""
    return tuple(p for p in state.promises.values() if p.state == PROMISED)
