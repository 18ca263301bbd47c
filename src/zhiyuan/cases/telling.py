"""Whom an event concerns, and what each is told. Pure: people are found by ``writes_telling``.

A firm hears what happens to its case and what waits for it, a desk what became its turn.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from zhiyuan.cases.event import Event
from zhiyuan.cases.kind import APPLICANT, Kind, Words
from zhiyuan.cases.names import PHASE, title
from zhiyuan.cases.reading import LEGAL, PROMISED, clocks
from zhiyuan.cases.state import BREACHED, WITHDRAWN, State, lacking
from zhiyuan.cases.turn import SIGN, Turn

FIRM, DESK, PERSON = "firm", "desk", "person"
HEAD, LEADER = "head", "leader"
"""Roles: who answers for a desk, and who leads the park."""


RETURNED, DECIDED = "returned", "decided"
"""What the desk wants to know whether the firm has read: the one-time notice, and a decision."""


def key(case: int, seq: int, kind: str, mark: str = "") -> str:
    """Which happening it is that somebody was told, by the event that it came with."""
    return f"case:{case}:{seq}:{kind}:{mark}"


@dataclass(frozen=True, slots=True)
class To:
    """The people of the firm, those at a desk, its head, the park's leaders, or one person by user name."""

    what: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Telling:
    """One thing to be told; ``mark`` tells several of a kind in one event apart."""

    to: To
    kind: str
    mark: str = ""
    said: Mapping[str, Any] = field(default_factory=dict)


def tellings(
    kind: Kind, event: Event, after: State, turns: Iterable[Turn], new: Collection[tuple[str, str]]
) -> list[Telling]:
    """What an event is told of.

    Parameters
    ----------
    turns
        Everything that somebody has to do after it.
    new
        Those of them, by desk and what, that nobody had to do before.
    """
    waiting = tuple(turns)
    found = [*_firm(kind, event, after), *_named(kind, event)]
    for turn in waiting:
        if event.act == "urge" and turn.desk != APPLICANT:
            found.append(Telling(whose(turn), "urged", turn.what, _turn(kind, turn)))
        elif turn.what != SIGN and (turn.desk, turn.what) in new and (turn.desk, event.act) != (APPLICANT, "return"):
            found.append(Telling(whose(turn), "asked" if turn.desk == APPLICANT else "turn", turn.what,
                                 _turn(kind, turn)))  # fmt: skip
    return found


def whose(turn: Turn) -> To:
    """Whose turn it is: the person it was handed over to, the firm's, or the desk's."""
    if turn.holder:
        return To(PERSON, turn.holder)
    return To(FIRM) if turn.desk == APPLICANT else To(DESK, turn.desk)


def both(words: Words) -> dict[str, str]:
    """A name in both languages, as it is kept until somebody reads it."""
    return {"zh": words.zh, "en": words.en}


def _firm(kind: Kind, event: Event, after: State) -> Iterable[Telling]:
    if event.act in ("accept", "resume"):
        whole = [clock.due.day for clock in clocks(kind, after, event.day) if clock.name in (LEGAL, PROMISED)]
        due = min(whole).isoformat() if whole else None
        yield Telling(To(FIRM), "accepted" if event.act == "accept" else "resumed", said={"due": due})
    elif event.act == "return":
        listed = [both(kind.document[doc].title) for doc in lacking(kind, after)]
        yield Telling(To(FIRM), RETURNED, said={"list": listed})
    elif event.act == "pause":
        yield Telling(To(FIRM), "paused", said={"why": both(kind.pauses[event.said("why")])})
    elif event.act == "breach":
        yield Telling(To(FIRM), "promise_broken", said={"what": both(kind.document[event.said("doc")].title)})
    elif event.act in ("call_back", "put_right"):
        yield Telling(To(FIRM), "called_back" if event.act == "call_back" else "put_right")
    if after.ended and after.ended.seq == event.seq and after.phase not in (BREACHED, WITHDRAWN):
        yield Telling(To(FIRM), DECIDED, said={"what": both(PHASE[after.phase])})


def _named(kind: Kind, event: Event) -> Iterable[Telling]:
    """Those whom the act itself names."""
    step = both(title(kind, event.step)) if event.step else None
    if event.act == "transfer":
        yield Telling(To(PERSON, event.said("to")), "handed_over", said={"what": step})
    elif event.act == "copy":
        yield Telling(To(PERSON, event.said("to")), "copied")
    elif event.act == "hand_over":
        yield Telling(To(PERSON, event.said("to")), "cosign", said={"what": step})
    elif event.act == "cosign":
        for name in event.data.get("people", ()):
            yield Telling(To(PERSON, str(name)), "cosign", said={"what": step})


def _turn(kind: Kind, turn: Turn) -> dict[str, Any]:
    return {"what": both(title(kind, turn.what)), "due": turn.due.isoformat() if turn.due else None}
