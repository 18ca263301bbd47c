"""转供电: a master bill passed on to those behind it, at the grid's own prices and not a cent above. Pure.

The order, rule by rule (福建 2024-06-19 「十要十不得」; 山西 2020; Henan's own text is 来源待补):

1. The operator's own use is a party like any other, with its part of the losses, and stays with the
   operator: what is left is what tenants may be asked for together.
2. Losses are kWh, shared in proportion to use, never a higher unit price; above the ceiling of the
   book (10 %) the bill is refused, or the excess is the operator's.
3. A party with quarter hours pays the price of the period in which it used; its weight is
   Σ kWh of a period × price of that period. A party without them pays the month's average settlement
   price, master total ÷ master kWh.
4. Cents go to the largest remainders, so that all shares together are the master bill, exactly.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from zhiyuan.billing.bill import CENT, Bill, Line, cents
from zhiyuan.billing.resale import share_exactly
from zhiyuan.kernel.errors import Malformed, Refused
from zhiyuan.kernel.reference import figure, value

OWN = ""  # the party that no enterprise is: the operator
ZERO = Decimal(0)
ENERGY, LOSS, FIXED = "energy", "loss", "fixed"


class Slot(NamedTuple):
    """A period of the days [start, end) as a line of the master bill has it."""

    start: date | None
    end: date | None
    period: str


@dataclass(frozen=True, slots=True)
class Party:
    """Somebody behind the master meter. [kWh]

    Parameters
    ----------
    kwh
        Everything its own meters count.
    periods
        The same by the master's periods; None where there are no quarter hours.
    estimated
        How much of it is not measured.
    own
        Whether it is the operator's own use, which nobody else pays for.
    """

    name: str
    kwh: Decimal
    periods: Mapping[Slot, Decimal] | None = None
    estimated: Decimal = ZERO
    own: bool = False

    def __post_init__(self) -> None:
        if self.kwh < 0 or any(used < 0 for used in (self.periods or {}).values()):
            raise Malformed("{party} used {kwh} kWh; energy is never below zero", party=self.name, kwh=self.kwh)
        if self.periods is not None and sum(self.periods.values(), ZERO) != self.kwh:
            raise Malformed("{party}: the periods do not add up to {kwh} kWh", party=self.name, kwh=self.kwh)


@dataclass(frozen=True, slots=True)
class Passed:
    """A master bill passed on. ``shares`` holds each party's lines; all of them together are the master."""

    shares: Mapping[str, tuple[Line, ...]]
    own: frozenset[str]
    master_total: Decimal
    master_kwh: Decimal
    counted_kwh: Decimal
    average: Decimal = field(default=ZERO)

    def total(self, party: str) -> Decimal:
        """What one party owes, or costs the operator. [CNY]"""
        return sum((line.amount for line in self.shares[party]), ZERO)

    @property
    def collected(self) -> Decimal:
        """What everybody but the operator pays. [CNY]"""
        return sum((self.total(p) for p in self.shares if p not in self.own), ZERO)

    @property
    def kept(self) -> Decimal:
        """What the operator pays for its own use. [CNY]"""
        return sum((self.total(p) for p in self.own), ZERO)

    @property
    def loss_kwh(self) -> Decimal:
        """What the master counts and no sub-meter does. [kWh]"""
        return self.master_kwh - self.counted_kwh

    @property
    def loss_share(self) -> Decimal:
        """The loss as a share of the master meter. [1]"""
        return self.loss_kwh / self.master_kwh if self.master_kwh else ZERO


def resale(master: Bill, parties: Sequence[Party], day: date, *, excess_is_own: bool = False) -> Passed:
    """Pass a master bill on by the rules above; ``day`` dates the ceiling.

    Parameters
    ----------
    excess_is_own
        Whether a loss above the ceiling is taken by the operator instead of refused.

    Raises
    ------
    Refused
        When sub-meters count more than the master, when losses exceed the ceiling, or when the
        shares would come to more than the master bill.
    """
    prices, used = master_prices(master)
    kwh = sum(used.values(), ZERO)
    known = [*parties, *_excess(parties, kwh, day, excess_is_own)]
    counted = sum((p.kwh for p in known), ZERO)
    names = [p.name for p in known]
    if len(set(names)) < len(names):
        raise Malformed("two parties are called {name}", name=next(n for n in names if names.count(n) > 1))
    amounts = _amounts(master.total, known, prices, counted)
    shares = {p.name: _lines(p, amounts[p.name], prices, kwh, counted, master) for p in known}
    own = frozenset(p.name for p in known if p.own)
    average = master.total / kwh if kwh else ZERO
    passed = Passed(shares, own, master.total, kwh, sum((p.kwh for p in parties), ZERO), average)
    refuse_above(passed.collected, master.total - passed.kept)
    return passed


def master_prices(master: Bill) -> tuple[dict[Slot, Decimal], dict[Slot, Decimal]]:
    """What a kWh costs in each period of the master bill, fund included, and how many it counts. [CNY/kWh, kWh]"""
    funds = {(x.start, x.end): x.price for x in master.lines if x.unit == "kWh" and x.name.endswith("fund")}
    prices: dict[Slot, Decimal] = {}
    used: dict[Slot, Decimal] = {}
    for line in master.lines:
        if line.unit != "kWh" or line.name.endswith("fund"):
            continue
        slot = Slot(line.start, line.end, line.period or line.name)
        prices[slot] = line.price + funds.get((line.start, line.end), ZERO)
        used[slot] = used.get(slot, ZERO) + line.quantity
    return prices, used


