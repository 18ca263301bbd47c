"""Second signatures (加签, 会签): asked for, given, and handed over to a deputy when they are waited for too long.

Who may sign for whom, and after how long, is the installation's configuration; the log says who signed for whom.
"""

from dataclasses import replace

from zhiyuan.cases.event import Event
from zhiyuan.cases.kind import Kind
from zhiyuan.cases.state import State, moment
from zhiyuan.cases.work import undone_step
from zhiyuan.kernel.errors import Malformed, Refused


def cosign(kind: Kind, state: State, event: Event) -> State:
    """加签: the step is not done before these people have signed it too."""
    step, people = undone_step(kind, state, event), frozenset(map(str, event.data.get("people", ())))
    if not people:
        raise Malformed("say who is asked to sign")
    asked = state.asked_to_sign.get(step.key, frozenset())
    since = {(step.key, name): moment(event) for name in people - asked}
    return replace(state, asked_to_sign={**state.asked_to_sign, step.key: asked | people},
                   asked_since={**state.asked_since, **since})  # fmt: skip


def hand_over(kind: Kind, state: State, event: Event) -> State:
    """A signature was waited for long enough: the deputy may give it too."""
    step, whose, to = undone_step(kind, state, event), event.said("of"), event.said("to")
    if whose not in state.asked_to_sign.get(step.key, frozenset()):
        raise Refused("{person} was not asked to sign {step}", person=whose or "–", step=step.title)
    if not to:
        raise Malformed("say to whom")
    return replace(state, deputies={**state.deputies, (step.key, whose): to})


def sign(kind: Kind, state: State, event: Event) -> State:
    """One of those who were asked signs, or for one of them a deputy: the log names both."""
    step, whose = undone_step(kind, state, event), event.said("for") or event.actor
    asked = state.asked_to_sign.get(step.key, frozenset())
    if whose not in asked:
        raise Refused("{person} was not asked to sign {step}", person=whose, step=step.title)
    return replace(state, asked_to_sign={**state.asked_to_sign, step.key: asked - {whose}})
