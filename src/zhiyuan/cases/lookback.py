"""Rules of what is looked at again after it was done: it holds, or it came back under the same number."""

from dataclasses import replace

from zhiyuan.cases.event import Event
from zhiyuan.cases.hands import refuse_same_hands, refuse_without_photos
from zhiyuan.cases.kind import Kind, LookBacks
from zhiyuan.cases.names import ACT
from zhiyuan.cases.state import CLOSED, RUNNING, State, looked_from, moment
from zhiyuan.cases.undoing import undone
from zhiyuan.kernel.errors import NotReady, Refused


def look_back(kind: Kind, state: State, event: Event) -> State:
    """On its day somebody looked and found that it holds; after the last look it is closed for good."""
    back, first = _looked_back_on(kind), looked_from(kind, state)
    event.reason()
    if first and event.day < first:
        raise NotReady("{kind} is looked back on from {day}", kind=kind.title, day=first)
    refuse_same_hands(kind, ACT["look_back"], back.differs_from, state, event)
    refuse_without_photos(kind, ACT["look_back"], back.gives, event)
    looked = (*state.looked, moment(event))
    docs = {**state.docs, **dict.fromkeys(back.gives, event.day)}
    return replace(state, looked=looked, docs=docs, phase=CLOSED if len(looked) == len(back.after) else state.phase)


def rebound(kind: Kind, state: State, event: Event) -> State:
    """It came back: the case goes on from the step that the kind says, its clock begins anew, and it is counted."""
    back = _looked_back_on(kind)
    event.reason()
    docs = {doc: day for doc, day in state.docs.items() if doc not in back.gives}
    again = replace(state, phase=RUNNING, ended=None, outcome="", looked=(), docs=docs, began=moment(event))
    return undone(kind, replace(again, rebounds=(*state.rebounds, moment(event)), extended=False), event, back.back_to)


def _looked_back_on(kind: Kind) -> LookBacks:
    if kind.look_backs is None:
        raise Refused("{kind} is not looked back on: reopen it", kind=kind.title)
    return kind.look_backs
