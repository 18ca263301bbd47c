"""Reading projects over HTTP; acts go through ``/api/v1/do/projects.*``."""

from datetime import date
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema

from zhiyuan.projects import queries

router = Router(tags=["projects"])


class MilestoneOut(Schema):
    """A milestone with all its plans; slip in days against the first and the latest."""

    milestone: str
    plans: list[date]
    actual: date | None
    slip_original: int | None
    slip_latest: int | None
    colour: str


class ProjectOut(Schema):
    """A project with its milestones in their order."""

    id: int
    key: str
    name: str
    enterprise_id: int | None
    officer: str
    stage: str
    colour: str
    milestones: list[MilestoneOut]


@router.get("/", response=list[ProjectOut])
def projects(request: HttpRequest, q: str = "", colour: str = "", limit: int = 200) -> Any:
    """The projects that you may see; colour is green, amber, red or open."""
    found = queries.projects(request.user, words=q, colour=colour)
    return [_out(one) for one in found[: max(0, min(limit, 1000))]]


def _out(one: queries.Stands) -> ProjectOut:
    rows = [
        MilestoneOut(
            milestone=row.milestone.key, plans=list(row.milestone.plans), actual=row.milestone.actual,
            slip_original=row.slip.original, slip_latest=row.slip.latest, colour=row.colour,
        )
        for row in one.rows
    ]  # fmt: skip
    p = one.project
    officer = p.officer.username if p.officer else ""
    return ProjectOut(id=p.pk, key=p.key, name=p.name, enterprise_id=p.enterprise_id, officer=officer,
                      stage=one.stage.en, colour=one.colour, milestones=rows)  # fmt: skip
