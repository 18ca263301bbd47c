"""What a case issued and how long it holds: the case may be closed long before the permit ends.

A permit that is there to begin work with lapses by itself on its last day, unless work has begun or it was
prolonged before (建筑法 第九条).
"""

from dataclasses import dataclass, replace
from datetime import date

from zhiyuan.cases.clock import Due, due
from zhiyuan.cases.event import Event
from zhiyuan.cases.form import day as as_day
from zhiyuan.cases.kind import Holds, Kind, Words
from zhiyuan.cases.state import State
from zhiyuan.kernel.errors import Malformed, Refused

HOLDING, BEGUN, LAPSED = "holding", "begun", "lapsed"
STATE = {
    HOLDING: Words("有效", "holds"),
    BEGUN: Words("已开工", "work has begun"),
    LAPSED: Words("已失效", "lapsed"),
}


@dataclass(frozen=True, slots=True)
class Certificate:
    """Something that a case issued: since when, until when (None for no end), how often prolonged."""

    doc: str
    issued: date
    last: Due | None
    prolonged: int = 0
    began: date | None = None

    def state(self, on: date) -> str:
        """How it stands on a day."""
        return standing(self.last.day if self.last else None, self.began, on)


def standing(last: date | None, began: date | None, on: date) -> str:
    """How something issued stands on a day; its last day is included.

    >>> standing(date(2026, 6, 2), None, date(2026, 6, 2)), standing(date(2026, 6, 2), None, date(2026, 6, 3))
    ('holding', 'lapsed')
    """
    if began is not None:
        return BEGUN
    return LAPSED if last is not None and on > last else HOLDING


def certificates(kind: Kind, state: State) -> tuple[Certificate, ...]:
    """Everything that a case has issued, in the order of the kind."""
    return tuple(_certificate(kind, state, d.key) for d in kind.documents if d.key in kind.issued & state.docs.keys())


def prolong(kind: Kind, state: State, event: Event) -> State:
    """What was issued holds longer, with the reason; asked for before it lapses, and only as often as may be."""
    holds, found = _issued(kind, state, event)
    event.reason()
    doc = kind.titles([found.doc])
    if found.prolonged >= holds.times:
        raise Refused("{doc} may be prolonged {times} times, which it was", doc=doc, times=holds.times)
    _refuse_lapsed(kind, found, event.day)
    had = state.prolonged.get(found.doc, ())
    return replace(state, prolonged={**state.prolonged, found.doc: (*had, event.day)})


def start_work(kind: Kind, state: State, event: Event) -> State:
    """The work began that it is for, on the day of the event or the one that is said."""
    holds, found = _issued(kind, state, event)
    day = _day(event)
    if not holds.until_work:
        raise Refused("{doc} is not for beginning work", doc=kind.titles([found.doc]))
    if found.began:
        raise Refused("work began on {day} already", day=found.began)
    if not found.issued <= day <= event.day:
        raise Malformed("work began between {issued} and today, not on {day}", issued=found.issued, day=day)
    _refuse_lapsed(kind, found, day)
    return replace(state, work_began={**state.work_began, found.doc: day})


def _certificate(kind: Kind, state: State, doc: str) -> Certificate:
    holds, issued, times = kind.document[doc].holds, state.docs[doc], len(state.prolonged.get(doc, ()))
    last = due(issued, holds.limit) if holds else None
    for _ in range(times):
        if last and holds and holds.by:
            further = due(last.day, holds.by)
            last = Due(further.day, last.provisional or further.provisional)
    return Certificate(doc, issued, last, times, state.work_began.get(doc))


def _issued(kind: Kind, state: State, event: Event) -> tuple[Holds, Certificate]:
    doc = event.said("doc")
    if doc not in kind.issued or doc not in state.docs:
        raise Refused("nothing called {doc} was issued", doc=doc or "–")
    holds = kind.document[doc].holds
    if holds is None:
        raise Refused("{doc} has no end", doc=kind.titles([doc]))
    return holds, _certificate(kind, state, doc)


def _refuse_lapsed(kind: Kind, found: Certificate, day: date) -> None:
    if found.began is None and found.last and day > found.last.day:
        raise Refused("{doc} lapsed after {day}: a new application is needed", doc=kind.titles([found.doc]),
                      day=found.last.day)  # fmt: skip


def _day(event: Event) -> date:
    said = event.said("day")
    try:
        return as_day(said) if said else event.day
    except ValueError:
        raise Malformed("{said} is no day; write it like 2026-03-02", said=said[:20]) from None
