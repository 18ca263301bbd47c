"""Two things asked of whoever says that something is done: to be somebody else, and to show it."""

from collections.abc import Iterable

from zhiyuan.cases.event import Event
from zhiyuan.cases.kind import Kind, Words
from zhiyuan.cases.state import State
from zhiyuan.kernel.errors import Refused


def refuse_same_hands(kind: Kind, what: Words, differs_from: Iterable[str], state: State, event: Event) -> None:
    """Whoever ever did one of these steps in the case does not judge it, whoever did it last."""
    for step in differs_from:
        if event.actor in state.did.get(step, ()):
            raise Refused("{step} is for somebody else: {person} did {other}", step=what, person=event.actor,
                          other=kind.step[step].title)  # fmt: skip


def refuse_without_photos(kind: Kind, what: Words, gives: Iterable[str], event: Event) -> None:
    """A picture comes with the act itself, so that it shows this time and not the one before."""
    sent = event.data.get("files", {})
    if lacking := [doc for doc in kind.photos(gives) if not sent.get(doc)]:
        raise Refused("{step} needs a photo: {docs}", step=what, docs=kind.titles(lacking))
