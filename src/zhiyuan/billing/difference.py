"""This month's bill against last month's, line by line: what moved, and what somebody must explain.

Amounts are compared per billed day, so that February and a tenant who came on the 17th are no
surprises. Pure; the limits are in ``reference/billing/close``.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from zhiyuan.kernel.reference import value


@dataclass(frozen=True, slots=True)
class Limits:
    """From which change on a line needs an explanation: both must be passed."""

    share: Decimal
    cny: Decimal

    @classmethod
    def on(cls, day: date) -> "Limits":
        """Those of the book on a day."""
        return cls(
            Decimal(value("billing/close#difference_share", day)), Decimal(value("billing/close#difference_cny", day))
        )


@dataclass(frozen=True, slots=True)
class Figures:
    """What one line came to: amount [CNY], quantity and its unit."""

    amount: Decimal
    quantity: Decimal
    unit: str


@dataclass(frozen=True, slots=True)
class Difference:
    """One line in both months; None where a month has no such line."""

    item: str
    before: Figures | None
    now: Figures | None
    change: Decimal
    share: Decimal | None
    large: bool


def by_item(lines: Iterable[tuple[str, Decimal, Decimal, str]]) -> dict[str, Figures]:
    """Lines (item, quantity, amount, unit) summed by item: a month that a price splits has one peak, not two."""
    found: dict[str, Figures] = {}
    for item, quantity, amount, unit in lines:
        had = found.get(item, Figures(Decimal(0), Decimal(0), unit))
        found[item] = Figures(had.amount + amount, had.quantity + quantity, unit)
    return found


def differences(
    now: Mapping[str, Figures], days: int, before: Mapping[str, Figures] | None, days_before: int, limits: Limits
) -> tuple[Difference, ...]:
    """Every line of either month; where there was no bill before, nothing is compared.

    Examples
    --------
    >>> one = Figures(Decimal(310), Decimal(500), "kWh"); two = Figures(Decimal(600), Decimal(900), "kWh")
    >>> [(d.change, d.large) for d in differences({"peak": two}, 30, {"peak": one}, 31, Limits(Decimal("0.3"), 100))]
    [(Decimal('290'), True)]
    """
    if before is None:
        return ()
    items = [*now, *(item for item in before if item not in now)]
    return tuple(_difference(item, now.get(item), days, before.get(item), days_before, limits) for item in items)


def _difference(
    item: str, now: Figures | None, days: int, before: Figures | None, days_before: int, limits: Limits
) -> Difference:
    paid, paid_before = (f.amount if f else Decimal(0) for f in (now, before))
    expected = paid_before * days / days_before
    moved = paid - expected
    share = moved / abs(expected) if expected else None
    large = abs(moved) >= limits.cny and (share is None or abs(share) >= limits.share)
    return Difference(item, before, now, paid - paid_before, share, large)


def needs_explanation(found: Iterable[Difference]) -> bool:
    """Whether any line moved beyond both limits."""
    return any(d.large for d in found)
