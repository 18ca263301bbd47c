"""The demo's bills: invented tenants on the let floors, one account of the park, example prices month by month.

Prices are those of the worked cases, not official ones, and say so in their source.
"""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from zhiyuan.kernel.span import month_before, next_month

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


def seed(site: Any, first: date, today: date, administrator: Any, bookkeeper: Any) -> Any:
    """Enter tenants, account and prices, as people would; gives the enterprise of the demo's tenant."""
    tenants = _tenants(site, first, today, administrator)
    _account(site, first, administrator)
    _prices(site, first, today, bookkeeper, administrator)
    return tenants[TENANT]


def _tenants(site: Any, first: date, today: date, person: Any) -> dict[str, Any]:
    from zhiyuan.enterprises import services

    found = {}
    for floor, (name, area) in LET.items():
        key = f"demo-{floor.lower()}"
        found[key] = services.register_enterprise(person, site, key=key, name=name)
        start = month_before(today).replace(day=LATE_DAY) if floor == LATE_FLOOR else first
        services.open_tenancy(person, found[key], start=start, area_m2=Decimal(area), meters=[f"{floor}-PW-M"])
    return found


def _account(site: Any, first: date, person: Any) -> None:
    from zhiyuan.billing import services

    account = services.add_account(person, site, key=ACCOUNT, name="园区总户（模拟）", meter="MAIN-M")
    services.set_terms(person, account, start=first.replace(day=1), reason=SOURCE)


def _prices(site: Any, first: date, today: date, bookkeeper: Any, checker: Any) -> None:
    from zhiyuan.billing import services

    rest: dict[str, Any] = {name: Decimal(price) for name, price in PRICES.items()}
    for start, end in months(first, today):
        energy = Decimal(ENERGY[start.month - 1])
        sheet = services.enter_prices(bookkeeper, site, start=start, end=end, source=SOURCE, energy=energy, **rest)
        services.check_prices(checker, sheet)


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
