"""The demo's bills: invented tenants on the let floors, one account of the park, example prices month by month.

Prices are those of the worked cases, not official ones, and say so in their source. Of the two months
before the demo begins the first is closed and issued as people would; the second waits to be closed, with
what real months have: a register that said nonsense, a meter that was silent, a tenant of the 17th.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from zhiyuan.kernel.span import midnight, month_before, next_month
from zhiyuan.simpark.registers import QUARTER_S, Mishap

SOURCE = "模拟数据：示例电价（虚构，非官方价）"
ACCOUNT = "park"
TENANT = "demo-c1"
PRICES = {"loss": "0.016", "td": "0.20", "system": "0.035", "fund": "0.028889375"}
ENERGY = ("0.33", "0.34", "0.36", "0.37", "0.36", "0.36", "0.38", "0.38", "0.37", "0.36", "0.35", "0.33")
"""Example price of each month's energy, January first. [CNY/kWh]"""
LET = {
    "A3": ("模拟企业甲", "420.00"),
    "B3": ("模拟企业乙", "380.00"),
    "C1": ("模拟企业丙", "640.00"),
    "C2": ("模拟企业丁", "640.00"),
    "C3": ("模拟企业戊", "520.00"),
    "D1": ("模拟企业己", "600.00"),
    "D2": ("模拟企业庚", "600.00"),
    "D3": ("模拟企业辛", "560.00"),
}
"""Let floors: who is there, and the area of the contract. [m²]"""
LATE_FLOOR, LATE_DAY = "D3", 17
OWN_FLOORS = ("A1", "A2", "B1", "B2")
"""Floors that the operator uses itself."""
SILENT = ("C1-PW-M", 12, 2, 24)
"""A meter of the open month that was not heard: day, hour, quarters of an hour."""
NONSENSE = ("B3-PW-M", 9, 15, 4321.0)
"""A meter of the open month that said nonsense once: day, hour, how much too high. [kWh]"""
UNPAID, PAID_ON = 2, 25
"""How many of the issued bills nobody has paid yet; on which day of the next month the others were."""
MORE = Decimal("1.1")
"""A budget beside what was used. [1]"""


@dataclass(frozen=True, slots=True)
class Office:
    """Who acts for the park."""

    administrator: Any
    bookkeeper: Any


def open_month(today: date) -> date:
    """The month that waits to be closed when the demo begins."""
    return month_before(today)


def issued_month(today: date) -> date:
    """The month that is closed and issued when the demo begins."""
    return month_before(open_month(today))


def _late(today: date) -> date:
    """The day on which the late tenant moves in."""
    return open_month(today).replace(day=LATE_DAY)


def past(today: date, zone: ZoneInfo) -> tuple[int, list[Mishap]]:
    """Since when nothing goes wrong by chance [s since 1970], and what goes wrong in the open month."""
    meter, day, hour, quarters = SILENT
    silent = Mishap(meter, _at(today, day, hour, zone) + QUARTER_S, quarters=quarters)
    meter, day, hour, excess = NONSENSE
    return int(midnight(issued_month(today), zone).timestamp()), [
        silent, Mishap(meter, _at(today, day, hour, zone), excess=excess),
    ]  # fmt: skip


def _at(today: date, day: int, hour: int, zone: ZoneInfo) -> int:
    month = open_month(today)
    return int(datetime(month.year, month.month, day, hour, tzinfo=zone).timestamp())


def seed(site: Any, first: date, today: date, office: Office) -> Any:
    """Enter tenants, account and prices, as people would; gives the enterprise of the demo's tenant."""
    tenants = _tenants(site, first, today, office.administrator)
    _account(site, first, today, office.bookkeeper)
    _prices(site, first, today, office)
    return tenants[TENANT]


