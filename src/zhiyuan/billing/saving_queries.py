"""Who has which part of a month's saving: each circuit's by the key that its cost is shared by in that month.

The parts of everybody, the operator's included, are the saving of the account to the cent. A saving below zero
is shared like one above: who would have paid less pays more.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from zhiyuan.billing import queries
from zhiyuan.billing.bill_queries import close_of, common_meters
from zhiyuan.billing.common import Key, SavingShare, cost_key, meter_key, saving_shares
from zhiyuan.billing.cost_queries import circuits_of, priced_report
from zhiyuan.billing.kept_queries import kept_part
from zhiyuan.billing.models import Account
from zhiyuan.billing.models.bill import ISSUED
from zhiyuan.billing.month_inputs import Common
from zhiyuan.enterprises.occupied import Occupied, Vacant
from zhiyuan.enterprises.queries import tenancies, vacant
from zhiyuan.kernel.errors import NotReady
from zhiyuan.kernel.span import days_span, next_month
from zhiyuan.park.queries import today, zone
from zhiyuan.savings import queries as savings


@dataclass(frozen=True, slots=True)
class CircuitShares:
    """One circuit's saving and everybody's part of it; no kWh where there is no figure, no CNY before it is priced."""

    circuit: str
    name: str
    key: Key
    kwh: Decimal | None
    cny: Decimal | None
    shares: Mapping[str, SavingShare]


@dataclass(frozen=True, slots=True)
class Shared:
    """A month's saving of an account by circuit; ``waits`` says why it is not priced."""

    circuits: tuple[CircuitShares, ...]
    cny: Decimal | None
    waits: NotReady | None

    def total(self, party: str) -> Decimal | None:
        """One party's part of all circuits. [CNY]"""
        if self.cny is None:
            return None
        parts = (c.shares[party].cny for c in self.circuits if party in c.shares)
        return sum((cny for cny in parts if cny is not None), Decimal(0))


def shared_saving(account: Account, first: date) -> Shared:
    """Everybody's part of what was saved behind an account in a month."""
    site, until = account.site, min(next_month(first), today(account.site))
    circuits = circuits_of(account)
    if not circuits or until <= first:
        return Shared((), None, None)
    report = savings.report(site, first, until, circuits)
    cny: dict[str, Decimal] = {}
    total, waits = None, None
    try:
        cost = priced_report(account, report).cost
        total, cny = cost.effects.saving, {c.circuit: c.cny for c in cost.circuits}
    except NotReady as why:
        waits = why
    keys = _Keys.of(account, first)
    parts = tuple(_shares(result, keys, cny.get(result.plan.circuit)) for result in report.circuits)
    return Shared(parts, total, waits)


def _shares(result: Any, keys: "_Keys", cny: Decimal | None) -> CircuitShares:
    saving, circuit = result.saving, result.plan.circuit
    kwh = Decimal(str(round(saving.saved_kwh, 2))) if saving else None
    half = Decimal(str(round(saving.band.half_width, 2))) if saving else None
    name, key = keys.key(circuit, result.plan.name)
    return CircuitShares(circuit, name, key, kwh, cny, saving_shares(kwh, half, cny, result.verdict.value, key))


@dataclass(frozen=True, slots=True)
class _Keys:
    """What the keys of a month are made of: of an issued one, what its bills were shared by."""

    first: date
    until: date
    stays: Sequence[Occupied]
    empty: Sequence[Vacant]
    common: Mapping[str, Common]
    meters: Mapping[str, Sequence[str]]

    @classmethod
    def of(cls, account: Account, first: date) -> "_Keys":
        """Those of an account's month."""
        site, until = account.site, next_month(first)
        stays, empty, common = _shared_by(account, first, until)
        meters: dict[str, list[str]] = {}
        for circuit, meter in site.meter_set.exclude(circuit=None).values_list("circuit__key", "key"):
            meters.setdefault(circuit, []).append(meter)
        return cls(first, until, stays, empty, {c.meter: c for c in common if c.how != "own"}, meters)

    def key(self, circuit: str, name: str) -> tuple[str, Key]:
        """What a circuit is called on the bill and how its cost is shared: with all, or as somebody's own."""
        meters = self.meters.get(circuit, ())
        shared = next((self.common[m] for m in meters if m in self.common), None)
        if shared is None:
            return name, meter_key(self.stays, meters, self.first, self.until)
        key = cost_key(self.stays, self.first, self.until, by=shared.how, floor=shared.floor, vacant=self.empty)
        return shared.name, key


def _shared_by(
    account: Account, first: date, until: date
) -> tuple[Sequence[Occupied], Sequence[Vacant], Sequence[Common]]:
    """Tenancies, empty spaces and common meters: as they were billed, or as they are known now."""
    close = close_of(account.site, account.key, first)
    if close is not None and close.state == ISSUED:
        kept = kept_part(close.basis, ())
        return kept.stays, kept.vacant, kept.common
    span = days_span(first, until, zone(account.site))
    common = [Common(c.meter, str(c), c.how, c.floor) for c in common_meters(account, first, until)]
    return tenancies(account.site, span), vacant(account.site, span), common


@dataclass(frozen=True, slots=True)
class Part:
    """A tenant's part of one circuit's saving: by which key, and of how much. [kWh, CNY]"""

    name: str
    circuit: str
    key: Key
    party: str
    whole_kwh: Decimal | None
    whole_cny: Decimal | None
    share: SavingShare


@dataclass(frozen=True, slots=True)
class TenantSaving:
    """A tenant's parts of a month's saving; ``cny`` is their sum, None before they are priced: ``waits`` says why."""

    parts: tuple[Part, ...]
    cny: Decimal | None
    waits: tuple[NotReady, ...]

    @property
    def kwh(self) -> Decimal:
        """The parts that have a figure, together. [kWh]"""
        return sum((p.share.kwh for p in self.parts if p.share.kwh is not None), Decimal(0))


def tenant_saving(enterprise: Any, first: date) -> TenantSaving:
    """A tenant's part of what was saved in a month behind every account that bills tenants."""
    party = enterprise.key
    found = [shared_saving(account, first) for account in queries.accounts(enterprise.site) if account.master]
    parts = tuple(_parts(found, party))
    mine = [part.share.cny for part in parts if part.share.cny is not None]
    waits = tuple(shared.waits for shared in found if shared.waits is not None) if parts else ()
    return TenantSaving(parts, sum(mine, Decimal(0)) if mine else None, waits)


def _parts(found: Iterable[Shared], party: str) -> Iterable[Part]:
    for shared in found:
        for one in shared.circuits:
            if one.key.share(party) > 0:
                yield Part(one.name, one.circuit, one.key, party, one.kwh, one.cny, one.shares[party])
