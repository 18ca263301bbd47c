"""The six milestones of a project: in their order, planned, moved and reached; slip is counted in days.

A plan that is moved stays on record: the slip against the first plan never gets better by moving it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from zhiyuan.kernel.errors import Malformed, NotFound, Refused

ORDER = ("sign", "start", "enlist", "finish", "produce", "full")
"""签约, 开工, 入库, 竣工, 投产, 达产."""
GREEN, AMBER, RED, OPEN = "green", "amber", "red", "open"


@dataclass(frozen=True, slots=True)
class Milestone:
    """What was planned, first and again, and when it was reached."""

    key: str
    plans: tuple[date, ...] = ()
    actual: date | None = None


@dataclass(frozen=True, slots=True)
class Slip:
    """Days late against the first plan and the latest; below zero is early; None without a plan. [d]"""

    original: int | None
    latest: int | None


def slip(milestone: Milestone, today: date) -> Slip:
    """How late a milestone is, or was; one that is not due yet is not late.

    >>> slip(Milestone("start", (date(2026, 3, 1), date(2026, 4, 1)), date(2026, 4, 11)), date(2026, 5, 1))
    Slip(original=41, latest=10)
    """
    if not milestone.plans:
        return Slip(None, None)
    first, last = milestone.plans[0], milestone.plans[-1]
    if milestone.actual is not None:
        return Slip((milestone.actual - first).days, (milestone.actual - last).days)
    seen = max(today, last)  # a plan that was moved into the future is late against the first by as much
    return Slip((seen - first).days, max(0, (today - last).days))


def colour(milestone: Milestone, today: date, amber_days: int, red_days: int) -> str:
    """Red, amber or green by the slip against the first plan; open where nothing is planned. [d]"""
    late = slip(milestone, today).original
    if late is None:
        return OPEN
    return RED if late >= red_days else AMBER if late >= amber_days else GREEN


def worst(colours: Sequence[str]) -> str:
    """The colour of a project: the worst of its milestones; open where none is planned."""
    return next((one for one in (RED, AMBER, GREEN) if one in colours), OPEN)


def reached(milestones: Mapping[str, Milestone], key: str, day: date, today: date) -> Milestone:
    """A milestone as reached on a day.

    Raises
    ------
    Malformed
        When the day is in the future, or before that of an earlier milestone.
    Refused
        When it was reached already, or an earlier one was not.
    """
    place = _place(key)
    if day > today:
        raise Malformed("{day} is not over yet: only what happened is entered", day=day)
    own = milestones.get(key, Milestone(key))
    if own.actual is not None:
        raise Refused("it was reached on {day} already", day=own.actual)
    before = [milestones.get(earlier, Milestone(earlier)) for earlier in ORDER[:place]]
    for one in before:
        if one.actual is None:
            raise Refused("the milestone before it is not reached yet: enter that one first")
    if before and before[-1].actual is not None and day < before[-1].actual:
        raise Malformed(
            "the milestone before it was reached on {day}: this one cannot be earlier", day=before[-1].actual
        )
    return Milestone(key, own.plans, day)


def planned(milestones: Mapping[str, Milestone], key: str, day: date) -> Milestone:
    """A milestone with one more plan, which lies between its neighbours.

    Raises
    ------
    Malformed
        When it would lie before an earlier milestone or after a later one.
    Refused
        When it was reached already.
    """
    place = _place(key)
    own = milestones.get(key, Milestone(key))
    if own.actual is not None:
        raise Refused("it was reached on {day} already", day=own.actual)
    for earlier in ORDER[:place]:
        if (known := _known(milestones.get(earlier))) and day < known:
            raise Malformed("{day} is before an earlier milestone, {other}", day=day, other=known)
    for later in ORDER[place + 1 :]:
        if (known := _known(milestones.get(later))) and day > known:
            raise Malformed("{day} is after a later milestone, {other}: move that one first", day=day, other=known)
    return Milestone(key, (*own.plans, day) if own.plans[-1:] != (day,) else own.plans, None)


def _known(milestone: Milestone | None) -> date | None:
    if milestone is None:
        return None
    return milestone.actual or (milestone.plans[-1] if milestone.plans else None)


def _place(key: str) -> int:
    if key not in ORDER:
        raise NotFound("there is no milestone {key}; there are {known}", key=key, known=", ".join(ORDER))
    return ORDER.index(key)
