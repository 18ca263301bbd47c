"""Moving a running case to the edition of its kind that holds today: tried first, done only where nothing stops it."""

from dataclasses import dataclass
from typing import Any

from zhiyuan.cases import writes
from zhiyuan.cases.kind import Kind
from zhiyuan.cases.kindread import kind as edition
from zhiyuan.cases.models import Case, Event
from zhiyuan.cases.names import ACT
from zhiyuan.cases.story import moved
from zhiyuan.kernel.errors import Refused, ZhiyuanError
from zhiyuan.park.queries import today


@dataclass(frozen=True, slots=True)
class Trial:
    """What would become of a case under another edition: ``stopped`` is the refusal at event ``place``."""

    case: Case
    kind: Kind
    place: int = 0
    act: str = ""
    stopped: ZhiyuanError | None = None


def tried(case: Case) -> Trial | None:
    """A dry run under the edition that holds today; None where the case is under it already."""
    kind = edition(case.edition.kind, today(case.site))
    if kind.digest == case.edition.digest:
        return None
    log = writes.log(case)
    told = moved(kind, log)
    if told.stopped is None:
        return Trial(case, kind)
    at = log[len(told.log)]
    return Trial(case, kind, at.seq, at.act, told.stopped)


def moved_now(person: Any, case: Case) -> Event:
    """Put a case under today's edition; its log says from which one, and replays under the new one.

    Raises
    ------
    Refused
        When it is under it already, or naming the event that the new edition would not have allowed.
    """
    trial = tried(case)
    if trial is None:
        raise Refused("{case} is under today's edition already", case=case)
    if trial.stopped:
        raise Refused("{case} cannot be moved: event {place}, {act}: {why}", case=case, place=trial.place,
                      act=ACT[trial.act], why=trial.stopped)  # fmt: skip
    before = case.edition.digest
    case.edition, case.lane = writes.pinned(trial.kind), trial.kind.lane
    case.save(update_fields=["edition", "lane"])
    return writes.append(case, "move", person.username, data={"from": before, "to": trial.kind.digest})
