"""Reading the ladder over HTTP; acts go through ``/api/v1/do/innovation.*``."""

from datetime import date
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema

from zhiyuan.enterprises import queries as enterprises
from zhiyuan.identity.verbs import demand_somewhere
from zhiyuan.innovation import queries
from zhiyuan.kernel.errors import NotFound
from zhiyuan.park.queries import today

router = Router(tags=["innovation"])


class VerdictOut(Schema):
    """The last verdict on a firm by a rule; the score is one number where both ends are alike."""

    enterprise_id: int
    enterprise: str
    edition: str
    verdict: str
    score_least: float | None
    score_most: float | None
    unmet: int
    lacking: list[str]
    day: date


class ReasonOut(Schema):
    """A clause: whether it is met (null: open), what was observed, what is needed and what is missing to it."""

    clause: str
    text: str
    met: bool | None
    observed: str | None
    needed: str | None
    gap: str | None


class ExplainedOut(Schema):
    """One firm by one rule on a day of filing, clause by clause, with the smallest steps."""

    rule: str
    edition: str
    verdict: str
    score: Any
    reasons: list[ReasonOut]
    missing: list[str]
    steps: list[dict[str, Any]]


@router.get("/rules/{rule}", response=list[VerdictOut])
def judged(request: HttpRequest, rule: str, verdict: str = "", near: bool = False, limit: int = 200) -> Any:
    """The firms that you may see, by one rule (``tech_sme``, …); ``near``: those that miss it by one clause."""
    demand_somewhere(request.user, queries.VIEW)
    found = queries.judged(request.user, rule, verdict=verdict, near=near)
    return [_verdict(row) for row in found[: max(0, min(limit, 1000))]]


@router.get("/firms/{int:enterprise_id}", response=list[ExplainedOut])
def explained(request: HttpRequest, enterprise_id: int, on: date | None = None) -> Any:
    """One firm by every rule that holds on the day of filing ``on``, else today."""
    demand_somewhere(request.user, queries.VIEW)
    firm = enterprises.visible(request.user, queries.VIEW).filter(pk=enterprise_id).first()
    if firm is None:
        raise NotFound("there is no enterprise {key}", key=enterprise_id)
    return [_explained(one) for one in queries.explained(firm, on or today(firm.site))]


def _verdict(row: Any) -> VerdictOut:
    return VerdictOut(
        enterprise_id=row.enterprise_id, enterprise=row.enterprise.name, edition=row.edition, verdict=row.verdict,
        score_least=row.score_least, score_most=row.score_most, unmet=row.unmet, lacking=row.lacking, day=row.day,
    )  # fmt: skip


def _explained(one: queries.Explained) -> ExplainedOut:
    found = one.judgement
    reasons = [
        ReasonOut(clause=r.clause.clause, text=r.clause.text, met=r.result, observed=r.observed, needed=r.needed,
                  gap=r.gap)
        for r in found.reasons
    ]  # fmt: skip
    return ExplainedOut(
        rule=one.rule, edition=found.rules.edition, verdict=str(found.verdict), score=found.plain_score(),
        reasons=reasons, missing=[field.name for field in one.missing], steps=[step.plain() for step in one.steps],
    )  # fmt: skip
