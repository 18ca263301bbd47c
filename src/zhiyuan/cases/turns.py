"""Rules that turn a case: the clock stops and goes on, objections, promises kept and broken, the ends, reopening."""

from dataclasses import replace

from zhiyuan.cases.clock import due
from zhiyuan.cases.event import Event
from zhiyuan.cases.kind import Kind, Listed
from zhiyuan.cases.state import (
    BREACHED,
    BROKEN,
    CLOSED,
    FOLLOWUP,
    KEPT,
    LATE,
    PAUSED,
    PROMISED,
    REFUSED,
    RUNNING,
    State,
    Stop,
    due_next,
    moment,
)
from zhiyuan.cases.undoing import undone, without_effects
from zhiyuan.cases.work import finished
from zhiyuan.kernel.errors import Malformed, NotFound, NotReady, Refused


def pause(kind: Kind, state: State, event: Event) -> State:
    """The clock stops, for one of the reasons that the kind names."""
    why = event.said("why")
    if why not in kind.pauses:
        known = Listed(tuple(kind.pauses.values()))
        raise Refused("the clock of {kind} stops only for {known}", kind=kind.title, known=known)
    return replace(state, phase=PAUSED, stops=(*state.stops, Stop(moment(event), why)))


def resume(kind: Kind, state: State, event: Event) -> State:
    """The clock goes on, from the day after."""
    last = replace(state.stops[-1], until=moment(event))
    return replace(state, phase=RUNNING, stops=(*state.stops[:-1], last))


def extend(kind: Kind, state: State, event: Event) -> State:
    """The legal limit is extended, once, with the reason told (行政许可法 42)."""
    event.reason()
    if kind.legal is None or kind.legal.extension is None:
        raise Refused("the limit of {kind} cannot be extended", kind=kind.title)
    if state.extended:
        raise Refused("it was extended once already")
    return replace(state, extended=True)


def object_(kind: Kind, state: State, event: Event) -> State:
    """Somebody objects while it is public."""
    event.reason()
    if not any(step.objection for step in due_next(kind, state)):
        raise Refused("nothing is public to which one could object")
    return replace(state, objection=True)


def dismiss(kind: Kind, state: State, event: Event) -> State:
    """The objection does not hold; the case goes on."""
    _refuse_without_objection(state)
    event.reason()
    return replace(state, objection=False)


def uphold(kind: Kind, state: State, event: Event) -> State:
    """The objection holds; this way ends here."""
    _refuse_without_objection(state)
    event.reason()
    return replace(without_effects(kind, state, event), phase=REFUSED, ended=moment(event), outcome="objected")


def reject(kind: Kind, state: State, event: Event) -> State:
    """The office refuses, with its reason; what the case had brought about is undone with it."""
    event.reason()
    return replace(without_effects(kind, state, event), phase=REFUSED, ended=moment(event), outcome=REFUSED)


def fulfil(kind: Kind, state: State, event: Event) -> State:
    """The office finds a promise kept: what was promised is here."""
    doc = _promise(state, event, PROMISED)
    if doc not in state.docs:
        raise Refused("{doc} is not here yet", doc=kind.titles([doc]))
    last = due(state.promises[doc].made, kind.defer[doc]).day
    return finished(kind, _judged(state, doc, KEPT if state.docs[doc] <= last else LATE), event)


def breach(kind: Kind, state: State, event: Event) -> State:
    """A promise is past its day and not kept; its consequences begin."""
    doc = _promise(state, event, PROMISED)
    last = due(state.promises[doc].made, kind.defer[doc]).day
    if event.day <= last:
        raise NotReady("{doc} may be handed in until {day}", doc=kind.titles([doc]), day=last)
    if doc in state.docs:
        raise Refused("{doc} is here: look at it, and find the promise kept or reject it", doc=kind.titles([doc]))
    return replace(_judged(state, doc, BROKEN), phase=BREACHED, ended=moment(event), outcome=BREACHED)


def rectify(kind: Kind, state: State, event: Event) -> State:
    """What was promised came after all, within the time set for it: kept late, and the case goes on."""
    doc = _promise(state, event, BROKEN)
    if state.sanctioned:
        raise Refused("the consequence was carried out: it cannot be made good any more")
    made_good = _judged(replace(state, docs={**state.docs, doc: event.day}), doc, LATE)
    if any(p.state == BROKEN for p in made_good.promises.values()):
        return made_good
    phase = FOLLOWUP if len(state.done) == len(kind.steps) else RUNNING
    return finished(kind, replace(made_good, phase=phase, ended=None, outcome=""), event)


def sanction(kind: Kind, state: State, event: Event) -> State:
    """What was to follow from a broken promise is carried out, with what it was; nothing is made good after."""
    event.reason()
    if state.sanctioned:
        raise Refused("the consequence was carried out already")
    return replace(state, sanctioned=True)


def reopen(kind: Kind, state: State, event: Event) -> State:
    """A case that ended goes on from a step; its number stays, its clock begins anew."""
    event.reason()
    step = event.said("to")
    if step not in kind.step:
        raise NotFound("{kind} has no step {step}", kind=kind.title, step=step or "–")
    if state.accepted is None:
        raise Refused("it was never accepted: a new application is needed")
    if kind.look_backs and state.phase == CLOSED:
        raise Refused("{kind} is looked back on: say that it came back, which is counted", kind=kind.title)
    opened = replace(state, phase=RUNNING, ended=None, outcome="", objection=False)
    return undone(kind, replace(opened, began=moment(event), extended=False), event, step)


def move(kind: Kind, state: State, event: Event) -> State:
    """The case is put under another edition of its kind, under which its whole log was allowed too."""
    if not event.said("to"):
        raise Malformed("say to which edition")
    return state


def _promise(state: State, event: Event, wanted: str) -> str:
    doc = event.said("doc")
    if doc not in state.promises or state.promises[doc].state != wanted:
        raise Refused("there is no such promise of {doc}", doc=doc or "–")
    return doc


def _judged(state: State, doc: str, verdict: str) -> State:
    return replace(state, promises={**state.promises, doc: replace(state.promises[doc], state=verdict)})


def _refuse_without_objection(state: State) -> None:
    if not state.objection:
        raise Refused("nobody objects")
