"""Reading accounts and prices over HTTP; acts go through ``/api/v1/do/billing.*``."""

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest
from ninja import Router, Schema

from zhiyuan.billing import cost_paper, cost_queries, queries
from zhiyuan.billing.price_rules import PRICES
from zhiyuan.identity.verbs import demand
from zhiyuan.kernel.errors import Malformed
from zhiyuan.kernel.span import days_span
from zhiyuan.park.queries import site as the_site

router = Router(tags=["billing"])


class TermsOut(Schema):
    """What holds from a day until the next terms begin."""

    id: int
    start: date
    tou_elected: bool
    mode: str
    basic: str
    kva: str
    contract_kw: str
    pf_standard: str
    market: bool
    reason: str
    entered_at: datetime

    @staticmethod
    def resolve_kva(row: Any) -> str:
        """As text, so that no decimal is lost. [kVA]"""
        return str(row.kva)

    @staticmethod
    def resolve_contract_kw(row: Any) -> str:
        """As text, so that no decimal is lost. [kW]"""
        return str(row.contract_kw)


class AccountOut(Schema):
    """An electricity account with its terms in order."""

    id: int
    key: str
    name: str
    number: str
    customer_class: str
    voltage: str
    counted_by: str
    reactive: str
    master: bool
    page: str
    terms: list[TermsOut]

    @staticmethod
    def resolve_terms(row: Any) -> Any:
        """Those that stand."""
        return queries.terms_of(row)


class TwoPeopleOut(Schema):
    """Valid for the days [start, end); who entered it and who checked it."""

    id: int
    start: date
    end: date
    state: str
    version: int
    corrects_id: int | None
    reason: str
    source: str
    note: str
    entered_by: str
    entered_at: datetime
    checked_by: str
    checked_at: datetime | None
    superseded_at: datetime | None

    @staticmethod
    def resolve_entered_by(row: Any) -> str:
        """By name."""
        return str(row.entered_by)

    @staticmethod
    def resolve_checked_by(row: Any) -> str:
        """By name."""
        return str(row.checked_by or "")


class PriceSheetOut(TwoPeopleOut):
    """Published prices as text, with all their decimals. [CNY/kWh; CNY/kVA and CNY/kW a month]"""

    customer_class: str
    mode: str
    voltage: str
    prices: dict[str, str | None]

    @staticmethod
    def resolve_prices(row: Any) -> dict[str, str | None]:
        """By component."""
        found = {name: getattr(row, name) for name in PRICES}
        return {name: None if price is None else format(price, "f") for name, price in found.items()}


class CurveOut(TwoPeopleOut):
    """The hourly prices of a market contract, hour 0 first. [CNY/kWh]"""

    account: str
    hourly: list[str]

    @staticmethod
    def resolve_account(row: Any) -> str:
        """By key."""
        return str(row.account.key)


@router.get("/accounts", response=list[AccountOut])
def accounts(request: HttpRequest, site: str = "") -> Any:
    """The electricity accounts of a park."""
    return queries.accounts(_seen(request, site))


@router.get("/prices", response=list[PriceSheetOut])
def prices(
    request: HttpRequest, state: str = "", customer_class: str = "", mode: str = "", voltage: str = "", site: str = ""
) -> Any:
    """Price sheets, newest first, all versions; narrowed by state, class, number of parts and voltage."""
    said = {"customer_class": customer_class, "mode": mode, "voltage": voltage}
    found = queries.sheets(_seen(request, site), **{name: value for name, value in said.items() if value})
    return queries.in_state(found, state)[:1000]


@router.get("/curves", response=list[CurveOut])
def curves(request: HttpRequest, state: str = "", site: str = "") -> Any:
    """Market contract curves, newest first, all versions."""
    return queries.in_state(queries.curves(_seen(request, site)), state)[:1000]


@router.get("/tariff")
def tariff(
    request: HttpRequest, account: str, first: date, last: date, known: datetime | None = None, site: str = ""
) -> dict[str, Any]:
    """What the engine bills an account by over whole days, and its digest; ``known`` asks as of a moment."""
    if last < first:
        raise Malformed("the last day is before the first: {first}, {last}", first=first, last=last)
    if known is not None and known.tzinfo is None:
        raise Malformed("the moment {known} needs a time zone, such as +08:00", known=known)
    place = _seen(request, site)
    span = days_span(first, last + timedelta(days=1), ZoneInfo(place.timezone))
    found = queries.tariff(queries.account(place, account), span, known)
    return {"digest": found.digest, "tariff": found.plain()}


@router.get("/cost-of-savings")
def cost_of_savings(request: HttpRequest, account: str, month: date, site: str = "") -> dict[str, Any]:
    """What the verified saving behind an account is worth in the month of a day, and what else moved its bill.

    503 names what is missing: a measured circuit, quarter hours of before, prices, readings.
    """
    found = cost_queries.month_cost(queries.account(_seen(request, site), account), month.replace(day=1))
    return cost_paper.plain(cost_queries.said(found))


def _seen(request: HttpRequest, key: str) -> Any:
    place = the_site(key)
    demand(request.user, "billing.view_prices", place)
    return place
