"""Rules of taking back: a step, all that followed from it, and what they brought about outside the case."""

from dataclasses import replace

from zhiyuan.cases.effect import lasting
from zhiyuan.cases.event import Event
from zhiyuan.cases.kind import Kind
from zhiyuan.cases.state import State, moment
from zhiyuan.kernel.errors import Refused


def undone(kind: Kind, state: State, event: Event, step: str) -> State:
    """The case as if a step and all that followed from it had not been done; what they issued is void.

    Raises
    ------
    Refused
        When one of them brought about something that cannot be taken back.
    """
    again = {step, *kind.after[step]}
    for key in again & state.effects.keys():
        if lasts := lasting(kind.step[key].effects):
            raise Refused("{step} is done and cannot be undone: {effect}", step=kind.step[key].title, effect=lasts)
    void = {doc for key in again if key in state.done for doc in kind.step[key].gives}
    asked_there = {f.key for key in again for f in kind.asks(key)}
    return replace(
        state,
        done={k: d for k, d in state.done.items() if k not in again},
        docs={doc: day for doc, day in state.docs.items() if doc not in void},
        form={k: v for k, v in state.form.items() if k not in asked_there},
        effects={k: v for k, v in state.effects.items() if k not in again},
        prolonged={k: v for k, v in state.prolonged.items() if k not in void},
        work_began={k: v for k, v in state.work_began.items() if k not in void},
        sent_back={**state.sent_back, step: moment(event)},
        asked_since={k: v for k, v in state.asked_since.items() if k[0] not in again},
        deputies={k: v for k, v in state.deputies.items() if k[0] not in again},
        asked_to_sign={k: v for k, v in state.asked_to_sign.items() if k not in again},
    )


def without_effects(kind: Kind, state: State, event: Event) -> State:
    """The case without any step that brought something about: how it must be when it ends without success."""
    for step in [key for key in kind.step if key in state.effects]:
        if step in state.effects:
            state = undone(kind, state, event, step)
    return state
