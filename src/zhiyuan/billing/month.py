"""A month of one account, from quarter hours to everybody's bill: master, tenants, common areas, own use. Pure.

Each line of the master bill is shared by the kWh that each party used in that line's period, so that
period prices pass through, losses are shared as kWh by use, and the cents add up. What no tenant has on
a day is the operator's own; so is a loss above the ceiling. Common areas are shared by area and days.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np
from numpy.typing import NDArray

from zhiyuan.billing.account import draft_account
from zhiyuan.billing.bill import Bill, Line
from zhiyuan.billing.load import micros
from zhiyuan.billing.month_inputs import OWN, Common, Inputs
from zhiyuan.billing.resale import share_exactly
from zhiyuan.billing.split import Calendar, calendar, energy_by_part
from zhiyuan.enterprises.occupied import Occupied
from zhiyuan.kernel.errors import Refused
from zhiyuan.kernel.reference import value
from zhiyuan.kernel.span import midnight

Ints = NDArray[np.int64]
MICRO = Decimal(1_000_000)
SHARED = "公摊：物业服务合同约定，不计入电价"


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
    used, unmeasured, uses = _uses(inputs, at)
    whole = energy_by_part(inputs.master.kwh, int(inputs.master.start[0]), at)
    _check_loss(int(whole.sum()), int(used.sum()), inputs.first)
    weights = _with_excess_loss(used, whole, inputs.first)
    shared = _share(master, at, weights, used, unmeasured, whole)
    rows = {use.key: row for row, use in enumerate(uses)}
    own = list(_own(uses, rows, shared))
    common = list(_common_lines(inputs, rows, shared))
    tenants = _tenants(inputs, uses, rows, shared, used, unmeasured, common)
    left = [line for party, line in common if party == OWN]
    return Month(master, tenants, Bill((*own, *left)), _balance(whole, used, uses))


@dataclass(frozen=True, slots=True)
class _Use:
    """A row of the energy matrix: whose it is. ``kind`` is tenant, common or own."""

    key: tuple[str, str]
    kind: str


def _uses(inputs: Inputs, at: Calendar) -> tuple[Ints, Ints, list[_Use]]:
    """Energy of each party in each part of the calendar, all of it and what is not measured. [µkWh]"""
    order = {key: n for n, key in enumerate(inputs.meters)}
    start = inputs.master.start
    energy = _stacked([load.kwh for load in inputs.meters.values()], len(start))
    doubtful = _stacked([np.where(load.quality != 0, load.kwh, 0) for load in inputs.meters.values()], len(start))
    first = int(start[0])
    by_part, by_part_doubtful = (energy_by_part(e, first, at) for e in (energy, doubtful))
    left, left_doubtful = by_part.copy(), by_part_doubtful.copy()
    uses: list[_Use] = []
    rows: list[tuple[Ints, Ints]] = []
    for stay in inputs.stays:
        mask = _days_mask(stay, inputs, start)
        total, total_doubtful = np.zeros(len(at.parts), np.int64), np.zeros(len(at.parts), np.int64)
        for meter in stay.meters:
            if (n := order.get(meter)) is None:
                continue
            taken = by_part[n] if mask is None else energy_by_part(np.where(mask, energy[n], 0), first, at)
            taken_d = by_part_doubtful[n] if mask is None else energy_by_part(np.where(mask, doubtful[n], 0), first, at)
            total, total_doubtful = total + taken, total_doubtful + taken_d
            left[n] -= taken
            left_doubtful[n] -= taken_d
        uses.append(_Use((stay.enterprise, str(stay.tenancy_id)), "tenant"))
        rows.append((total, total_doubtful))
    named = {c.meter: c for c in inputs.common}
    for key, n in order.items():
        kind = "common" if key in named and named[key].how != "own" else "own"
        uses.append(_Use((OWN, key), kind))
        rows.append((left[n], left_doubtful[n]))
    return _stacked([r for r, _ in rows], len(at.parts)), _stacked([d for _, d in rows], len(at.parts)), uses


def _stacked(rows: Sequence[Ints], width: int) -> Ints:
    return np.stack(rows) if rows else np.zeros((0, width), np.int64)


def _days_mask(stay: Occupied, inputs: Inputs, start: Ints) -> NDArray[np.bool_] | None:
    """Which quarter hours lie in a tenancy; None where it covers the whole month."""
    begin, end = max(stay.start, inputs.first), min(stay.end or inputs.until, inputs.until)
    if (begin, end) == (inputs.first, inputs.until):
        return None
    low, high = micros(midnight(begin, inputs.zone)), micros(midnight(end, inputs.zone))
    return (start >= low) & (start < high)


def _check_loss(master: int, counted: int, day: date) -> None:
    tolerated = Decimal(value("billing/close#negative_loss_share", day))
    if counted > master and Decimal(counted - master) > tolerated * master:
        raise Refused(
            "sub-meters count {sub} kWh, the master only {master}: check readings and multipliers",
            sub=counted / MICRO, master=master / MICRO,
        )  # fmt: skip


def _with_excess_loss(used: Ints, whole: Ints, day: date) -> Ints:
    """Weights for sharing: the energy used, and a last row with the operator's loss above the ceiling."""
    ceiling = Decimal(value("tariffs/rules#loss_ceiling", day))
    lost, most = int(whole.sum() - used.sum()), int(ceiling * int(whole.sum()))
    excess = np.zeros((1, used.shape[1]), np.int64)
    if lost > most:
        by_part = np.clip(whole - used.sum(axis=0), 0, None)
        excess[0] = by_part * ((lost - most) / max(int(by_part.sum()), 1))
    return np.concatenate([used, excess])


