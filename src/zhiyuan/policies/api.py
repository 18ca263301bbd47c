"""Reading policies over HTTP; acts go through ``/api/v1/do/policies.*``."""

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema

from zhiyuan.enterprises import queries as enterprises
from zhiyuan.enterprises.ladder.rule import Verdict
from zhiyuan.identity.verbs import demand_somewhere
from zhiyuan.kernel.errors import NotFound
from zhiyuan.park.queries import today
from zhiyuan.policies import queries

router = Router(tags=["policies"])


class PolicyOut(Schema):
    """A policy with its days (first and last, both included), and how many of your firms each step counts."""

    id: int
    title: str
    document: str
    level: str
    issuer: str
    state: str
    benefit: str
    kind: str
    valid_first: date
    valid_last: date | None
    window_first: date | None
    window_last: date | None
    clauses: list[dict[str, Any]]
    digest: str
    steps: dict[str, int]
    verdicts: dict[str, int]
    near: int
    reach_rate: float | None
    read_rate: float | None


class FirmOut(Schema):
    """One firm by one policy: the last verdict with its clauses, when it was told and read, its claims by number."""

    enterprise_id: int
    enterprise: str
    verdict: str | None
    unmet: int | None
    undecided: int | None
    lacking: list[str]
    told: datetime | None
    read: datetime | None
    claims: list[str]


class FitOut(Schema):
    """What one policy in force says of one firm."""

    policy_id: int
    title: str
    document: str
    verdict: str
    lacking: list[str]
    day: date
    open: bool


@router.get("/", response=list[PolicyOut])
def policies(request: HttpRequest, limit: int = 200) -> Any:
    """The policies that you may see, counted over the firms that you may see."""
    demand_somewhere(request.user, queries.VIEW)
    rows = list(queries.visible(request.user)[: max(0, min(limit, 1000))])
    reaches = queries.reaches(request.user, rows)
    return [_policy(row, reaches[row.pk]) for row in rows]


@router.get("/firms/{int:enterprise_id}", response=list[FitOut])
def of_firm(request: HttpRequest, enterprise_id: int) -> Any:
    """The policies in force as they stand for one firm: first those that it meets."""
    demand_somewhere(request.user, queries.VIEW)
    firm = enterprises.visible(request.user, queries.VIEW).filter(pk=enterprise_id).first()
    if firm is None:
        raise NotFound("there is no enterprise {key}", key=enterprise_id)
    day = today(firm.site)
    return [
        FitOut(policy_id=m.policy_id, title=m.policy.title, document=m.policy.document, verdict=m.verdict,
               lacking=m.lacking, day=m.day, open=m.policy.opens_on(day))
        for m in queries.of_firm(firm, day)
    ]  # fmt: skip


@router.get("/{int:policy_id}/firms", response=list[FirmOut])
def firms(request: HttpRequest, policy_id: int, which: str = "", limit: int = 200) -> Any:
    """The firms by one policy: ``which`` is matched, told, reached, read, applied, granted, near or a verdict."""
    demand_somewhere(request.user, queries.VIEW)
    policy = queries.visible(request.user).filter(pk=policy_id).first()
    if policy is None:
        raise NotFound("there is no policy {key}", key=policy_id)
    if which and which not in (*queries.STEPS, "near", *map(str, Verdict)):
        raise NotFound("there is no list {which}; there are {known}", which=which,
                       known=", ".join([*queries.STEPS, "near", *map(str, Verdict)]))  # fmt: skip
    rows = list(queries.firms(request.user, policy, which=which)[: max(0, min(limit, 1000))])
    return [_firm(line) for line in queries.lines(policy, rows)]


def _policy(row: Any, reach: queries.Reach) -> PolicyOut:
    return PolicyOut(
        id=row.pk, title=row.title, document=row.document, level=row.level, issuer=row.issuer, state=row.state,
        benefit=row.benefit, kind=row.kind, valid_first=row.valid_first, valid_last=row.valid_last,
        window_first=row.window_first, window_last=row.window_last, clauses=row.clauses, digest=row.digest,
        steps=dict(reach.steps), verdicts=dict(reach.verdicts), near=reach.near,
        reach_rate=reach.share(queries.REACHED), read_rate=reach.share(queries.READ),
    )  # fmt: skip


def _firm(line: queries.Line) -> FirmOut:
    match = line.match
    return FirmOut(
        enterprise_id=line.firm.pk, enterprise=line.firm.name, verdict=match.verdict if match else None,
        unmet=match.unmet if match else None, undecided=match.undecided if match else None,
        lacking=match.lacking if match else [], told=line.told, read=line.read,
        claims=[case.number for case in line.claims],
    )  # fmt: skip
