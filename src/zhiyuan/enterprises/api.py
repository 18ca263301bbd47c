"""Reading enterprises over HTTP; acts go through ``/api/v1/do/enterprises.*``."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema

from zhiyuan.enterprises import queries
from zhiyuan.kernel.errors import NotFound

router = Router(tags=["enterprises"])


class EnterpriseOut(Schema):
    """An enterprise; the area is what it rents today. [m²]"""

    id: int
    key: str
    name: str
    uscc: str
    legal_form: str
    address: str
    standing: str
    suspended_from: date | None
    suspended_until: date | None
    area_m2: Decimal | None


class TenancyOut(Schema):
    """A tenancy over the days [start, end)."""

    tenancy_id: int
    start: date
    end: date | None
    area_m2: Decimal
    spaces: list[str]
    floors: list[str]
    meters: list[str]


@router.get("/", response=list[EnterpriseOut])
def enterprises(request: HttpRequest, q: str = "", present: str = "") -> Any:
    """The enterprises that you may see."""
    return queries.enterprises(request.user, q=q, present=present)


@router.get("/{int:enterprise_id}/tenancies", response=list[TenancyOut])
def tenancies(request: HttpRequest, enterprise_id: int) -> Any:
    """One enterprise's tenancies, the newest first."""
    found = queries.visible(request.user).filter(pk=enterprise_id).first()
    if found is None:
        raise NotFound("there is no enterprise {key}", key=enterprise_id)
    return [queries.occupied(row) for row in queries.tenancies_of(found)]