@dataclass(frozen=True, slots=True)
class _Share:
    """One row's part of one line of the master bill."""

    line: Line
    quantity: Decimal
    amount: Decimal
    estimated: Decimal


def _share(
    master: Bill, at: Calendar, weights: Ints, used: Ints, unmeasured: Ints, whole: Ints
) -> dict[int, list[_Share]]:
    """Every line of the master, cut among the rows; the last row is the excess loss."""
    shares: dict[int, list[_Share]] = {row: [] for row in range(len(weights))}
    for line in master.lines:
        parts = _parts_of(line, at)
        each = weights[:, parts].sum(axis=1)
        if not each.sum():
            each = np.append(np.zeros(len(each) - 1, np.int64), 1)  # nobody used any: the operator's
        exact = {str(row): Decimal(int(w)) for row, w in enumerate(each) if w}
        amounts = share_exactly(line.amount, exact)
        quantities = _spread(line, each)
        doubt = unmeasured[:, parts].sum(axis=1)
        for row, amount in amounts.items():
            n = int(row)
            estimated = Decimal(int(doubt[n])) / MICRO if n < len(used) else Decimal(0)
            shares[n].append(_Share(line, quantities[n], amount, estimated if line.unit == "kWh" else Decimal(0)))
    return shares


def _parts_of(line: Line, at: Calendar) -> list[int]:
    """Which parts of the calendar a line of the master speaks of."""
    return [
        n
        for n, (stage, period) in enumerate(at.parts)
        if (not line.period or line.period == period)
        and (line.start is None or at.stages[stage].start >= line.start)
        and (line.end is None or at.stages[stage].end <= line.end)
    ]


