"""Rules of the desks: doing a step, leaving it out, sending it back, handing it over, asking a second signature."""

from dataclasses import replace

from zhiyuan.cases.event import Event
from zhiyuan.cases.facts import doubts
from zhiyuan.cases.form import answers
from zhiyuan.cases.hands import refuse_same_hands, refuse_without_photos
from zhiyuan.cases.kind import Kind, Listed, Step
from zhiyuan.cases.state import (
    CLOSED,
    FOLLOWUP,
    PASSED,
    SILENT,
    SKIPPED,
    WATCHED,
    Done,
    Published,
    State,
    answer_until,
    may_skip,
    missing,
    moment,
    open_promises,
    open_until,
    ready,
)
from zhiyuan.cases.undoing import undone
from zhiyuan.kernel.errors import Malformed, NotFound, NotReady, Refused


def pass_step(kind: Kind, state: State, event: Event) -> State:
    """A ready step is done; with the last one the case closes, or waits for what was promised."""
    step = _ready(kind, state, event)
    if signers := state.asked_to_sign.get(step.key):
        raise Refused("{step} waits for the signature of {people}", step=step.title, people=", ".join(sorted(signers)))
    if docs := missing(kind, state, step.docs):
        raise Refused("{step} needs {docs}", step=step.title, docs=kind.titles(docs))
    if state.objection and step.objection:
        raise Refused("{step}: an objection is open; uphold or dismiss it first", step=step.title)
    refuse_same_hands(kind, step.title, step.differs_from, state, event)
    refuse_without_photos(kind, step.title, step.gives, event)
    _refuse_early(step, state, event)
    said = answers(kind.asks(step.key), event.data.get("form", {}))
    for why in doubts(kind, step, state, event.at, event.day).values():
        raise why
    known = replace(state, form={**state.form, **said}) if said else state
    if step.publishes:
        shown = {f.key: known.form[f.key] for f in kind.form if f.public and f.key in known.form}
        known = replace(known, published=Published(moment(event), shown))
    return _done(kind, known, event, step, PASSED)


def skip_step(kind: Kind, state: State, event: Event) -> State:
    """An optional step is left out, with the reason."""
    step = _ready(kind, state, event)
    if step.optional is None:
        raise Refused("{step} cannot be left out", step=step.title)
    if not may_skip(step, state):
        raise Refused("{step} may be left out only when: {when}", step=step.title, when=step.optional)
    event.reason()
    return _done(kind, state, event, step, SKIPPED)


def silent_step(kind: Kind, state: State, event: Event) -> State:
    """Nobody answered in time: the step counts as done and is marked as silence, never as consent."""
    step = _ready(kind, state, event)
    last = answer_until(step, state)
    if last is None:
        raise Refused("{step}: silence does not answer it", step=step.title)
    if event.day <= last:
        raise NotReady("{step} may be answered until {day}", step=step.title, day=last)
    return _done(kind, state, event, step, SILENT)


def send_back(kind: Kind, state: State, event: Event) -> State:
    """A ready step is answered with: do an earlier one again, and all that followed from it."""
    step, earlier = _ready(kind, state, event), event.said("to")
    event.reason()
    if earlier not in state.done or step.key not in kind.after.get(earlier, ()):
        known = kind.step[earlier].title if earlier in kind.step else earlier or "–"
        raise Refused("{step} cannot be sent back to {earlier}", step=step.title, earlier=known)
    return undone(kind, state, event, earlier)


def transfer(kind: Kind, state: State, event: Event) -> State:
    """转办: a step that is not done goes to another person."""
    step, to = undone_step(kind, state, event), event.said("to")
    if not to:
        raise Malformed("say to whom")
    return replace(state, holders={**state.holders, step.key: to})


def ask(kind: Kind, state: State, event: Event) -> State:
    """Somebody wants what a step rests on asked now; the answers come when the authorities were asked."""
    step = _ready(kind, state, event)
    if not step.checks:
        raise Refused("{step} rests on no answer of an authority", step=step.title)
    return replace(state, wished={**state.wished, **dict.fromkeys(step.checks, moment(event))})


def copy(kind: Kind, state: State, event: Event) -> State:
    """抄送: somebody is told; nothing changes."""
    if not event.said("to"):
        raise Malformed("say to whom")
    return state


def urge(kind: Kind, state: State, event: Event) -> State:
    """催办: somebody waits and says so."""
    return replace(state, urged=state.urged + 1)


def finished(kind: Kind, state: State, event: Event) -> State:
    """Closed when nothing is left to do; waiting when only a promise is, or when it is looked at again."""
    if len(state.done) < len(kind.steps):
        return state
    if open_promises(state):
        return replace(state, phase=FOLLOWUP)
    phase = WATCHED if kind.look_backs else CLOSED
    return replace(state, phase=phase, ended=moment(event), outcome=CLOSED)


def _done(kind: Kind, state: State, event: Event, step: Step, how: str) -> State:
    done = {**state.done, step.key: Done(moment(event), event.actor, how)}
    given = dict.fromkeys(step.gives if how == PASSED else (), event.day)
    # What was brought about under another edition is still to be taken back, whatever this one says.
    did = tuple(event.data.get("effects", ()))
    brought = {step.key: did} if did or (step.effects and how == PASSED) else {}
    did_it = {**state.did, step.key: state.did.get(step.key, frozenset()) | {event.actor}}
    after = replace(state, done=done, did=did_it, docs={**state.docs, **given}, effects={**state.effects, **brought})
    return finished(kind, after, event)


def _ready(kind: Kind, state: State, event: Event) -> Step:
    for step in ready(kind, state):
        if step.key == event.step:
            return step
    known = kind.step[event.step].title if event.step in kind.step else event.step or "–"
    turn = Listed(tuple(s.title for s in ready(kind, state)))
    raise Refused("it is not the turn of {step}; ready: {steps}", step=known, steps=turn)


def undone_step(kind: Kind, state: State, event: Event) -> Step:
    """The step that an event names, which is not done yet."""
    if event.step not in kind.step:
        raise NotFound("{kind} has no step {step}", kind=kind.title, step=event.step or "–")
    if event.step in state.done:
        raise Refused("{step} is done", step=kind.step[event.step].title)
    return kind.step[event.step]


def _refuse_early(step: Step, state: State, event: Event) -> None:
    last = open_until(step, state)
    if last is not None and event.day <= last:
        raise NotReady("{step} stays open until {day}", step=step.title, day=last)
