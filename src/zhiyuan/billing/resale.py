"""Passing a master bill on: no mark-up, losses shared up to a ceiling, cents placed exactly.

Rules of 转供电 (福建 2024-06-19; 山西 2020; Henan's own text is 来源待补): what tenants pay together
is at most what the grid was paid, losses are kWh shared by use and never a higher unit price.
"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from zhiyuan.billing.bill import CENT, cents
from zhiyuan.kernel.errors import Malformed, Refused
from zhiyuan.kernel.reference import value


def share_exactly(total: Decimal, weights: Mapping[str, Decimal]) -> dict[str, Decimal]:
    """Split an amount by weight so that the cents add up: largest remainder. [CNY]

    >>> share_exactly(Decimal("1.00"), {"a": Decimal(1), "b": Decimal(1), "c": Decimal(1)})
    {'a': Decimal('0.34'), 'b': Decimal('0.33'), 'c': Decimal('0.33')}
    """
    whole = sum(weights.values(), Decimal(0))
    if whole <= 0 or any(w < 0 for w in weights.values()):
        raise Malformed("an amount is shared by weights that are not below zero and not all zero")
    raw = {name: total * weight / whole for name, weight in weights.items()}
    return cents_together(raw, total)


def cents_together(exact: Mapping[str, Decimal], total: Decimal) -> dict[str, Decimal]:
    """Amounts of either sign to the cent, adding up to a total that they miss by rounding: largest remainder. [CNY]

    >>> cents_together({"a": Decimal("1.004"), "b": Decimal("-0.006"), "c": Decimal("0.002")}, Decimal("1.00"))
    {'a': Decimal('1.01'), 'b': Decimal('-0.01'), 'c': Decimal('0.00')}
    """
    rounded = {name: cents(amount) for name, amount in exact.items()}
    left = total - sum(rounded.values(), Decimal(0))
    step = CENT if left > 0 else -CENT
    by_remainder = sorted(exact, key=lambda name: (exact[name] - rounded[name]) * step, reverse=True)
    for name in by_remainder[: int(abs(left) / CENT)]:
        rounded[name] += step
    return rounded


def pass_through(master: Decimal, master_kwh: Decimal, sub_kwh: Mapping[str, Decimal], day: date) -> dict[str, Decimal]:
    """Share a master bill by sub-meter kWh, losses pro rata. [CNY]

    Raises
    ------
    Refused
        When sub-meters count more than the master, or losses exceed the ceiling.
    """
    counted = sum(sub_kwh.values(), Decimal(0))
    lost = master_kwh - counted
    if lost < 0:
        raise Refused("sub-meters count {sub} kWh, the master only {master}: check readings and multipliers",
                      sub=counted, master=master_kwh)  # fmt: skip
    ceiling = Decimal(value("tariffs/rules#loss_ceiling", day))
    if lost / master_kwh > ceiling:
        raise Refused("losses are {share} of the master meter, the ceiling is {ceiling}; the rest is the operator's",
                      share=f"{lost / master_kwh:.2%}", ceiling=f"{ceiling:.0%}")  # fmt: skip
    return share_exactly(master, sub_kwh)
