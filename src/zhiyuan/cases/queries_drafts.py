"""Reading what a person began to write and did not send: their own drafts and nobody else's."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from zhiyuan.cases.kind import Kind
from zhiyuan.cases.kindread import kind as edition
from zhiyuan.cases.kindread import kinds
from zhiyuan.cases.models import Draft, DraftFile
from zhiyuan.kernel import parktime
from zhiyuan.kernel.reference import value

DAYS = "cases/portal#draft_days"


@dataclass(frozen=True, slots=True)
class Said:
    """What a form says: what it is about as the form names it, where in words, the answers and the documents ticked."""

    about: str
    place: str
    form: dict[str, str]
    docs: list[str]


@dataclass(frozen=True, slots=True)
class Begun:
    """A draft; ``until`` is the last day on which it is kept, after which only the word that it is ``gone`` is left."""

    kind: Kind
    said: Said
    saved: datetime
    until: date
    gone: bool
    files: tuple[DraftFile, ...] = ()


def drafts(person: Any) -> list[Begun]:
    """A person's drafts, the one saved last first; those of kinds that are no longer there are left out."""
    return [_begun(row) for row in _rows(person).filter(kind__in=kinds())]


def draft(person: Any, kind: str) -> Begun | None:
    """A person's draft of a kind, if there is one."""
    row = _rows(person).filter(kind=kind).first()
    return _begun(row) if row else None


def _rows(person: Any) -> "QuerySet[Draft]":
    return Draft.objects.filter(person=person).prefetch_related("files__file")


def kept_since(day: date) -> date:
    """The first day whose drafts are still kept on this day."""
    return day - timedelta(days=int(value(DAYS, day)))


def _begun(row: Draft) -> Begun:
    today = timezone.localdate(parktime.now())
    saved = timezone.localdate(row.saved)
    gone = saved < kept_since(today)
    said = Said("", "", {}, []) if gone else Said(**row.said)
    kind, until = edition(row.kind, today), saved + timedelta(days=int(value(DAYS, today)))
    files = () if gone else tuple(one for one in row.files.all() if one.doc in kind.handed_in)
    return Begun(kind, said, row.saved, until, gone, files)
