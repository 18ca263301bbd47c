"""The register of one lane, for pages and sheets: what waits in each case, until when, how often it came back.

``in_time`` (动态清零) asks whether any case is past its deadline, not whether any is open.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.apps import apps
from django.db.models import Count, Q, QuerySet
from django.urls import reverse

from zhiyuan.cases import queries, writes
from zhiyuan.cases.kind import Kind, Listed
from zhiyuan.cases.models import Case, Reach, Turn, Until
from zhiyuan.cases.names import title
from zhiyuan.cases.queries_words import narrowed
from zhiyuan.cases.state import CLOSED, ENDED, REFUSED, WATCHED, WITHDRAWN
from zhiyuan.park import queries as park

ALL, OPEN, OVERDUE, BACK, DROPPED = "all", "open", "overdue", "back", "dropped"
SHOWN = (OPEN, OVERDUE, WATCHED, CLOSED, BACK, DROPPED, ALL)
"""What a register may be narrowed to."""


@dataclass(frozen=True, slots=True)
class Line:
    """A case of the register; ``url`` leads to its place, where the reader may look at one."""

    case: Any
    kind: Kind
    waits: Listed
    rebounds: int
    url: str

    def late(self, today: date) -> bool:
        """Whether it is past its deadline."""
        return self.case.due is not None and self.case.due < today


@dataclass(frozen=True, slots=True)
class Counts:
    """How many cases there are, by where they stand; ``overdue`` of those that have not ended.

    ``dropped`` ended without being put right: refused or withdrawn, so that nobody comes to be in time that way unseen.
    """

    open: int
    overdue: int
    watched: int
    closed: int
    dropped: int
    back: int

    @property
    def in_time(self) -> bool:
        """动态清零: none is past its deadline, however many are open."""
        return self.overdue == 0


def of_lane(
    person: Any, lane: str, today: date, *, shown: str = ALL, kind: str = "", words: str = "", place: str = ""
) -> Any:
    """The cases of a lane that a person sees, what is due first first; each with ``came_back``.

    ``place`` is a label and number, such as park.space:12: what is about it, or about something in it.
    """
    found = queries.visible(person).filter(lane=lane)
    if place:
        label, _, number = place.partition(":")
        inside = Reach.objects.filter(scope_type=label, scope_id=number[:20]).values("case")
        found = found.filter(pk__in=inside)
    if words := words.strip():
        found = narrowed(found, words)
    if kind:
        found = found.filter(edition__kind=kind)
    came_back = Count("events", filter=Q(events__act="rebound"))
    return _shown(found.annotate(came_back=came_back), shown, today).order_by(Until("due"), "-pk")


def _shown(found: "QuerySet[Case]", shown: str, today: date) -> "QuerySet[Case]":
    if shown == OPEN:
        return found.exclude(phase__in=[*ENDED, WATCHED])
    if shown == OVERDUE:
        return found.exclude(phase__in=ENDED).filter(due__lt=today)
    if shown == DROPPED:
        return found.filter(phase__in=(REFUSED, WITHDRAWN))
    if shown in (WATCHED, CLOSED):
        return found.filter(phase=shown)
    return found.filter(came_back__gt=0) if shown == BACK else found


def counts(person: Any, lane: str, today: date) -> Counts:
    """The whole register in one statement."""
    running = ~Q(phase__in=ENDED)
    found = queries.visible(person).filter(lane=lane)
    return Counts(
        **found.aggregate(
            open=Count("pk", filter=running & ~Q(phase=WATCHED)),
            overdue=Count("pk", filter=running & Q(due__lt=today)),
            watched=Count("pk", filter=Q(phase=WATCHED)),
            closed=Count("pk", filter=Q(phase=CLOSED)),
            dropped=Count("pk", filter=Q(phase__in=(REFUSED, WITHDRAWN))),
        ),
        back=found.filter(events__act="rebound").distinct().count(),
    )


def lines(person: Any, cases: Iterable[Any]) -> list[Line]:
    """Cases with what waits in each and the way to its place, in a few statements for all."""
    rows = list(cases)
    urls, waits = _places(person, rows), dict[int, list[Turn]]()
    for turn in Turn.objects.filter(case__in=rows):
        waits.setdefault(turn.case_id, []).append(turn)
    return [_line(row, waits.get(row.pk, []), urls) for row in rows]


def _line(row: Any, turns: Sequence[Turn], urls: dict[tuple[str, str], str]) -> Line:
    kind = writes.kind_of(row)
    names = tuple(title(kind, turn.what) for turn in turns)
    return Line(row, kind, Listed(names), row.came_back, urls.get((row.subject_type, row.subject_id), ""))


def _places(person: Any, rows: Iterable[Any]) -> dict[tuple[str, str], str]:
    """Where the reader may look at the floors and spaces that cases are about."""
    found: dict[tuple[str, str], str] = {}
    for label, page, by in (("park.floor", "floor", "key"), ("park.space", "space", "pk")):
        numbers = {row.subject_id for row in rows if row.subject_type == label}
        if numbers:
            seen = park.visible(apps.get_model(label), person).filter(pk__in=numbers)
            found |= {(label, str(one.pk)): reverse(page, args=[getattr(one, by)]) for one in seen}
    return found
