"""The way in for reading: the projects a person may see, and how one stands today."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from zhiyuan.cases.kind import Words
from zhiyuan.identity.roles import allows
from zhiyuan.identity.standing import held
from zhiyuan.kernel.reference import value
from zhiyuan.park import queries as park
from zhiyuan.projects.milestone import ORDER, Milestone, Slip, colour, slip, worst
from zhiyuan.projects.models import Project
from zhiyuan.projects.names import LEAD, MILESTONE

COLUMNS = {"park.site": "site", "enterprises.enterprise": "enterprise", "projects.project": "pk"}


@dataclass(frozen=True, slots=True)
class Row:
    """One milestone with its slip and colour."""

    milestone: Milestone
    slip: Slip
    colour: str


@dataclass(frozen=True, slots=True)
class Stands:
    """A project on a day: its milestones, how far it is, and its colour."""

    project: Project
    today: date
    rows: tuple[Row, ...]
    stage: Words
    colour: str


def visible(person: Any, act: str = "projects.view") -> "QuerySet[Project]":
    """The projects for which a person may do this: of a park, of an enterprise, or one by one."""
    seen = Q(pk__in=[])
    for grant in held(person):
        if not allows(grant.role, act):
            continue
        if grant.scope_type == "*":
            seen |= Q(pk__isnull=False)
        elif column := COLUMNS.get(grant.scope_type):
            seen |= Q(**{column: grant.scope_id})
    return Project.objects.filter(seen).select_related("site", "enterprise", "officer")


def projects(person: Any, *, words: str = "", colour: str = "") -> list[Stands]:
    """The filtered list: by key, name or enterprise, and by colour."""
    found = visible(person).prefetch_related("plans", "reached")
    if words := words.strip():
        found = found.filter(Q(key__icontains=words) | Q(name__icontains=words) | Q(enterprise__name__icontains=words))
    return [one for one in map(stands, found) if not colour or one.colour == colour]


def for_chain(person: Any, site: Any, chain: str) -> list[Stands]:
    """The leads and projects for a chain that a person may see."""
    found = visible(person).filter(site=site, chain=chain).prefetch_related("plans", "reached")
    return [stands(one) for one in found]


def of_site(site: Any) -> "QuerySet[Project]":
    """Every project of a park."""
    return Project.objects.filter(site=site).select_related("site").prefetch_related("plans", "reached")


def milestones(project: Project) -> dict[str, Milestone]:
    """The milestones of a project by key, in their order."""
    plans: dict[str, tuple[date, ...]] = {}
    for plan in project.plans.all():
        plans[plan.milestone] = (*plans.get(plan.milestone, ()), plan.day)
    actual = {row.milestone: row.day for row in project.reached.all()}
    return {key: Milestone(key, plans.get(key, ()), actual.get(key)) for key in ORDER}


def stands(project: Project) -> Stands:
    """How a project stands today."""
    today = park.today(project.site)
    amber, red = int(value("projects/slip#amber", today)), int(value("projects/slip#red", today))
    rows = tuple(Row(one, slip(one, today), colour(one, today, amber, red)) for one in milestones(project).values())
    done = [row.milestone.key for row in rows if row.milestone.actual]
    stage = MILESTONE[done[-1]] if done else LEAD
    return Stands(project, today, rows, stage, worst([row.colour for row in rows]))
