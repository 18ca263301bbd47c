"""What a published case shows to everybody: the answers and pictures that its kind calls public, no more."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Max, Q, QuerySet

from zhiyuan.cases import queries, writes
from zhiyuan.cases.kind import Kind, Words
from zhiyuan.cases.models import Case, Edition, Paper
from zhiyuan.cases.state import REFUSED, WITHDRAWN, Published, State


@dataclass(frozen=True, slots=True)
class Shown:
    """A published case: its public answers, and by public document the pictures that were there then."""

    case: Any
    kind: Kind
    state: State
    published: Published
    answers: list[tuple[Words, str]]
    pictures: list[tuple[Words, list[Paper]]]


def published(lane: str) -> "QuerySet[Case]":
    """The published cases of a lane, the last published first; what was refused since is not shown."""
    passed = Q(pk__in=[])
    for edition in Edition.objects.filter(pk__in=Case.objects.filter(lane=lane).values("edition").distinct()):
        steps = [step.key for step in writes.kind_of_edition(edition).steps if step.publishes]
        passed |= Q(edition=edition, events__act="pass", events__step__in=steps)
    found = Case.objects.filter(passed, lane=lane).exclude(phase__in=(REFUSED, WITHDRAWN))
    return found.select_related("site", "edition").annotate(shown=Max("events__pk")).order_by("-shown")


def shown(cases: Sequence[Any]) -> list[Shown]:
    """What some published cases show, read in two statements."""
    read = queries.read_all(cases)
    papers = list(Paper.objects.filter(case__in=[r.case for r in read], seq__isnull=False).select_related("file"))
    return [found for one in read if (found := _shown(one, [p for p in papers if p.case_id == one.case.pk]))]


def _shown(read: queries.Read, papers: list[Paper]) -> Shown | None:
    kind, said = read.kind, read.state.published
    if said is None:
        return None
    answers = [(f.title, said.form[f.key]) for f in kind.form if f.public and f.key in said.form]
    pictures = [(d.title, _latest(papers, d.key, said)) for d in kind.documents if d.public and d.photo]
    return Shown(read.case, kind, read.state, said, answers, pictures)


def _latest(papers: list[Paper], doc: str, said: Published) -> list[Paper]:
    """The pictures of the last time before it was published."""
    before = [p for p in papers if p.doc == doc and p.seq is not None and p.seq <= said.when.seq]
    last = max((p.seq or 0 for p in before), default=0)
    return [p for p in before if p.seq == last]
