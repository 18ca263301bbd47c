"""What a saving is worth, and what else changed a bill: counterfactual against actual, to the cent.

Never by an average price: each kWh is priced in its own month and period. The difference of the two
bills is split in this order, one thing changed after the other, so that the parts always add up:

1. ``quantity`` kWh no longer used, at the price of the period in which they would have been used;
2. ``period`` kWh used at another hour instead, and another way of cutting the day into periods;
3. ``price`` other published or contract prices;
4. ``power_factor`` the adjustment lines;
5. ``demand`` the basic charge with what exceeds a contract.

Only the first is called a saving. Where some periods use less and others more, the increase is taken
to be moved, not saved: it is set off against the decreases in equal proportion, month by month.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import groupby
from zoneinfo import ZoneInfo

from zhiyuan.billing.account import PeriodKey, priced
from zhiyuan.billing.bill import Bill, cents
from zhiyuan.billing.load import Load
from zhiyuan.billing.terms import Curve, Tariff
from zhiyuan.kernel.span import Span

ORDER = ("quantity", "period", "price", "power_factor", "demand")
JUDGED, BASIC = ("power_factor",), ("basic", "overrun")


@dataclass(frozen=True, slots=True)
class Row:
    """One period of one stage: both energies and the price the change is valued at. [kWh, CNY/kWh, CNY]"""

    key: PeriodKey
    before: Decimal
    after: Decimal
    price: Decimal

    @property
    def amount(self) -> Decimal:
        """What the change of this period is worth, not rounded. [CNY]"""
        return (self.before - self.after) * self.price


@dataclass(frozen=True, slots=True)
class Effects:
    """What made the bill smaller (above zero) or larger, in the order of ``ORDER``. [CNY]"""

    quantity: Decimal
    period: Decimal
    price: Decimal
    power_factor: Decimal
    demand: Decimal
    total: Decimal
    rows: tuple[Row, ...]

    @property
    def saving(self) -> Decimal:
        """The one part that is called a saving. [CNY]"""
        return self.quantity

    @property
    def kwh(self) -> Decimal:
        """Energy no longer used. [kWh]"""
        return sum((row.before - row.after for row in self.rows), Decimal(0))

    def steps(self) -> Iterator[tuple[str, Decimal]]:
        """Name and amount in the order they are computed and printed. [CNY]"""
        for name in ORDER:
            yield name, getattr(self, name)


def cost_of_savings(
    before: tuple[Load, Tariff],
    after: tuple[Load, Tariff],
    span: Span,
    zone: ZoneInfo,
    accepted: Sequence[Span] = (),
) -> Effects:
    """Split the difference of two bills of one span.

    Parameters
    ----------
    before
        What would have been used, and the tariff it would have been paid by.
    after
        What was used, and the tariff it was paid by. Loads are those of the whole account: a power
        factor and a demand belong to a meter, not to one circuit.

    Raises
    ------
    NotReady
        When either bill can not be drafted.
    """
    (used0, tariff0), (used1, tariff1) = before, after
    used0, tariff0 = before
    used1, tariff1 = after
    recut = _recut(tariff0, tariff1)
    would = priced(used0, tariff0, span, zone, accepted)
    did = priced(used1, tariff1, span, zone, accepted)
    # The same energy under one tariff is priced once, however often it is asked for.
    at_old = did if tariff0 == tariff1 else priced(used1, tariff0, span, zone, accepted)
    cut_anew = at_old if recut == tariff0 else priced(used1, recut, span, zone, accepted)
    first, last, recut_cost = would.bill, did.bill, cut_anew.energy_cost
    after_kwh = at_old.periods
    rows = tuple(Row(key, part.kwh, after_kwh[key].kwh, part.price) for key, part in would.periods.items())
    saved = ((row.before - row.after) * value for row, value in zip(rows, values(rows), strict=True))
    quantity = cents(sum(saved, Decimal(0)))
    return Effects(
        quantity=quantity,
        period=would.energy_cost - recut_cost - quantity,
        price=recut_cost - did.energy_cost,
        power_factor=_sum(first, JUDGED) - _sum(last, JUDGED),
        demand=_sum(first, BASIC) - _sum(last, BASIC),
        total=first.total - last.total,
        rows=rows,
    )


def values(rows: Sequence[Row]) -> list[Decimal]:
    """What a kWh less is worth as a saving in each row; nothing where its change only moved. [CNY/kWh]

    The rows' changes by these values are what is saved in all, not rounded.
    """
    return [value for _, of in groupby(rows, _month) for value in _values(list(of))]


def _month(row: Row) -> tuple[int, int]:
    return row.key.start.year, row.key.start.month


def _values(rows: Sequence[Row]) -> Iterator[Decimal]:
    """Of one month: its increases are set off against its decreases (or the other way round) in equal proportion."""
    net = sum((row.before - row.after for row in rows), Decimal(0))
    whole = sum((row.before - row.after for row in rows if (row.before - row.after) * net > 0), Decimal(0))
    for row in rows:
        counts = (row.before - row.after) * net > 0
        yield row.price * net / whole if counts else Decimal(0)


def _recut(before: Tariff, after: Tariff) -> Tariff:
    """The day cut into periods as afterwards, at the prices of before."""
    return replace(before, terms=after.terms, page=after.page, curves=(*before.curves, *_uncovered(before, after)))


def _uncovered(before: Tariff, after: Tariff) -> Iterator[Curve]:
    """The later contract's curves for the days on which there was no earlier one."""
    for curve in after.curves:
        at = curve.start
        for held in before.curves:
            if at < held.start < curve.end:
                yield replace(curve, start=at, end=held.start)
            if held.start < curve.end and at < held.end:
                at = held.end
        if at < curve.end:
            yield replace(curve, start=at)


def _sum(bill: Bill, names: Sequence[str]) -> Decimal:
    return sum((line.amount for line in bill.lines if line.name.partition("/")[2] in names), Decimal(0))
