"""An issued month computed again: from what it was computed from, and from what is known now. Pure.

The first says whether a bill is what its own readings and prices give, bit for bit. The second says
what later readings, prices or tenancies would change: a reason for a correction, never a change.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from zhiyuan.billing.month import Month, compute
from zhiyuan.billing.month_inputs import OWN, Inputs, intervals_digest

CAUSES = ("readings", "prices", "both", "rules")


@dataclass(frozen=True, slots=True)
class Issued:
    """What an issued bill says: its digest and total. [CNY]"""

    digest: str
    total: Decimal


@dataclass(frozen=True, slots=True)
class Recheck:
    """Whether an issued bill comes out again; ``total`` is what came out now. [CNY]"""

    party: str
    equal: bool
    issued: Decimal
    total: Decimal
    digest: str


@dataclass(frozen=True, slots=True)
class Change:
    """What a bill would be with what is known now. [CNY]"""

    party: str
    issued: Decimal
    total: Decimal
    cause: str

    @property
    def change(self) -> Decimal:
        """What a correction would add. [CNY]"""
        return self.total - self.issued


def totals(month: Month) -> dict[str, Issued]:
    """By party, what a computed month says; the check of the master bill under no name."""
    tenants = {t.party: Issued(t.bill.digest, t.bill.total) for t in month.tenants}
    return {OWN: Issued(month.master.digest, month.master.total), **tenants}


def recheck(kept: Inputs, issued: Mapping[str, Issued]) -> tuple[Recheck, ...]:
    """Every issued bill against the same inputs computed again."""
    again = totals(compute(kept))
    none = Issued("", Decimal(0))
    return tuple(
        Recheck(party, again.get(party, none).digest == one.digest, one.total, again.get(party, none).total, one.digest)
        for party, one in issued.items()
    )


def changes(basis: Mapping[str, Any], now: Inputs, issued: Mapping[str, Issued]) -> tuple[Change, ...]:
    """Bills whose lines differ with what is known now, with the cause; parties without a bill count as zero."""
    cause = cause_of(basis, now)
    if not cause:
        return ()
    month = totals(compute(now))
    none = Issued("", Decimal(0))
    return tuple(
        Change(party, issued.get(party, none).total, month.get(party, none).total, cause)
        for party in dict.fromkeys([*issued, *month])
        if issued.get(party, none).digest != month.get(party, none).digest
    )


def cause_of(basis: Mapping[str, Any], now: Inputs) -> str:
    """What moved since: readings (or tenancies), prices, both, or nothing."""
    readings = intervals_digest(basis) != intervals_digest(now.plain())
    prices = basis["tariff_digest"] != now.tariff.digest
    if readings and prices:
        return "both"
    return "readings" if readings else "prices" if prices else ""
