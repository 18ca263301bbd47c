"""A month of one account, from quarter hours to everybody's bill: master, tenants, common areas, own use. Pure.

Quarter hours become kWh by period of each party; ``sharing`` passes the master bill on, ``common`` shares
what all use. What no tenant has on a day is the operator's own, and so is a loss above the ceiling.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

import numpy as np
from numpy.typing import NDArray

from zhiyuan.billing.account import draft_account
from zhiyuan.billing.bill import Bill, Line
from zhiyuan.billing.common import OPERATOR, cost_key, share_cost
from zhiyuan.billing.month_inputs import Common, Inputs
from zhiyuan.billing.sharing import Party, Passed, Slot, resale
from zhiyuan.billing.split import Calendar, calendar, energy_by_part
from zhiyuan.enterprises.occupied import Occupied
from zhiyuan.kernel.span import micros, midnight

Ints = NDArray[np.int64]
MICRO = Decimal(1_000_000)
ZERO = Decimal(0)
SHARED = "公摊：物业服务合同约定，不计入电价"
REST = "\0own"  # the operator's meters together, apart from a loss above the ceiling


@dataclass(frozen=True, slots=True)
class PartyBill:
    """What one party owes. ``metered`` is its own meters' energy, without losses and common areas. [kWh]"""

    party: str
    name: str
    start: date
    end: date
    bill: Bill
    metered: Decimal
    estimated: Decimal
    meters: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Balance:
    """Where the master's energy went. [kWh]"""

    master: Decimal
    tenants: Decimal
    common: Decimal
    own: Decimal
    loss: Decimal

    @property
    def loss_share(self) -> Decimal:
        """The loss as a share of the master meter. [1]"""
        return self.loss / self.master if self.master else Decimal(0)


@dataclass(frozen=True, slots=True)
class Month:
    """The bills of a month: tenants by enterprise, and what stays with the operator."""

    master: Bill
    tenants: tuple[PartyBill, ...]
    own: Bill
    balance: Balance

    @property
    def passed_on(self) -> Decimal:
        """What all tenants pay. [CNY]"""
        return sum((t.bill.total for t in self.tenants), Decimal(0))


def above_master(month: Month, grid_total: Decimal | None) -> Decimal:
    """How much the bills exceed what the grid is paid less own use; zero or below is allowed. [CNY]"""
    paid = month.master.total if grid_total is None else min(grid_total, month.master.total)
    return month.passed_on + month.own.total - paid


def compute(inputs: Inputs) -> Month:
    """Everybody's bill of the month.

    Raises
    ------
    NotReady
        When energy, prices or terms of a day are not known.
    Refused
        When sub-meters count more than the master.
    """
    accepted = (inputs.span,) if inputs.accepted else ()
    master = draft_account(inputs.master, inputs.tariff, inputs.span, inputs.zone, accepted)
    at = calendar(inputs.tariff, inputs.span, inputs.zone)
    uses = _uses(inputs, at)
    slots = [Slot(at.stages[n].start, at.stages[n].end, period) for n, period in at.parts]
    parties = [_party(name, use, slots) for name, use in uses.items()]
    master_kwh = Decimal(int(energy_by_part(inputs.master.kwh, int(inputs.master.start[0]), at).sum())) / MICRO
    balance = _balance(master_kwh, parties)
    if not any(p.kwh for p in parties):  # nobody behind the meter: all of it is the operator's
        return Month(master, _tenants(inputs, uses, slots, {}, {}), master, balance)
    passed = resale(master, parties, inputs.first, excess_is_own=True)
    clauses = {Slot(line.start, line.end, line.period): line.clause for line in master.lines}
    shares = {name: _exact(lines, uses.get(name), slots, clauses) for name, lines in passed.shares.items()}
    common = _common(inputs, passed, shares)
    own = [line for name in passed.own for line in shares[name]] + common.get(OPERATOR, [])
    return Month(master, _tenants(inputs, uses, slots, shares, common), Bill(tuple(own)), balance)


@dataclass(slots=True)
class _Use:
    """Energy of a party in each part of the calendar: all of it, and what is not measured. [µkWh]"""

    energy: Ints
    doubtful: Ints

    def add(self, energy: Ints, doubtful: Ints) -> None:
        self.energy, self.doubtful = self.energy + energy, self.doubtful + doubtful


def _common_name(meter: str) -> str:
    return f"\0common/{meter}"


def _uses(inputs: Inputs, at: Calendar) -> dict[str, _Use]:
    """By party: enterprises, common meters, and what is left."""
    start = inputs.master.start
    first, width = int(start[0]), len(at.parts)
    order = {key: n for n, key in enumerate(inputs.meters)}
    energy = _stacked([load.kwh for load in inputs.meters.values()], len(start))
    doubtful = _stacked([np.where(load.quality != 0, load.kwh, 0) for load in inputs.meters.values()], len(start))
    left = [energy_by_part(column, first, at) for column in (energy, doubtful)]
    uses: dict[str, _Use] = {}
    for stay in inputs.stays:
        use = uses.setdefault(stay.enterprise, _Use(np.zeros(width, np.int64), np.zeros(width, np.int64)))
        mask = _days_mask(stay, inputs, start)
        for n in (order[m] for m in stay.meters if m in order):
            taken = [
                rows[n].copy() if mask is None else energy_by_part(np.where(mask, column[n], 0), first, at)
                for rows, column in zip(left, (energy, doubtful), strict=True)
            ]
            use.add(taken[0], taken[1])
            left[0][n] -= taken[0]
            left[1][n] -= taken[1]
    shared = {c.meter for c in inputs.common if c.how != "own"}
    for key, n in order.items():
        name = _common_name(key) if key in shared else REST
        use = uses.setdefault(name, _Use(np.zeros(width, np.int64), np.zeros(width, np.int64)))
        use.add(left[0][n], left[1][n])
    return uses


