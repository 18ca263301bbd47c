"""What a step rests on that only an authority knows: its answers, how far they hold, and what is done where none does.

An answer holds from its ``as_of``, for a time that the kind says, and only for a step that was ready when it was asked.
Not heard is never clear. What an officer attests by hand holds like an answer and is marked as what it is.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta

from zhiyuan.cases.event import Event
from zhiyuan.cases.kind import Check, Kind, Step, Words
from zhiyuan.cases.names import AUTHORITY, YES_NO
from zhiyuan.cases.state import Answer, State, promised, ready_since
from zhiyuan.kernel.datacheck import CLOCKS_APART, Item
from zhiyuan.kernel.errors import Malformed, NotFound, NotReady, Refused, ZhiyuanError

HOLDS, UNASKED, UNHEARD, STALE, LONG_AGO, UNCLEAR = "holds", "unasked", "unheard", "stale", "long_ago", "unclear"
"""How an answer stands for a step: it may be relied on; there is none since the step is ready; nothing was heard; its
``as_of`` is too long ago; it was asked too long before the decision; the authority says no."""


def check(kind: Kind, state: State, event: Event) -> State:
    """An authority was asked; its answer is kept with its times, also that it was not heard."""
    about = _known(kind, event.said("item"))
    day = date.fromisoformat(event.said("as_of_day")) if event.said("as_of_day") else event.day
    said = Answer(
        about.source, _moment(event, "asked_at"), event.said("answer"), event.seq, _moment(event, "as_of"), day,
        tuple(map(str, event.data.get("open_items", ()))), event.said("reason"),
    )  # fmt: skip
    wished = {item: since for item, since in state.wished.items() if item != about.key}
    return replace(state, checks={**state.checks, about.key: said}, wished=wished)


def attest(kind: Kind, state: State, event: Event) -> State:
    """An officer says what authorities would, with a paper for it: only where the kind lets it be said by hand."""
    said: Mapping[str, str] = event.data.get("answers") or {}
    if not said:
        raise Malformed("say what the authority says")
    found = dict[str, Answer]()
    for about, answer in ((_known(kind, item), str(answer).strip()) for item, answer in said.items()):
        if not about.by_hand or not answer:
            raise Refused("{item} is not attested by hand: only {source} says it", item=about.title,
                          source=named(about))  # fmt: skip
        if about.by_hand not in event.data.get("files", ()) and about.by_hand not in state.docs:
            raise Malformed("add {doc} as a file first: what is attested by hand has its paper",
                            doc=kind.titles([about.by_hand]))  # fmt: skip
        found[about.key] = Answer(about.source, event.at, answer, event.seq, event.at, event.day,
                                  attested_by=event.actor)  # fmt: skip
    papers = dict.fromkeys((kind.check[item].by_hand for item in found), event.day)
    return replace(state, checks={**state.checks, **found}, docs={**papers, **state.docs})


def doubts(kind: Kind, step: Step, state: State, at: datetime, day: date) -> dict[str, ZhiyuanError]:
    """Item → why a step cannot rest on its answer at a moment and day of the site; empty where it can on all."""
    found = {name: doubt(kind.check[name], step, state, at, day) for name in step.checks}
    return {name: why for name, why in found.items() if why}


def doubt(item: Check, step: Step, state: State, at: datetime, day: date) -> ZhiyuanError | None:
    """Why a step cannot rest on an answer, and what to do next; None where it can."""
    how, said = standing(item, step, state, at, day), state.checks.get(item.key)
    source = named(item)
    if how == UNASKED or said is None:
        return NotReady("ask {source} about {item} first", source=source, item=item.title)
    if how == UNHEARD:
        return NotReady("{source} was not heard about {item}: that is not a clear answer; ask again",
                        source=source, item=item.title)  # fmt: skip
    if how == STALE:
        return NotReady("the answer of {source} about {item} is as of {as_of}, too long ago: ask again",
                        source=source, item=item.title, as_of=said.as_of_day)  # fmt: skip
    if how == LONG_AGO:
        return NotReady("{source} was asked about {item} more than {minutes} minutes ago: ask again for the decision",
                        source=source, item=item.title, minutes=step.asked_within)  # fmt: skip
    if how == UNCLEAR:
        return Refused("{source} answers {answer} to {item}: {step} cannot be done until this is settled: {open_items}",
                       source=source, answer=said.answer, item=item.title, step=step.title,
                       open_items="; ".join(said.open_items) or "–")  # fmt: skip
    return None


def standing(item: Check, step: Step, state: State, at: datetime, day: date) -> str:
    """How the answer about a fact stands for a step at a moment."""
    said, since = state.checks.get(item.key), ready_since(step, state)
    if said is None or (since is not None and (said.seq < since.seq or said.asked < since.at)):
        return UNASKED
    if not said.answer:
        return UNHEARD
    if not _fresh(item, said, at, day):
        return STALE
    if said.answer not in item.clear and not _covered(item.promised, said.answer, state):
        return UNCLEAR
    if step.asked_within is not None and at - said.asked > timedelta(minutes=step.asked_within):
        return LONG_AGO
    return HOLDS


def _fresh(item: Check, said: Answer, at: datetime, day: date) -> bool:
    if said.as_of > at + CLOCKS_APART:
        return False
    return said.as_of_day == day if item.hours is None else at - said.as_of <= timedelta(hours=item.hours)


def _covered(by_promise: Mapping[str, str], answer: str, state: State) -> bool:
    doc = by_promise.get(answer)
    return doc is not None and (doc in state.docs or promised(state, doc))


def _known(kind: Kind, item: str) -> Check:
    if item not in kind.check:
        raise NotFound("{kind} checks no {item}", kind=kind.title, item=item or "–")
    return kind.check[item]


def _moment(event: Event, name: str) -> datetime:
    """A moment that was said; the event's own where none was."""
    return datetime.fromisoformat(event.said(name)) if event.said(name) else event.at


def named(item: Check) -> Words:
    """What the authority is called that is asked."""
    return AUTHORITY.get(item.source, Words(item.source, item.source))


def means(item: Item, answer: str) -> Words:
    """An answer as a person reads it: with what it stands for, where it does not say it itself."""
    if answer in item.words:
        return Words(*(f"{answer} {item.words[answer][language]}" for language in ("zh", "en")))
    return YES_NO.get(answer, Words(answer, answer))
