"""The green lane: a case that somebody with a reason has worked on before others. Both are in the log."""

from dataclasses import replace

from zhiyuan.cases.event import Event
from zhiyuan.cases.kind import Kind
from zhiyuan.cases.state import Green, State, moment
from zhiyuan.kernel.errors import Refused

FIRST, AFTER = 0, 1
"""The place of a turn on a work list: before those of other cases, or among them by its day."""


def grant(kind: Kind, state: State, event: Event) -> State:
    """The case goes before others, from here on."""
    if state.green:
        raise Refused("it is on the green lane already, by {person}", person=state.green.by)
    return replace(state, green=Green(event.actor, moment(event), event.reason()))


def leave(kind: Kind, state: State, event: Event) -> State:
    """The case goes on among the others."""
    if state.green is None:
        raise Refused("it is not on the green lane")
    event.reason()
    return replace(state, green=None)
