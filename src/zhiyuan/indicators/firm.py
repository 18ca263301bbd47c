"""A firm's years on four lanes: 入 enter, 留 stay, 转 change, 退 exit. Pure; the rooms say what happened."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from zhiyuan.cases.kind import Words

LANES = ("enter", "stay", "change", "exit")


@dataclass(frozen=True, slots=True)
class Happening:
    """What happened on a day, in which lane, and the page that tells more."""

    day: date
    lane: str
    title: Words
    note: str = ""
    page: str = ""
    phase: Words | None = None


def lane_of(lane: str) -> str:
    """The lane in which a case is shown: requests, hazards and what else happens on the way are part of staying.

    >>> lane_of("exit"), lane_of("request")
    ('exit', 'stay')
    """
    return lane if lane in LANES else "stay"


def lanes(found: Iterable[Happening], most: int) -> Mapping[str, list[Happening]]:
    """By lane what happened, the latest first, at most so many of each."""
    by_lane: dict[str, list[Happening]] = {lane: [] for lane in LANES}
    for one in sorted(found, key=lambda h: h.day, reverse=True):
        if len(by_lane[one.lane]) < most:
            by_lane[one.lane].append(one)
    return by_lane
