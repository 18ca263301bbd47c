"""Ratings as a list: every rated case that a person may see, and what the ratings come to; rows, and no logs but those
of the page that is shown.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, F, Q, QuerySet

from zhiyuan.cases import queries
from zhiyuan.cases.models import Event, Rating
from zhiyuan.cases.queries_promises import latest_day
from zhiyuan.cases.rating import BAD, Satisfaction
from zhiyuan.cases.state import BREACHED, CLOSED, REFUSED, STRUCK, WATCHED
from zhiyuan.park.queries import today

BADLY, OVERDUE, APPEALS = "bad", "overdue", "appealed"
WHICH = (BADLY, OVERDUE, APPEALS)
ANSWERS = ("call_back", "put_right", "appeal", "strike", "let_stand", "reopen")
IS_BAD, STANDS = Q(level__in=BAD), ~Q(appeal=STRUCK)
OWED = IS_BAD & STANDS & Q(righted=None)


@dataclass(frozen=True, slots=True)
class Rated:
    """A rating in its case: the firm's words, and what was done about it since, in order."""

    row: Rating
    words: str
    answers: Sequence[Event]
    today: date

    @property
    def until(self) -> date | None:
        """The last day to put a bad one right, None where nothing is left to do."""
        owed = self.row.level in BAD and self.row.appeal != STRUCK and not self.row.righted
        return self.row.until if owed else None

    @property
    def overdue(self) -> bool:
        """Whether that day is over."""
        return self.until is not None and self.today > self.until


def ratings(person: Any, which: str = "") -> "QuerySet[Rating]":
    """The ratings that a person may see, the last case first."""
    found = Rating.objects.select_related("case__enterprise", "case__edition", "case__site")
    if not queries.sees_everything(person):
        found = found.filter(case__in=queries.visible(person).values("pk"))
    chosen = {BADLY: IS_BAD, OVERDUE: OWED & Q(until__lt=latest_day()), APPEALS: ~Q(appeal="")}
    return found.filter(chosen[which]) if which in chosen else found


def sums(person: Any) -> Satisfaction | None:
    """What all of them come to; None where no case ended and none was rated."""
    bad = IS_BAD & STANDS
    found = ratings(person).aggregate(
        all=Count("pk"),
        rated=Count("pk", filter=STANDS),
        bad=Count("pk", filter=bad),
        called=Count("pk", filter=bad & Q(called__isnull=False)),
        right_in_time=Count("pk", filter=bad & Q(righted__lte=F("until"))),
        overdue=Count("pk", filter=OWED & Q(until__lt=latest_day())),
    )
    ended = queries.visible(person).filter(phase__in=(CLOSED, REFUSED, BREACHED, WATCHED)).count()
    if not ended and not found["all"]:
        return None
    every = found.pop("all")
    return Satisfaction(ended=max(ended, every), good=found["rated"] - found["bad"], **found)


def told(rows: Sequence[Rating]) -> list[Rated]:
    """Ratings with their words and answers, the events of all of them read in one statement."""
    about: dict[int, list[Event]] = {row.case_id: [] for row in rows}
    for event in Event.objects.filter(case__in=about, act__in=("rate", *ANSWERS)).order_by("case", "seq"):
        about[event.case_id].append(event)
    return [_told(row, about[row.case_id]) for row in rows]


def _told(row: Rating, events: Sequence[Event]) -> Rated:
    place = next((n for n, event in enumerate(events) if event.act == "rate"), len(events))
    words = str(events[place].data.get("reason", "")).strip() if place < len(events) else ""
    return Rated(row, words, [e for e in events[place:] if e.act in ANSWERS], today(row.case.site))
