"""The days of a lease and the price of its conversion; nothing here is stored, so that no timer can be missed."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from zhiyuan.cases.clock import months_after
from zhiyuan.kernel.errors import Malformed, Refused
from zhiyuan.kernel.reference import value

YEAR = 12


@dataclass(frozen=True, slots=True)
class Terms:
    """What the book allows on a day. [years, days]"""

    lease_years: int
    total_years: int
    remind_days: int
    fresh_days: int


def terms(day: date) -> Terms:
    """The limits that hold on a day, ``land/terms``."""
    return Terms(*(int(value(f"land/terms#{name}", day)) for name in Terms.__slots__))


def checked(lease_years: int, total_years: int, limits: Terms) -> None:
    """Refuse a lease longer than the book allows, or one that with the grant is."""
    if not 1 <= lease_years <= total_years:
        raise Malformed("a lease lasts at least a year and no longer than the whole: {lease}, {total} years",
                        lease=lease_years, total=total_years)  # fmt: skip
    if lease_years > limits.lease_years:
        raise Refused("land leased first is leased for at most {most} years (自然资发〔2022〕201号), not {years}",
                      most=limits.lease_years, years=lease_years)  # fmt: skip
    if total_years > limits.total_years:
        raise Refused("lease and grant together last at most {most} years, not {years}",
                      most=limits.total_years, years=total_years)  # fmt: skip


def end(since: date, years: int) -> date:
    """The first day after so many years.

    >>> end(date(2024, 2, 29), 3).isoformat()
    '2027-02-28'
    """
    return months_after(since, years * YEAR)


def remind(since: date, years: int, limits: Terms) -> date:
    """From when on the conversion has to be thought of."""
    return end(since, years) - timedelta(days=limits.remind_days)


def reviews(since: date, years: int, limits: Terms) -> Iterator[date]:
    """The days on which a review begins: every year, and in place of the last one the day of the reminder."""
    yield from (end(since, year) for year in range(1, years))
    yield remind(since, years, limits)


def to_pay(price: Decimal, rent_paid: Decimal) -> Decimal:
    """What a conversion still costs: the price less all rent that was paid, to the cent. [CNY]

    >>> to_pay(Decimal("1200000.00"), Decimal("86400.55"))
    Decimal('1113599.45')
    """
    if rent_paid > price:
        raise Refused("the rent paid, {rent}, is more than the price, {price}: look at both again",
                      rent=rent_paid, price=price)  # fmt: skip
    return price - rent_paid
