"""Ratings as a list: every rated case that a person may see, from its log, and what the ratings come to."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from zhiyuan.cases import queries
from zhiyuan.cases.event import Event
from zhiyuan.cases.rating import BAD, Satisfaction, put_right_by, satisfaction
from zhiyuan.cases.state import BREACHED, CLOSED, REFUSED, STRUCK, Rating

BADLY, OVERDUE, APPEALS = "bad", "overdue", "appealed"
WHICH = (BADLY, OVERDUE, APPEALS)


@dataclass(frozen=True, slots=True)
class Rated:
    """A case with its rating; ``until`` is the last day to put a bad one right, None where nothing is left to do."""

    found: queries.Read
    rating: Rating
    until: date | None

    @property
    def overdue(self) -> bool:
        """Whether that day is over."""
        return self.until is not None and self.found.today > self.until

    @property
    def words(self) -> str:
        """What the firm wrote with it."""
        return next((event.said("reason") for event in self.found.log if event.act == "rate"), "")

    @property
    def answers(self) -> list[Event]:
        """What was done about it since, in order."""
        acts = ("call_back", "put_right", "appeal", "strike", "let_stand", "reopen")
        return [e for e in self.found.log if e.act in acts and e.seq > self.rating.when.seq]


def ratings(person: Any, which: str = "") -> tuple[list[Rated], Satisfaction | None]:
    """The ratings that a person may see, the last first, and their sums over all of them; None without a case."""
    seen = queries.visible(person)
    rows = seen.filter(events__act="rate").distinct().order_by("-pk")
    found = [one for row in rows if (one := _rated(queries.read(row)))]
    if not (ended := seen.filter(phase__in=(CLOSED, REFUSED, BREACHED)).count()) and not found:
        return [], None
    today = max((one.found.today for one in found), default=date.min)
    sums = satisfaction(max(ended, len(found)), [one.rating for one in found], today)
    return [one for one in found if _chosen(one, which)], sums


def _rated(found: queries.Read) -> Rated | None:
    rating = found.state.rating
    if rating is None:
        return None
    owed = rating.level in BAD and rating.appeal != STRUCK and not rating.righted
    return Rated(found, rating, put_right_by(rating) if owed else None)


def _chosen(one: Rated, which: str) -> bool:
    if which == BADLY:
        return one.rating.level in BAD
    if which == OVERDUE:
        return one.overdue
    return which != APPEALS or bool(one.rating.appeal)
