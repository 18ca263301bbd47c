"""The park's mechanism of relief, as the installation sets it: its parts, and which desks and ledgers are in them.

No document says what 1, 3 and 2 stand for, and nothing here depends on it: parts are read, named and counted.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from zhiyuan.cases.desks import desks
from zhiyuan.cases.kind import APPLICANT, Kind, Words
from zhiyuan.cases.state import PASSED, SILENT, Done, State
from zhiyuan.kernel.errors import Malformed
from zhiyuan.kernel.reference import Book, book

PROBLEMS, CROSSED = "problems", "crossed"
LEDGERS = (PROBLEMS, CROSSED)
FIGURE = "cases/mechanism#relief"


@dataclass(frozen=True, slots=True)
class Member:
    """What belongs to a part: a desk that acts, or a ledger that is kept."""

    title: Words
    desk: str = ""
    ledger: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """A part with as many members as its number says."""

    n: int
    title: Words
    members: tuple[Member, ...]


@dataclass(frozen=True, slots=True)
class Mechanism:
    """Its name, the kinds of case that go through it, and its parts."""

    name: Words
    kinds: tuple[str, ...]
    parts: tuple[Part, ...]


def mechanism(day: date, within: Book | None = None) -> Mechanism:
    """The mechanism as it is set on a day.

    Raises
    ------
    Malformed
        When a part has not as many members as it says, or names a desk or a ledger that is not there.
    """
    said = (within or book()).figure(FIGURE, day).value
    parts = tuple(_part(part, desks(day, within)) for part in said["parts"])
    return Mechanism(Words(**said["name"]), tuple(said["kinds"]), parts)


def goes_through(kind: str, day: date) -> bool:
    """Whether cases of a kind go through the mechanism."""
    return kind in book().figure(FIGURE, day).value["kinds"]


def _part(said: Mapping[str, Any], known: Mapping[str, Words]) -> Part:
    members = tuple(Member(**{**member, "title": Words(**member["title"])}) for member in said["members"])
    title = Words(**said["title"])
    if len(members) != said["n"]:
        raise Malformed("{part}: {n} members are said and {count} named", part=title, n=said["n"], count=len(members))
    for member in members:
        if member.desk and member.desk not in known:
            raise Malformed("there is no desk {desk}; there are {desks}", desk=member.desk, desks=", ".join(known))
        if member.ledger and member.ledger not in LEDGERS:
            raise Malformed("there is no ledger {ledger}; there are {ledgers}", ledger=member.ledger,
                            ledgers=", ".join(LEDGERS))  # fmt: skip
    return Part(said["n"], title, members)


def crossing(kind: Kind, state: State) -> Done | None:
    """How the firm's last step was done: by the firm, or by its silence; None while it was not."""
    own = [step for step in kind.steps if step.by == APPLICANT]
    done = state.done.get(own[-1].key) if own else None
    return done if done and done.how in (PASSED, SILENT) else None
