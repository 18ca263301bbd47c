"""Reading parcels over HTTP; acts go through ``/api/v1/do/land.*``."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema

from zhiyuan.kernel.errors import NotFound
from zhiyuan.land import queries
from zhiyuan.land.covenant import Finding

router = Router(tags=["land"])


class ParcelOut(Schema):
    """A parcel; its lease as the days [lease_from, lease_end), amounts in CNY."""

    id: int
    number: str
    area_mu: Decimal
    mode: str
    enterprise_id: int | None
    lease_from: date | None
    lease_end: date | None
    remind_from: date | None
    lease_years: int | None
    total_years: int | None
    rent_paid: Decimal
    price: Decimal | None
    paid_at_conversion: Decimal | None
    verdict: str


class FindingOut(Schema):
    """A covenant judged: met, not_met or unknown, with the reason and the gap in its unit."""

    indicator: str
    op: str
    target: Decimal
    unit: str
    due: date
    value: Decimal | None
    relation: str
    source: str
    as_of: date | None
    verdict: str
    gap: Decimal | None
    why: str


@router.get("/", response=list[ParcelOut])
def parcels(request: HttpRequest, q: str = "", mode: str = "", limit: int = 200) -> Any:
    """The parcels that you may see."""
    return [_brief(row) for row in queries.parcels(request.user, words=q, mode=mode)[: max(0, min(limit, 1000))]]


@router.get("/{int:parcel_id}/covenants", response=list[FindingOut])
def covenants(request: HttpRequest, parcel_id: int) -> Any:
    """What was agreed of a parcel, and how it stands today."""
    row = queries.visible(request.user).filter(pk=parcel_id).first()
    if row is None:
        raise NotFound("there is no parcel {number}", number=parcel_id)
    return [_finding(found) for found in queries.stands(row).findings]


def _brief(row: Any) -> dict[str, Any]:
    found = queries.stands(row)
    own = {name: getattr(row, name) for name in ParcelOut.model_fields if hasattr(row, name)}
    return own | {"lease_end": found.ends, "remind_from": found.remind, "verdict": found.verdict}


def _finding(found: Finding) -> FindingOut:
    agreed, seen = found.covenant, found.observed
    return FindingOut(
        indicator=agreed.indicator, op=agreed.op, target=agreed.target, unit=agreed.unit, due=agreed.due,
        value=seen.value if seen else None, relation=seen.relation if seen else "", source=seen.source if seen else "",
        as_of=seen.as_of if seen else None, verdict=found.verdict, gap=found.gap, why=found.why,
    )  # fmt: skip