def _stacked(rows: Sequence[Ints], width: int) -> Ints:
    return np.stack(rows) if rows else np.zeros((0, width), np.int64)


def _days_mask(stay: Occupied, inputs: Inputs, start: Ints) -> NDArray[np.bool_] | None:
    """Which quarter hours lie in a tenancy; None where it covers the whole month."""
    begin, end = max(stay.start, inputs.first), min(stay.end or inputs.until, inputs.until)
    if (begin, end) == (inputs.first, inputs.until):
        return None
    low, high = micros(midnight(begin, inputs.zone)), micros(midnight(end, inputs.zone))
    return (start >= low) & (start < high)


def _party(name: str, use: _Use, slots: Sequence[Slot]) -> Party:
    periods = {slot: Decimal(int(kwh)) / MICRO for slot, kwh in zip(slots, use.energy, strict=True)}
    return Party(name, sum(periods.values(), ZERO), periods, Decimal(int(use.doubtful.sum())) / MICRO, name == REST)


def _exact(
    lines: Sequence[Line], use: _Use | None, slots: Sequence[Slot], clauses: Mapping[Slot, str]
) -> tuple[Line, ...]:
    """Lines with what is estimated of each period, not in proportion to all of it, and the clause of its price."""
    if use is None:
        return tuple(lines)
    doubt = {slot: Decimal(int(kwh)) / MICRO for slot, kwh in zip(slots, use.doubtful, strict=True)}
    found = []
    for line in lines:
        slot = Slot(line.start, line.end, line.period)
        found.append(replace(line, estimated=doubt[slot], clause=clauses[slot]) if line.period else line)
    return tuple(found)


def _common(inputs: Inputs, passed: Passed, shares: Mapping[str, tuple[Line, ...]]) -> dict[str, list[Line]]:
    """Each common meter's cost, shared by area and days: lines by enterprise, the operator's under no name."""
    found: dict[str, list[Line]] = {}
    for one in inputs.common:
        name = _common_name(one.meter)
        if name not in shares:
            continue
        key = cost_key(inputs.stays, inputs.first, inputs.until, by=one.how, floor=one.floor, vacant=inputs.vacant)
        shared = share_cost(passed.total(name), key)
        kwh = sum((line.quantity for line in shares[name] if line.unit == "kWh"), ZERO)
        doubt = sum((line.estimated for line in shares[name]), ZERO)
        for party, amount in shared.parts.items():
            share = key.share(party) if key.whole else Decimal(1)
            found.setdefault(party, []).append(_common_line(one, inputs, kwh * share, doubt * share, amount))
    return found


def _common_line(one: Common, inputs: Inputs, kwh: Decimal, doubt: Decimal, amount: Decimal) -> Line:
    kwh, doubt = (part.quantize(Decimal("0.000001")) for part in (kwh, doubt))
    each = (amount / kwh).quantize(Decimal("0.000000001")) if kwh else ZERO
    return Line(f"common/{one.meter}", kwh, "kWh", each, amount, SHARED, "", inputs.first, inputs.until, doubt)


def _tenants(
    inputs: Inputs,
    uses: Mapping[str, _Use],
    slots: Sequence[Slot],
    shares: Mapping[str, tuple[Line, ...]],
    common: Mapping[str, list[Line]],
) -> tuple[PartyBill, ...]:
    """One bill for each enterprise that had anything in the month."""
    stays: dict[str, list[Occupied]] = {}
    for stay in inputs.stays:
        stays.setdefault(stay.enterprise, []).append(stay)
    return tuple(
        PartyBill(
            party=party,
            name=held[0].name,
            start=max(min(s.start for s in held), inputs.first),
            end=min(max(s.end or inputs.until for s in held), inputs.until),
            bill=Bill((*shares.get(party, ()), *common.get(party, []))),
            metered=Decimal(int(uses[party].energy.sum())) / MICRO,
            estimated=Decimal(int(uses[party].doubtful.sum())) / MICRO,
            meters=tuple(m for s in held for m in s.meters if m in inputs.meters),
        )
        for party, held in stays.items()
    )


def _balance(master: Decimal, parties: Sequence[Party]) -> Balance:
    own = sum((p.kwh for p in parties if p.name == REST), ZERO)
    common = sum((p.kwh for p in parties if p.name.startswith("\0common/")), ZERO)
    counted = sum((p.kwh for p in parties), ZERO)
    return Balance(master, counted - common - own, common, own, master - counted)
