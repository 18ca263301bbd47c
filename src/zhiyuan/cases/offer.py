"""What a person may be offered on a case's page: acts that the rules would not refuse out of hand.

An offer is only a form; the rule decides when it is sent.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from zhiyuan.cases.certificate import HOLDING, certificates
from zhiyuan.cases.clock import due
from zhiyuan.cases.effect import EFFECTS
from zhiyuan.cases.facts import doubts, means
from zhiyuan.cases.fold import ACTS
from zhiyuan.cases.kind import APPLICANT, Check, Field, Kind, Step, Words
from zhiyuan.cases.names import ACT
from zhiyuan.cases.rating import LEVEL, answerable
from zhiyuan.cases.state import (
    APPEALED,
    BREACHED,
    BROKEN,
    CLOSED,
    FOLLOWUP,
    OPEN,
    PAUSED,
    REFUSED,
    RETURNED,
    RUNNING,
    SUBMITTED,
    WATCHED,
    State,
    due_next,
    lacking,
    looked_from,
    may_promise,
    may_skip,
    missing,
    open_promises,
    ready,
)
from zhiyuan.kernel.datacheck import Item, items

Choices = tuple[tuple[str, Words], ...]
REASON, DOCS, TO, PERSON, WHY = "reason", "docs", "to", "person", "why"
RATE, DAY, PEOPLE = "level", "day", "people"


@dataclass(frozen=True, slots=True)
class Offer:
    """An act with what is fixed and what is asked; ``first`` where it is the next thing to do."""

    act: str
    of: Words | None = None
    step: str = ""
    doc: str = ""
    asks: str = ""
    choices: Choices = ()
    reason: bool = False
    first: bool = False
    fields: tuple[Field, ...] = ()
    """The questions that are answered with it."""
    effects: tuple[Words, ...] = ()
    """What it brings about outside the case."""
    photos: Choices = ()
    """The documents of which a picture goes with it."""

    @property
    def title(self) -> Words:
        """What the button says."""
        return ACT[self.act]


def firms(kind: Kind, state: State, itself: bool) -> Iterator[Offer]:
    """What may be done for the firm; a commitment, an answer to its own step and a rating only by the firm itself."""
    wanted = lacking(kind, state) if state.accepted is None else _later(state)
    if state.phase in (SUBMITTED, RETURNED, RUNNING, FOLLOWUP) and wanted:
        yield Offer("supply", asks=DOCS, choices=_titles(kind, wanted), first=state.phase == RETURNED)
    if itself and state.phase in (SUBMITTED, RETURNED, RUNNING):
        for doc in may_promise(kind, state):
            yield Offer("promise", kind.document[doc].title, doc=doc)
    for step in ready(kind, state):
        if itself and step.by == APPLICANT:
            yield Offer("pass", step.title, step=step.key, first=True, fields=kind.asks(step.key))
            yield from _back(kind, state, step)
    if state.phase in OPEN:
        yield Offer("urge")
    if state.phase in (SUBMITTED, RETURNED, RUNNING, PAUSED):
        yield Offer("withdraw")
    if itself and state.phase in (CLOSED, REFUSED, BREACHED, WATCHED) and state.rating is None:
        yield Offer("rate", asks=RATE, choices=tuple(LEVEL.items()), first=True)


def desks(
    kind: Kind, state: State, at: Collection[str], today: date, now: datetime, connected: Collection[str] = ()
) -> Iterator[Offer]:
    """What may be done at these desks; nothing where there are none. ``connected`` are those that can be asked."""
    if not at:
        return
    if state.phase == SUBMITTED:
        yield Offer("return" if lacking(kind, state) else "accept", first=True)
    for step in ready(kind, state):
        if step.by in at:
            doubtful = doubts(kind, step, state, now, today)
            yield from _step(kind, state, step, doubtful)
            yield from _rests(kind, state, step, doubtful, connected, today)
    yield from _looked_up(kind, state)
    yield from _public(kind, state)
    yield from _promised(kind, state, today)
    yield from _turned(kind, state)
    yield from _looked_back_on(kind, state, at, today)
    yield from _certified(kind, state, today)
    yield from _rated(state)


def signer(kind: Kind, state: State, names: Collection[str]) -> Iterator[Offer]:
    """A signature that is asked of somebody, or of those for whom they may sign."""
    for step in kind.steps:
        asked = state.asked_to_sign.get(step.key, frozenset())
        if asked & set(names) and state.phase in ACTS["sign"].phases:
            yield Offer("sign", step.title, step=step.key, first=True)


def lane(state: State) -> Iterator[Offer]:
    """Putting a case on the green lane, or taking it off again."""
    act = "leave_lane" if state.green else "green_lane"
    if state.phase in ACTS[act].phases:
        yield Offer(act, reason=True)


def _certified(kind: Kind, state: State, today: date) -> Iterator[Offer]:
    """What was issued and still holds may be prolonged, or work begun with it."""
    for found in certificates(kind, state) if state.phase in ACTS["prolong"].phases else ():
        document = kind.document[found.doc]
        if document.holds is None or found.state(today) != HOLDING:
            continue
        if document.holds.until_work:
            yield Offer("start_work", document.title, doc=found.doc, asks=DAY)
        if found.prolonged < document.holds.times:
            yield Offer("prolong", document.title, doc=found.doc, reason=True)


def _rated(state: State) -> Iterator[Offer]:
    """A bad rating is called back, then put right; it may be appealed against once."""
    rating = state.rating
    if rating is None or not answerable(state):
        return
    if not rating.righted:
        yield Offer("put_right" if rating.called else "call_back", reason=True, first=True)
    if not rating.appeal:
        yield Offer("appeal", reason=True)
    if rating.appeal == APPEALED:
        yield Offer("strike", reason=True)
        yield Offer("let_stand", reason=True)


def _step(kind: Kind, state: State, step: Step, doubtful: Collection[str]) -> Iterator[Offer]:
    does = tuple(EFFECTS[name].title for name in step.effects if name in EFFECTS)
    photos = _titles(kind, kind.photos(step.gives))
    asked = kind.asks(step.key)
    if not doubtful:
        yield Offer("pass", step.title, step=step.key, first=True, fields=asked, effects=does, photos=photos)
    if may_skip(step, state):
        yield Offer("skip", step.optional, step=step.key, reason=True)
    yield from _back(kind, state, step)
    yield Offer("transfer", step.title, step=step.key, asks=PERSON)
    yield Offer("cosign", step.title, step=step.key, asks=PEOPLE)


def _rests(
    kind: Kind, state: State, step: Step, doubtful: Collection[str], connected: Collection[str], today: date
) -> Iterator[Offer]:
    """What a step rests on is asked where it can be; elsewhere it may be attested by hand, where the kind lets it."""
    asked = {name for name in step.checks if kind.check[name].source in connected}
    if asked and not asked & state.wished.keys():
        yield Offer("ask", step.title, step=step.key, first=bool(asked & set(doubtful)))
    by_hand = [name for name in doubtful if name not in asked and kind.check[name].by_hand]
    if by_hand:
        says = {one.key: one for one in items(today)}
        fields = tuple(_attested(kind.check[name], says.get(name)) for name in by_hand)
        yield Offer("attest", step.title, step=step.key, fields=fields, first=True)


def _attested(about: Check, item: Item | None) -> Field:
    if item is None:
        return Field(about.key, about.title, required=False)
    choices = tuple((answer, means(item, answer)) for answer in item.says)
    return Field(about.key, about.title, "choice", required=False, choices=choices)


def _back(kind: Kind, state: State, step: Step) -> Iterator[Offer]:
    earlier = tuple((s.key, s.title) for s in kind.steps if s.key in state.done and step.key in kind.after[s.key])
    if earlier:
        yield Offer("send_back", step.title, step=step.key, asks=TO, choices=earlier, reason=True)


def _looked_up(kind: Kind, state: State) -> Iterator[Offer]:
    shared = {d.key for d in kind.documents if d.origin == "shared"}
    if state.phase == RUNNING and (wanted := missing(kind, state, shared)):
        yield Offer("fetch", asks=DOCS, choices=_titles(kind, wanted))


def _public(kind: Kind, state: State) -> Iterator[Offer]:
    if state.phase != RUNNING:
        return
    if state.objection:
        yield Offer("dismiss", reason=True)
        yield Offer("uphold", reason=True)
    elif any(step.objection for step in due_next(kind, state)):
        yield Offer("object", reason=True)


def _promised(kind: Kind, state: State, today: date) -> Iterator[Offer]:
    if state.phase in (RUNNING, PAUSED, FOLLOWUP):
        for promise in open_promises(state):
            title, here = kind.document[promise.doc].title, promise.doc in state.docs
            if here or today > due(promise.made, kind.defer[promise.doc]).day:
                yield Offer("fulfil" if here else "breach", title, doc=promise.doc, first=here)
    if state.phase == BREACHED and not state.sanctioned:
        yield Offer("sanction", reason=True)
        for promise in state.promises.values():
            if promise.state == BROKEN:
                yield Offer("rectify", kind.document[promise.doc].title, doc=promise.doc)


def _turned(kind: Kind, state: State) -> Iterator[Offer]:
    if state.phase == RUNNING and kind.pauses:
        yield Offer("pause", asks=WHY, choices=tuple(kind.pauses.items()))
    if state.phase == PAUSED:
        yield Offer("resume", first=True)
    if state.phase == RUNNING and kind.legal and kind.legal.extension and not state.extended:
        yield Offer("extend", reason=True)
    if state.phase in (SUBMITTED, RETURNED, RUNNING):
        yield Offer("reject", reason=True)
    if state.phase in (CLOSED, REFUSED) and state.accepted and not (kind.look_backs and state.phase == CLOSED):
        yield Offer("reopen", asks=TO, choices=tuple((s.key, s.title) for s in kind.steps), reason=True)


def _looked_back_on(kind: Kind, state: State, at: Collection[str], today: date) -> Iterator[Offer]:
    back, first = kind.look_backs, looked_from(kind, state)
    if back and first and first <= today and back.by in at:
        yield Offer("look_back", reason=True, first=True, photos=_titles(kind, kind.photos(back.gives)))
    if back and state.phase in (WATCHED, CLOSED):
        yield Offer("rebound", reason=True)


def _later(state: State) -> tuple[str, ...]:
    return tuple(p.doc for p in open_promises(state) if p.doc not in state.docs)


def _titles(kind: Kind, docs: Collection[str]) -> Choices:
    return tuple((doc, kind.document[doc].title) for doc in docs)
