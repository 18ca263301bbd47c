"""A bill: lines rounded half-up to the cent one by one, the total their sum.

Pure: the same energy and the same prices give the same bill, bit for bit. Unit prices are never
rounded; kWh keep the decimals they come with.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from zoneinfo import ZoneInfo

from zhiyuan.billing.period import periods
from zhiyuan.billing.power_factor import adjustment_percent, power_factor
from zhiyuan.billing.tariff import HENAN, Components, unit_price
from zhiyuan.kernel.errors import NotReady
from zhiyuan.kernel.reference import figure, value
from zhiyuan.kernel.span import Span

CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a bill, with the clause it rests on.

    Energy lines of an account also say their ``period``, the days [start, end) and how many of their
    kWh are ``estimated``.
    """

    name: str
    quantity: Decimal
    unit: str
    price: Decimal
    amount: Decimal
    clause: str
    period: str = ""
    start: date | None = None
    end: date | None = None
    estimated: Decimal = Decimal(0)

    def plain(self) -> dict[str, str | None]:
        """As JSON can carry it, every decimal kept."""
        return {f.name: _text(getattr(self, f.name)) for f in fields(self)}

    @classmethod
    def read(cls, plain: Mapping[str, str | None]) -> "Line":
        """The line that :meth:`plain` wrote down."""
        start, end = (date.fromisoformat(d) if (d := plain.get(n)) else None for n in ("start", "end"))
        return cls(
            str(plain["name"]), Decimal(plain["quantity"] or 0), str(plain["unit"]), Decimal(plain["price"] or 0),
            Decimal(plain["amount"] or 0), str(plain["clause"]), plain.get("period") or "", start, end,
            Decimal(plain.get("estimated") or 0),
        )  # fmt: skip


def _text(value: object) -> str | None:
    return None if value is None else f"{value:f}" if isinstance(value, Decimal) else str(value)


@dataclass(frozen=True, slots=True)
class Bill:
    """Lines and their sum. [CNY]"""

    lines: tuple[Line, ...]

    @property
    def digest(self) -> str:
        """SHA-256 of every line: computed again from the same intervals and tariff, it is the same."""
        said = json.dumps([line.plain() for line in self.lines], sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(said.encode()).hexdigest()

    def plain(self) -> list[dict[str, str | None]]:
        """The lines as JSON can carry them."""
        return [line.plain() for line in self.lines]

    @classmethod
    def read(cls, plain: Iterable[Mapping[str, str | None]]) -> "Bill":
        """The bill that :meth:`plain` wrote down."""
        return cls(tuple(Line.read(line) for line in plain))

    @property
    def total(self) -> Decimal:
        """The sum of the rounded lines. [CNY]"""
        return sum((line.amount for line in self.lines), Decimal(0))


@dataclass(frozen=True, slots=True)
class Use:
    """Energy of one span, spread evenly inside it. [kWh]"""

    span: Span
    kwh: Decimal


@dataclass(frozen=True, slots=True)
class TwoPart:
    """A month of a two-part account: energy by period, demand, reactive energy."""

    kwh: Mapping[str, Decimal]
    kva: Decimal
    max_demand_kw: Decimal
    demand_price: Decimal
    kvarh: Decimal
    standard: str
    day: date


def cents(amount: Decimal) -> Decimal:
    """Half-up to the cent. [CNY]

    >>> cents(Decimal("2.005"))
    Decimal('2.01')
    """
    return amount.quantize(CENT, ROUND_HALF_UP)


def energy_by_period(uses: Iterable[Use], zone: ZoneInfo, page: str = HENAN) -> dict[tuple[str, str], Decimal]:
    """kWh by (month, period), each use cut where month or period changes, pro rata by time. [kWh]"""
    total: dict[tuple[str, str], Decimal] = {}
    for use in uses:
        whole = Decimal(int(use.span.length.total_seconds()))
        for piece, period, day in periods(use.span, page, zone):
            share = Decimal(int(piece.length.total_seconds())) / whole
            key = f"{day:%Y-%m}", period
            total[key] = total.get(key, Decimal(0)) + use.kwh * share
    return total


def draft(uses: Iterable[Use], prices: Mapping[str, Components], zone: ZoneInfo, page: str = HENAN) -> Bill:
    """A single-part bill: one line per month and period.

    Raises
    ------
    NotReady
        When a month's prices have not been entered.
    """
    lines = []
    for (month, period), kwh in sorted(energy_by_period(uses, zone, page).items()):
        if month not in prices:
            raise NotReady("the prices of {month} are not entered yet; enter and check them first", month=month)
        day = date.fromisoformat(f"{month}-15")
        each = unit_price(prices[month], period, day, page=page)
        lines.append(Line(f"{month}/{period}", kwh, "kWh", each, cents(kwh * each), _clause(page, day)))
    return Bill(tuple(lines))


def draft_two_part(month: TwoPart, components: Components, page: str = HENAN) -> Bill:
    """Energy by period, fund, basic charge by measured demand, power-factor adjustment."""
    clause = _clause(page, month.day)
    energy = []
    for period, kwh in month.kwh.items():
        each = unit_price(components, period, month.day, fund=False, page=page)
        energy.append(Line(period, kwh, "kWh", each, cents(kwh * each), clause))
    used = sum(month.kwh.values(), Decimal(0))
    fund = Line("fund", used, "kWh", components.fund, cents(used * components.fund), "政府性基金及附加")
    basic = _basic(month, used)
    return Bill((*energy, fund, basic, _adjustment(month, used, energy, basic)))


def _basic(month: TwoPart, used: Decimal) -> Line:
    each, rule = month.demand_price, figure("tariffs/rules#high_load_hours", month.day)
    if used / month.kva >= Decimal(rule.value):
        each *= Decimal(value("tariffs/rules#high_load_discount", month.day))
    return Line("basic", month.max_demand_kw, "kW", each, cents(each * month.max_demand_kw), rule.source["document"])


def _adjustment(month: TwoPart, used: Decimal, energy: Iterable[Line], basic: Line) -> Line:
    factor = power_factor(used, month.kvarh)
    percent = adjustment_percent(month.standard, factor, month.day)
    parts = {"energy": sum((line.amount for line in energy), Decimal(0)), "basic": basic.amount}
    base = sum((parts[name] for name in value("tariffs/power_factor#base", month.day)), Decimal(0))
    source = figure("tariffs/power_factor#adjustment", month.day).source
    return Line("power_factor", factor, "1", percent, cents(base * percent / 100), source["document"])


def _clause(page: str, day: date) -> str:
    return figure(f"{page}#ratios", day).source["document"]