def _tenants(site: Any, first: date, today: date, person: Any) -> dict[str, Any]:
    from zhiyuan.enterprises import services

    known = set(site.meter_set.values_list("key", flat=True))
    found = {}
    for floor, (name, area) in LET.items():
        key = f"demo-{floor.lower()}"
        found[key] = services.register_enterprise(person, site, key=key, name=name)
        start = _late(today) if floor == LATE_FLOOR else first
        meters = [meter for meter in (f"{floor}-PW-M", f"{floor}-OF-M") if meter in known]
        services.open_tenancy(person, found[key], start=start, area_m2=Decimal(area), meters=meters)
    return found


def _account(site: Any, first: date, today: date, person: Any) -> None:
    from zhiyuan.billing import services

    account = services.add_account(person, site, key=ACCOUNT, name="园区总户（模拟）", meter="MAIN-M")
    services.set_terms(person, account, start=first.replace(day=1), reason=SOURCE)
    let = {f"{floor}-{use}-M" for floor in LET for use in ("PW", "OF")}
    services.set_common_meter(
        person, account, meter=f"{LATE_FLOOR}-PW-M", start=first.replace(day=1), end=_late(today), how="own",
        name=f"{LATE_FLOOR} 空置",
    )  # fmt: skip
    for meter in site.meter_set.exclude(key="MAIN-M").exclude(key__in=let).order_by("position"):
        how = "own" if meter.key.startswith(OWN_FLOORS) else "area"
        services.set_common_meter(
            person, account, meter=meter.key, start=first.replace(day=1), how=how, name=meter.name.removesuffix("电表")
        )


def _prices(site: Any, first: date, today: date, office: Office) -> None:
    from zhiyuan.billing import services

    rest: dict[str, Any] = {name: Decimal(price) for name, price in PRICES.items()}
    for start, end in months(first, today):
        energy = Decimal(ENERGY[start.month - 1])
        sheet = services.enter_prices(
            office.bookkeeper, site, start=start, end=end, source=SOURCE, energy=energy, **rest
        )
        services.check_prices(office.administrator, sheet)


def close(site: Any, first: date, today: date, office: Office) -> date | None:
    """Close and issue the first of the two months, open the second; None where there is nothing to do.

    Once, and only where both months lie in the demo's past as a whole.
    """
    from django.db import transaction

    from zhiyuan.billing import bill_queries, queries, services

    month = issued_month(today)
    account = queries.account(site, ACCOUNT)
    if month < first or bill_queries.closes(site).exists():
        return None
    with transaction.atomic():
        closing = _issue(account, month, office.bookkeeper)
        _budgets(closing, office.bookkeeper)
        services.open_close(office.bookkeeper, account, month=next_month(month))
    return month


def _issue(account: Any, month: date, person: Any) -> Any:
    from zhiyuan.billing import bill_queries, services

    closing = services.open_close(person, account, month=month)
    services.draft_bills(person, closing)
    check = closing.bills.get(enterprise=None)
    services.enter_grid_bill(person, closing, total=check.total, document="模拟数据：虚构的电网账单")
    services.draft_bills(person, closing)
    services.issue_bills(person, closing)
    paid = list(bill_queries.effective(closing).exclude(enterprise=None))[UNPAID:]
    for bill in paid:
        services.mark_paid(person, bill, day=next_month(month).replace(day=PAID_ON), document="模拟数据：银行回单")
    return closing


def _budgets(closing: Any, person: Any) -> None:
    """A tenth more than the issued month used, for the park and for the demo's tenant."""
    from zhiyuan.billing import services

    check, tenant = closing.bills.get(enterprise=None), closing.bills.get(enterprise__key=TENANT)
    services.set_account_budget(person, closing.account, month=closing.month, kwh=round(check.kwh * MORE, -2))
    services.set_tenant_budget(person, tenant.enterprise, month=closing.month, kwh=round(tenant.kwh * MORE, -2))


def months(first: date, last: date) -> Iterator[tuple[date, date]]:
    """Every month that two days lie in or between, as [first day, first day of the next).

    >>> [start.isoformat() for start, _ in months(date(2025, 12, 9), date(2026, 1, 2))]
    ['2025-12-01', '2026-01-01']
    """
    start = first.replace(day=1)
    while start <= last:
        end = next_month(start)
        yield start, end
        start = end
