"""Whether a firm has read the one-time notice and the decision of its case: what was told, and what was read. Pure."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from zhiyuan.cases.event import Event
from zhiyuan.cases.state import BREACHED, WITHDRAWN, State
from zhiyuan.cases.telling import DECIDED, RETURNED
from zhiyuan.kernel.workday import working_days_between


@dataclass(frozen=True, slots=True)
class Seen:
    """Somebody who was told, for the firm itself or as its agent; ``read`` is None while they have not read it."""

    person: str
    agent: bool
    read: datetime | None


@dataclass(frozen=True, slots=True)
class Notice:
    """Something that a firm has to know, when it was told, and to whom."""

    kind: str
    at: datetime
    day: date
    told: tuple[Seen, ...]

    @property
    def read(self) -> Seen | None:
        """Whoever read it first."""
        return min((one for one in self.told if one.read), key=lambda one: one.read or self.at, default=None)

    def unread_days(self, today: date) -> int:
        """Working days for which nobody has read it; 0 once somebody has. [working days]"""
        return 0 if self.read or today <= self.day else working_days_between(self.day, today)


def to_be_read(log: Iterable[Event], state: State) -> list[tuple[Event, str]]:
    """The one-time notice, each time it was given, and the decision with which the case ended."""
    found = [(event, RETURNED) for event in log if event.act == "return"]
    if state.ended and state.phase not in (BREACHED, WITHDRAWN):
        found += [(event, DECIDED) for event in log if event.seq == state.ended.seq]
    return found


def notices(wanted: Iterable[tuple[Event, str]], told: Mapping[tuple[int, str], Collection[Seen]]) -> list[Notice]:
    """What has to be read with those who were told, the last first; ``told`` goes by event and kind."""
    found = [Notice(kind, event.at, event.day, tuple(told.get((event.seq, kind), ()))) for event, kind in wanted]
    return sorted(found, key=lambda one: one.at, reverse=True)
