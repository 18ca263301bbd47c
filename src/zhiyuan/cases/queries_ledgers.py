"""The two ledgers of the mechanism: every problem with where it stands, and what was crossed off, by whom."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from zhiyuan.cases import queries
from zhiyuan.cases.kind import Kind, Listed
from zhiyuan.cases.mechanism import CROSSED, Mechanism, crossing
from zhiyuan.cases.models import Case, Turn
from zhiyuan.cases.names import title
from zhiyuan.cases.queries_words import narrowed
from zhiyuan.cases.state import CLOSED, ENDED, SILENT, Done
from zhiyuan.cases.turn import turns


@dataclass(frozen=True, slots=True)
class Line:
    """A problem: what it is, what waits, and how it was crossed off; never without the firm, or its silence."""

    case: Any
    kind: Kind
    problem: str
    waits: Listed
    crossed: Done | None

    @property
    def by_silence(self) -> bool:
        """Whether nobody answered: that is not consent."""
        return self.crossed is not None and self.crossed.how == SILENT


def problems(
    person: Any, of: Mechanism, *, ledger: str, words: str = "", desk: str = "", ended: bool = False
) -> "QuerySet[Case]":
    """The cases of a ledger, the newest first; open problems, unless all are asked for."""
    found = queries.visible(person).filter(edition__kind__in=of.kinds)
    if words := words.strip():
        found = narrowed(found, words)
    if ledger == CROSSED:
        return found.filter(phase=CLOSED).order_by("-pk")
    if desk:
        found = found.filter(pk__in=Turn.objects.filter(desk=desk).values("case"))
    return (found if ended else found.exclude(phase__in=ENDED)).order_by("-pk")


def lines(cases: Sequence[Any]) -> list[Line]:
    """Cases as lines, their logs read in one statement."""
    return [_line(read) for read in queries.read_all(cases)]


def _line(read: queries.Read) -> Line:
    kind, state = read.kind, read.state
    waits = Listed(tuple(title(kind, turn.what) for turn in turns(kind, state, read.today)))
    first = str(state.form.get(kind.form[0].key, "")) if kind.form else ""
    return Line(read.case, kind, first, waits, crossing(kind, state) if state.phase == CLOSED else None)


def waiting(person: Any, of: Mechanism) -> Counter[str]:
    """How many cases of the mechanism wait at each desk."""
    mine = queries.visible(person).filter(edition__kind__in=of.kinds)
    return Counter(Turn.objects.filter(case__in=mine).values_list("desk", flat=True))