def _spread(line: Line, each: Ints) -> list[Decimal]:
    """The line's quantity by weight: kWh so that they add up, anything else as the share of it. [kWh or 1]"""
    total = int(each.sum())
    if line.unit != "kWh":
        return [(Decimal(int(w)) / total).quantize(Decimal("0.000001")) for w in each]
    micro = int(line.quantity * MICRO)
    given = [micro * int(w) // total for w in each]
    rest = sorted(range(len(each)), key=lambda n: micro * int(each[n]) % total, reverse=True)
    for n in rest[: micro - sum(given)]:
        given[n] += 1
    return [Decimal(g) / MICRO for g in given]


def _line(share: _Share) -> Line:
    """A master's line as its party pays it: kWh at the master's price, other charges as a share of them."""
    of = share.line
    if of.unit == "kWh":
        return replace(of, quantity=share.quantity, amount=share.amount, estimated=share.estimated)
    return replace(of, quantity=share.quantity, unit="share", price=of.amount, amount=share.amount)


def _own(uses: Sequence[_Use], rows: Mapping[Any, int], shared: Mapping[int, list[_Share]]) -> Iterator[Line]:
    for use in uses:
        if use.kind == "own":
            yield from (_line(s) for s in shared[rows[use.key]])
    yield from (_line(s) for s in shared[len(uses)])


def _common_lines(
    inputs: Inputs, rows: Mapping[Any, int], shared: Mapping[int, list[_Share]]
) -> Iterator[tuple[str, Line]]:
    """Each common meter's cost, shared by area and days; (enterprise or the operator, line)."""
    for one in inputs.common:
        if one.how == "own" or (OWN, one.meter) not in rows:
            continue
        parts = shared[rows[(OWN, one.meter)]]
        cost = sum((s.amount for s in parts), Decimal(0))
        kwh = sum((s.quantity for s in parts if s.line.unit == "kWh" and s.line.period), Decimal(0))
        estimated = sum((s.estimated for s in parts if s.line.period), Decimal(0))
        weights = area_days(inputs, one)
        whole = sum(weights.values(), Decimal(0))
        amounts = share_exactly(cost, weights) if whole else {OWN: cost}
        for party, amount in amounts.items():
            share = weights[party] / whole if whole else Decimal(1)
            yield party, _common_line(one, inputs, kwh, estimated, cost, share, amount)


def _common_line(
    one: Common, inputs: Inputs, kwh: Decimal, estimated: Decimal, cost: Decimal, share: Decimal, amount: Decimal
) -> Line:
    micro = Decimal("0.000001")
    return Line(
        f"common/{one.meter}", (kwh * share).quantize(micro), "kWh",
        (cost / kwh).quantize(Decimal("0.000000001")) if kwh else Decimal(0), amount, SHARED,
        "", inputs.first, inputs.until, (estimated * share).quantize(micro),
    )  # fmt: skip


def area_days(inputs: Inputs, one: Common) -> dict[str, Decimal]:
    """Area times days of everybody who shares a common meter. [m²·d]"""
    found: dict[str, Decimal] = {}
    for stay in inputs.stays:
        if one.how == "floor" and one.floor not in stay.floors:
            continue
        weight = stay.area_m2 * stay.days_in(inputs.first, inputs.until)
        if weight:
            found[stay.enterprise] = found.get(stay.enterprise, Decimal(0)) + weight
    return found


def _tenants(
    inputs: Inputs,
    uses: Sequence[_Use],
    rows: Mapping[Any, int],
    shared: Mapping[int, list[_Share]],
    used: Ints,
    unmeasured: Ints,
    common: Sequence[tuple[str, Line]],
) -> tuple[PartyBill, ...]:
    """One bill for each enterprise that had anything in the month."""
    of_common: dict[str, list[Line]] = {}
    for party, line in common:
        of_common.setdefault(party, []).append(line)
    stays: dict[str, list[Occupied]] = {}
    for stay in inputs.stays:
        stays.setdefault(stay.enterprise, []).append(stay)
    found = []
    for party, held in stays.items():
        n = [rows[(party, str(s.tenancy_id))] for s in held]
        lines = _merged([_line(s) for row in n for s in shared[row]])
        found.append(
            PartyBill(
                party=party,
                name=held[0].name,
                start=max(min(s.start for s in held), inputs.first),
                end=min(max(s.end or inputs.until for s in held), inputs.until),
                bill=Bill((*lines, *of_common.get(party, []))),
                metered=Decimal(int(used[n].sum())) / MICRO,
                estimated=Decimal(int(unmeasured[n].sum())) / MICRO,
                meters=tuple(m for s in held for m in s.meters if m in inputs.meters),
            )
        )
    return tuple(found)


def _merged(lines: Sequence[Line]) -> list[Line]:
    """Lines of two tenancies of one enterprise as one each."""
    found: dict[tuple[Any, ...], Line] = {}
    for line in lines:
        key = (line.name, line.start, line.end)
        had = found.get(key)
        if had is not None:
            sums = {n: getattr(had, n) + getattr(line, n) for n in ("quantity", "amount", "estimated")}
            line = replace(line, **sums)
        found[key] = line
    return list(found.values())


def _balance(whole: Ints, used: Ints, uses: Sequence[_Use]) -> Balance:
    by_kind = {"tenant": 0, "common": 0, "own": 0}
    for use, row in zip(uses, used, strict=True):
        by_kind[use.kind] += int(row.sum())
    sums = {kind: Decimal(n) / MICRO for kind, n in by_kind.items()}
    master = Decimal(int(whole.sum())) / MICRO
    lost = master - sum(sums.values(), Decimal(0))
    return Balance(master, sums["tenant"], sums["common"], sums["own"], lost)
