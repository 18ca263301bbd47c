"""Reading what cases issued: what runs out soon, what lapsed, and what stands for documents of a new case."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import F, Q, QuerySet

from zhiyuan.cases import queries, writes
from zhiyuan.cases.certificate import standing
from zhiyuan.cases.fold import folded
from zhiyuan.cases.kind import Document, Kind
from zhiyuan.cases.models import Certificate
from zhiyuan.enterprises import queries as enterprises
from zhiyuan.kernel.reference import value
from zhiyuan.park.queries import today

SOON, LAPSED, ALL = "soon", "lapsed", "all"
WHICH = (SOON, LAPSED, ALL)
MOST_FIRMS = 2_000


@dataclass(frozen=True, slots=True)
class Listed:
    """Something issued, with the names that people know, how it stands, and how often it may be prolonged yet."""

    row: Certificate
    kind: Kind
    document: Document
    state: str
    today: date
    left: int


def remind_days(day: date) -> int:
    """How many days before its last day something issued is on the list of reminders. [d]"""
    return int(value("cases/certificates#remind_days", day))


def certificates(person: Any, day: date, *, which: str = SOON, words: str = "") -> "QuerySet[Certificate]":
    """What was issued in cases that a person may see: running out soon, lapsed, or all; the nearest end first."""
    found = Certificate.objects.filter(case__in=queries.visible(person).select_related(None).order_by())
    if words := words.strip():
        firms = enterprises.found(words, MOST_FIRMS)
        found = found.filter(Q(case__enterprise__in=firms) | Q(case__number__begins=words))
    if which == SOON:
        found = found.filter(last__gte=day, last__lte=day + timedelta(days=remind_days(day)))
    elif which == LAPSED:
        found = found.filter(last__lt=day)
    rows = found.select_related("case__edition", "case__enterprise", "case__site")
    return rows.order_by(F("last").desc() if which == LAPSED else F("last").asc(nulls_last=True), "pk")


def listed(row: Certificate) -> Listed:
    """One row of the list."""
    kind, day = writes.kind_of(row.case), today(row.case.site)
    document = kind.document[row.doc]
    left = document.holds.times - row.prolonged if document.holds and row.began is None else 0
    return Listed(row, kind, document, standing(row.last, row.began, day), day, left)


def provisional(site: Any, day: date) -> "QuerySet[Certificate]":
    """What still holds in a park and whose last day rests on a year without a notice of working days."""
    rows = Certificate.objects.filter(case__site=site, provisional=True, last__gte=day)
    return rows.select_related("case__edition", "case__site")


def covering(kind: Kind, enterprise: Any, form: Mapping[str, Any], day: date) -> Certificate | None:
    """What an earlier case of the firm issued, holds on a day and stands for documents of this kind, the newest."""
    if kind.covered is None:
        return None
    rows = Certificate.objects.filter(
        Q(last__gte=day) | Q(last=None),
        doc=kind.covered.document,
        case__enterprise=enterprise,
        case__edition__kind=kind.covered.kind,
    )
    wanted = {key: str(form.get(key, "")).strip() for key in kind.covered.same}
    for row in rows.select_related("case__edition").order_by("-issued", "-pk"):
        said = folded(writes.kind_of(row.case), writes.log(row.case)).form
        if all(wanted.values()) and wanted == {key: said.get(key, "") for key in wanted}:
            return row
    return None
