"""A log told by hand: what a kind's own tests say, and what a dry run reads.

A story is a list of ``{day, act, step, data, by, at}``; ``at`` is a clock time of the site, ten in the
morning if not said. Its events are folded one by one, so that a story stops where the kind would.
``{day, heard: {item: answer}}`` tells at once what authorities answered.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from zhiyuan.cases.answers import refuse_wrong
from zhiyuan.cases.event import Event
from zhiyuan.cases.fold import applied, followed
from zhiyuan.cases.kind import Kind
from zhiyuan.cases.state import State
from zhiyuan.kernel.errors import Malformed, ZhiyuanError

ZONE = ZoneInfo("Asia/Shanghai")
WORDS = {"day", "act", "step", "data", "by", "at", "on_behalf"}


@dataclass(frozen=True, slots=True)
class Told:
    """How far a log went under a kind; ``stopped`` is the refusal at event ``len(log) + 1``, in line ``lines`` + 1."""

    log: tuple[Event, ...]
    state: State
    stopped: ZhiyuanError | None = None
    lines: int = 0


def told(kind: Kind, lines: Iterable[Mapping[str, Any]]) -> Told:
    """Tell a story under a kind, up to its end or to the first event that the kind refuses."""
    log: tuple[Event, ...] = ()
    state = State()
    place = 0
    for place, line in enumerate(lines, start=1):
        try:
            for one in _each(line):
                said = _event(len(log), one)
                _ask_at_the_door(kind, state, said)
                event, state = followed(kind, log, state, said)
                log = (*log, event)
        except ZhiyuanError as refusal:
            return Told(log, state, refusal, place - 1)
    return Told(log, state, lines=place)


def _each(line: Any) -> Iterator[Any]:
    """The events of a line: one, or one for each answer that was heard."""
    if not isinstance(line, Mapping) or "heard" not in line:
        yield line
        return
    rest = {name: said for name, said in line.items() if name != "heard"}
    for item, answer in line["heard"].items():
        yield {**rest, "act": "check", "data": {"item": item, "answer": answer}}


def _ask_at_the_door(kind: Kind, state: State, event: Event) -> None:
    """A form is looked at where it comes in, as the verbs do; a log that is kept is not asked again."""
    if "form" in event.data:
        refuse_wrong(kind, event.data["form"], event.day, event.step, state.form)


def moved(kind: Kind, log: Iterable[Event]) -> Told:
    """What a log would be under another edition of its kind: a case moves only when nothing stops it."""
    kept: list[Event] = []
    state = State()
    for event in log:
        try:
            state = applied(kind, state, event)
        except ZhiyuanError as refusal:
            return Told(tuple(kept), state, refusal)
        kept.append(event)
    return Told(tuple(kept), state)


def _event(place: int, line: Mapping[str, Any]) -> Event:
    if not isinstance(line, Mapping) or not {"day", "act"} <= line.keys() <= WORDS:
        raise Malformed("event {place}: it has a day and an act, and may have {words}", place=place + 1,
                        words=", ".join(sorted(WORDS - {"day", "act"})))  # fmt: skip
    day = line["day"] if isinstance(line["day"], date) else date.fromisoformat(str(line["day"]))
    at = datetime.combine(day, time.fromisoformat(str(line.get("at", "10:00"))), tzinfo=ZONE)
    if "at" not in line:
        at += timedelta(seconds=place)
    return Event(str(line["act"]), at, day, str(line.get("by", "demo")), str(line.get("step", "")),
                 line.get("data", {}), str(line.get("on_behalf", "")))  # fmt: skip
