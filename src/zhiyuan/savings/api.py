"""Reading savings over HTTP; acts go through ``/api/v1/do/savings.*``."""

from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema

from zhiyuan.identity.verbs import demand
from zhiyuan.park.queries import site as the_site
from zhiyuan.savings import queries
from zhiyuan.savings.money import worth
from zhiyuan.savings.report import twin

router = Router(tags=["savings"])


class StudyOut(Schema):
    """How one circuit is measured; days are half-open."""

    id: int
    circuit: str
    method: str
    baseline_start: date
    baseline_end: date
    reporting_start: date
    source: str
    meter_class: str
    terms: str
    stated_kwh_per_year: float
    version: int


class AdjustmentOut(Schema):
    """One non-routine adjustment; it counts once its state is approved."""

    id: int
    circuit: str
    start: date
    end: date
    formula: str
    value: float
    reason: str
    evidence: str
    state: str
    author: str
    approver: str
    note: str
    version: int

    @staticmethod
    def resolve_circuit(row: Any) -> str:
        """The circuit of its study."""
        return str(row.study.circuit)

    @staticmethod
    def resolve_author(row: Any) -> str:
        """By name."""
        return str(row.author or "")

    @staticmethod
    def resolve_approver(row: Any) -> str:
        """By name."""
        return str(row.approver or "")


class BaselineDayOut(Schema):
    """A day drawn by lot."""

    id: int
    circuit: str
    day: date
    seed: int
    vetoed: bool
    veto_reason: str


@router.get("/report")
def report(
    request: HttpRequest, first: date | None = None, last: date | None = None, circuit: str = "", site: str = ""
) -> dict[str, Any]:
    """The report's machine-readable twin over the days asked for."""
    place = _seen(request, site)
    start, until = queries.period(place, queries.studies(place))
    until = last + timedelta(days=1) if last else until
    start = min(first or start, until - timedelta(days=1))
    found = queries.report(place, start, until, [circuit] if circuit else ())
    return twin(found, worth(place, found).plain())


@router.get("/studies", response=list[StudyOut])
def studies(request: HttpRequest, site: str = "") -> Any:
    """The measurement plan of every circuit that has one."""
    return queries.studies(_seen(request, site))


@router.get("/adjustments", response=list[AdjustmentOut])
def adjustments(request: HttpRequest, circuit: str = "", site: str = "") -> Any:
    """Adjustments, newest first."""
    return queries.adjustments(_seen(request, site), circuit)


@router.get("/baseline-days", response=list[BaselineDayOut])
def baseline_days(request: HttpRequest, since: date | None = None, site: str = "") -> Any:
    """Days drawn by lot, vetoed ones included."""
    return queries.baseline_days(_seen(request, site), since)


def _seen(request: HttpRequest, key: str) -> Any:
    place = the_site(key)
    demand(request.user, "savings.view", place)
    return place
