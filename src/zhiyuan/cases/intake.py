"""Rules of the counter: handing in, promising, the one-time notice, acceptance, withdrawal."""

from collections.abc import Iterable
from dataclasses import replace

from zhiyuan.cases.event import Event
from zhiyuan.cases.form import answers
from zhiyuan.cases.kind import HANDED_IN, SHARED, Kind
from zhiyuan.cases.state import (
    RETURNED,
    RUNNING,
    SUBMITTED,
    WITHDRAWN,
    Promise,
    State,
    lacking,
    may_promise,
    moment,
)
from zhiyuan.cases.undoing import without_effects
from zhiyuan.kernel.errors import Malformed, Refused


def submit(kind: Kind, state: State, event: Event) -> State:
    """The firm applies: a form and the documents it has."""
    form = answers(kind.asks(), event.data.get("form", {}))
    covered = event.data.get("covered", {})
    docs = _known(kind, event.data.get("docs", ())) | _covered(kind, covered.get("docs", ()))
    return replace(state, phase=SUBMITTED, form=form, docs=dict.fromkeys(docs, event.day), submitted=moment(event),
                   covered=str(covered.get("case", "")))  # fmt: skip


def supply(kind: Kind, state: State, event: Event) -> State:
    """The firm hands in what was asked for, or what it promised."""
    docs = _known(kind, event.data.get("docs", ()))
    if not docs:
        raise Malformed("say which documents are handed in")
    phase = SUBMITTED if state.phase == RETURNED else state.phase
    return replace(state, phase=phase, docs=dict.fromkeys(docs, event.day) | dict(state.docs))


def fetch(kind: Kind, state: State, event: Event) -> State:
    """The office takes a document from where it is kept already; the firm is not asked for it."""
    docs = set(event.data.get("docs", ()))
    shared = {d.key for d in kind.documents if d.origin == SHARED}
    if not docs or docs - shared:
        raise Malformed("say which shared documents were taken; there are {docs}", docs=kind.titles(shared))
    return replace(state, docs=dict.fromkeys(sorted(docs), event.day) | dict(state.docs))


def promise(kind: Kind, state: State, event: Event) -> State:
    """The firm promises a document for later; nobody signs that for it (国办发〔2020〕42号)."""
    doc = event.said("doc")
    if event.on_behalf:
        raise Refused("nobody signs a commitment for {firm} but {firm}", firm=event.on_behalf)
    if doc not in may_promise(kind, state):
        raise Refused(
            "{doc} cannot be promised here; what can: {docs}",
            doc=kind.titles([doc]),
            docs=kind.titles(may_promise(kind, state)),
        )
    phase = SUBMITTED if state.phase == RETURNED else state.phase
    return replace(state, phase=phase, promises={**state.promises, doc: Promise(doc, event.day)})


def give_back(kind: Kind, state: State, event: Event) -> State:
    """The one-time notice: everything that is lacking, at once; a second may only repeat the first (行政许可法 32)."""
    listed = frozenset(lacking(kind, state))
    if not listed:
        raise Refused("nothing is lacking: accept it")
    if state.noticed is not None and (new := listed - state.noticed):
        raise Refused("the one-time notice did not ask for {docs}; it cannot be asked for now", docs=kind.titles(new))
    return replace(state, phase=RETURNED, noticed=listed)


def accept(kind: Kind, state: State, event: Event) -> State:
    """The office takes the case on: from here the clock runs."""
    if docs := lacking(kind, state):
        raise Refused("{docs} is lacking: return it with the one-time notice", docs=kind.titles(docs))
    return replace(state, phase=RUNNING, accepted=moment(event), began=moment(event))


def withdraw(kind: Kind, state: State, event: Event) -> State:
    """The firm takes its application back; what it had brought about is undone with it."""
    return replace(without_effects(kind, state, event), phase=WITHDRAWN, ended=moment(event), outcome=WITHDRAWN)


def _known(kind: Kind, docs: Iterable[str]) -> frozenset[str]:
    wanted = {d.key for d in kind.documents if d.origin == HANDED_IN}
    if unknown := sorted(set(docs) - wanted):
        raise Malformed("{kind} does not ask for {docs}", kind=kind.title, docs=", ".join(unknown))
    return frozenset(docs)


def _covered(kind: Kind, docs: Iterable[str]) -> frozenset[str]:
    """What an earlier case stands for: only what the kind says."""
    said = frozenset(docs)
    if said - frozenset(kind.covered.docs if kind.covered else ()):
        raise Malformed("no earlier case stands for {docs}", docs=kind.titles(said))
    return said
