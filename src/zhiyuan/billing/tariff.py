"""What a kWh costs in a period: components of a month, floated by the ratio of the day.

price = (floating components) × ratio + the others, never rounded: published unit prices have up to
nine decimals. What floats is a list in the book, because drafts of 2026 would change it.
Source: 豫发改价管〔2022〕867号, 〔2024〕283号.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

from zhiyuan.kernel.errors import Malformed, NotFound
from zhiyuan.kernel.reference import figure

HENAN = "tariffs/henan_tou"
COMPONENTS = ("energy", "loss", "td", "system", "fund")


@dataclass(frozen=True, slots=True)
class Components:
    """One month's published prices of one class and voltage. [CNY/kWh]"""

    energy: Decimal
    loss: Decimal
    td: Decimal
    system: Decimal
    fund: Decimal

    @classmethod
    def read(cls, prices: Mapping[str, str], where: str) -> "Components":
        """From text, so that no decimal is lost; refuses a missing or negative price by name."""
        return cls(**{name: price(prices, name, where) for name in COMPONENTS})

    def flat_sum(self, names: tuple[str, ...]) -> Decimal:
        """The sum of some components. [CNY/kWh]"""
        return sum((getattr(self, name) for name in names), Decimal(0))


def price(prices: Mapping[str, str], name: str, where: str) -> Decimal:
    """One entered price. [CNY/kWh]

    Raises
    ------
    Malformed
        When it is missing, not a number, or below zero.
    """
    try:
        value = Decimal(str(prices[name]))
    except KeyError:
        raise Malformed("{where}: the price of {name} is missing", where=where, name=name) from None
    except InvalidOperation:
        raise Malformed(
            "{where}: {name} is {value}, not a number", where=where, name=name, value=prices[name]
        ) from None
    if value < 0:
        raise Malformed("{where}: {name} is {value}; a price is not below zero", where=where, name=name, value=value)
    return value


def ratio(period: str, day: date, page: str = HENAN) -> Decimal:
    """How a period's price relates to flat on a day. [1]"""
    for rule in figure(f"{page}#ratios", day).value:
        if day.month in rule["months"] and period in rule:
            return Decimal(rule[period])
    raise NotFound("{page} gives no ratio for {period} on {day}", page=page, period=period, day=day)


def unit_price(components: Components, period: str, day: date, *, fund: bool = True, page: str = HENAN) -> Decimal:
    """Price of one kWh, every published decimal kept. [CNY/kWh]

    Parameters
    ----------
    fund
        Whether 政府性基金及附加 is in the price (single-part) or a line of its own (two-part).

    Examples
    --------
    >>> april = Components(*map(Decimal, ("0.37", "0.016", "0.20", "0.035", "0.028889375")))
    >>> unit_price(april, "peak", date(2025, 4, 14))
    Decimal('1.060289375')
    """
    floating = tuple(figure(f"{page}#floats", day).value)
    fixed = tuple(n for n in COMPONENTS if n not in floating and (fund or n != "fund"))
    return components.flat_sum(floating) * ratio(period, day, page) + components.flat_sum(fixed)
