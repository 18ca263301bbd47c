"""Reading visits and inspections: the list, a firm's own, and what is counted in public."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet

from zhiyuan.cases.kind import Listed, Words
from zhiyuan.cases.models import Case, Finding, Inspection, Visit
from zhiyuan.cases.writes_visit import CANCELLED, HELD, bodies, purposes
from zhiyuan.enterprises import queries as enterprises


@dataclass(frozen=True, slots=True)
class Counted:
    """A year of visits. ``firms`` is 家, distinct enterprises; ``visits`` is 家次; they are never mixed up."""

    year: int
    firms: int
    visits: int
    planned: int
    overrides: int
    findings: int


def visible(person: Any) -> "QuerySet[Visit]":
    """The visits to firms whose cases a person may see; a firm sees who came to it and why."""
    firms = enterprises.visible(person, "cases.view")
    return Visit.objects.filter(enterprise__in=firms).select_related("enterprise", "site", "entered_by")


def visits(person: Any, *, words: str = "", state: str = "", year: int | None = None) -> "QuerySet[Visit]":
    """The filtered list: by part of a firm's or visitor's name; state also takes overridden."""
    found = visible(person)
    if words := words.strip():
        found = found.filter(Q(enterprise__name__icontains=words) | Q(visitors__icontains=words))
    if state == "overridden":
        found = found.exclude(overridden="").exclude(state=CANCELLED)
    elif state:
        found = found.filter(state=state)
    return found.filter(day__year=year) if year else found


def inspections(person: Any, year: int | None = None) -> "QuerySet[Inspection]":
    """The inspections of firms whose cases a person may see."""
    firms = enterprises.visible(person, "cases.view")
    found = Inspection.objects.filter(enterprise__in=firms).select_related("enterprise", "site")
    return found.filter(day__year=year) if year else found


def counted(site: Any, year: int) -> Counted:
    """What the park says of its visits in a year; cancelled ones are counted nowhere."""
    said = Visit.objects.filter(site=site, day__year=year).exclude(state=CANCELLED).aggregate(
        firms=Count("enterprise", filter=Q(state=HELD), distinct=True),
        visits=Count("pk", filter=Q(state=HELD)),
        planned=Count("pk", filter=~Q(state=HELD)),
        overrides=Count("pk", filter=~Q(overridden="")),
    )  # fmt: skip
    return Counted(year=year, findings=Finding.objects.filter(visit__site=site, visit__day__year=year).count(), **said)


def purpose(row: Visit) -> Words:
    """What a visit is about, in words; the word itself where the book has lost it."""
    return named(row.purpose, row.day)


def named(key: str, day: date) -> Words:
    """A purpose in words."""
    said = purposes(day).get(key)
    return Words(**said) if said else Words(key, key)


def cases_of(row: Visit) -> list[Case]:
    """The cases that a visit found."""
    return [one.case for one in row.findings.select_related("case__edition", "case__enterprise").order_by("pk")]


def visit_of(case: Case) -> Visit | None:
    """The visit that found a case."""
    found = Finding.objects.filter(case=case).select_related("visit__enterprise").first()
    return found.visit if found else None


def body_names(row: Inspection) -> Listed:
    """The enforcement bodies of an inspection, in words."""
    known = bodies(row.day)
    return Listed(tuple(Words(**known[key]) if key in known else Words(key, key) for key in row.bodies))