def refuse_above(collected: Decimal, paid: Decimal) -> None:
    """Refuse what would come to more than the grid is paid, less own use.

    >>> refuse_above(Decimal("100.00"), Decimal("100.00"))
    """
    if collected > paid:
        raise Refused(
            "the bills come to {collected}, above the {paid} that the grid is paid without own use; nothing is issued",
            collected=collected,
            paid=paid,
        )


def _excess(parties: Sequence[Party], kwh: Decimal, day: date, excess_is_own: bool) -> list[Party]:
    """The loss above the ceiling as own use of the operator, or nothing; refusals as ``resale`` says."""
    counted = sum((p.kwh for p in parties), ZERO)
    if counted > kwh:
        raise Refused("sub-meters count {sub} kWh, the master only {master}: check readings and multipliers",
                      sub=counted, master=kwh)  # fmt: skip
    if counted <= 0:
        raise Refused("no sub-meter counts anything; there is nobody to pass the bill on to")
    ceiling = Decimal(value("tariffs/rules#loss_ceiling", day))
    # The operator's part e of the loss leaves (loss - e) shared among all others: (kwh - counted - e) / kwh = ceiling.
    excess = kwh - counted - ceiling * kwh
    if excess <= 0:
        return []
    if not excess_is_own:
        raise Refused("losses are {share} of the master meter, the ceiling is {ceiling}; the rest is the operator's",
                      share=f"{(kwh - counted) / kwh:.2%}", ceiling=f"{ceiling:.0%}")  # fmt: skip
    return [Party(OWN, excess, own=True)]


def _amounts(
    total: Decimal, parties: Sequence[Party], prices: Mapping[Slot, Decimal], counted: Decimal
) -> dict[str, Decimal]:
    """Each party's share of the master bill: at the average without quarter hours, by period with them. [CNY]"""
    by_kwh = {p.name: p.kwh for p in parties}
    fine = [p for p in parties if p.periods is not None]
    if not fine:
        return share_exactly(total, by_kwh)
    coarse = {p.name: p.kwh for p in parties if p.periods is None}
    fine_kwh = sum((p.kwh for p in fine), ZERO)
    whole = share_exactly(total, coarse | {"\0fine": fine_kwh}) if coarse else {"\0fine": total}
    weights = {p.name: _weight(p, prices) for p in fine}
    left = whole.pop("\0fine")
    if not any(weights.values()):  # nobody among them used anything
        return whole | dict.fromkeys(weights, ZERO)
    return whole | share_exactly(left, weights)


def _weight(party: Party, prices: Mapping[Slot, Decimal]) -> Decimal:
    """Σ kWh of a period × price of that period. [CNY]"""
    total = ZERO
    for slot, kwh in (party.periods or {}).items():
        if kwh and slot not in prices:
            raise Malformed("{party} used energy in {period}, of which the master bill has no line",
                            party=party.name, period=slot.period)  # fmt: skip
        total += kwh * prices.get(slot, ZERO)
    return total


def _lines(
    party: Party, amount: Decimal, prices: Mapping[Slot, Decimal], kwh: Decimal, counted: Decimal, master: Bill
) -> tuple[Line, ...]:
    """A party's share as lines: its kWh at the master's prices, then losses and fixed charges by its weight."""
    clause = figure("tariffs/rules#loss_ceiling", _day(master)).source["document"]
    lost = (party.kwh * (kwh - counted) / counted).quantize(Decimal("0.001")) if counted else ZERO
    if party.periods is None:
        each = master.total / kwh if kwh else ZERO
        energy = [Line(ENERGY, party.kwh, "kWh", each, cents(party.kwh * each), clause, estimated=party.estimated)]
    else:
        energy = [
            Line(f"{ENERGY}/{slot.period}", used, "kWh", prices[slot], cents(used * prices[slot]), clause,
                 slot.period, slot.start, slot.end, _part(party, used))
            for slot, used in party.periods.items() if used
        ]  # fmt: skip
    energy = _within(energy, amount)
    rest = amount - sum((line.amount for line in energy), ZERO)
    if rest == 0 and not lost:
        return tuple(energy)
    name = LOSS if party.periods is None else f"{LOSS}+{FIXED}"
    return (*energy, Line(name, lost, "kWh", rest / lost if lost else ZERO, rest, clause))


def _within(energy: list[Line], amount: Decimal) -> list[Line]:
    """Energy lines that do not exceed their share by their rounding alone.

    The cents that are too many come off the lines that were rounded up most (rule 4). What is more than
    a cent a line is a reward in the master bill, and stays where it is: in the last line, below zero.
    """
    over = sum((line.amount for line in energy), ZERO) - amount
    if not ZERO < over <= CENT * len(energy):
        return energy
    most = sorted(energy, key=lambda line: line.amount - line.quantity * line.price, reverse=True)
    lower = {id(line) for line in most[: int(over / CENT)]}
    return [replace(line, amount=line.amount - CENT) if id(line) in lower else line for line in energy]


def _part(party: Party, used: Decimal) -> Decimal:
    """What of a period is estimated, in proportion. [kWh]"""
    return (party.estimated * used / party.kwh).quantize(Decimal("0.000001")) if party.kwh else ZERO


def _day(master: Bill) -> date:
    """A day of the master bill, for the book; a worked case may have none."""
    return next((line.start for line in master.lines if line.start), date(2024, 6, 19))


def parties_of(kwh: Mapping[str, Decimal], own: Iterable[str] = ()) -> list[Party]:
    """Parties without quarter hours, by name.

    >>> [p.own for p in parties_of({"a": Decimal(1), "lift": Decimal(2)}, own=["lift"])]
    [False, True]
    """
    mine = set(own)
    return [Party(name, used, own=name in mine) for name, used in kwh.items()]
