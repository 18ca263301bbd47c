"""The bill of an account for any span: energy by period, fund, basic charge, power factor.

A pure function of the intervals (:class:`Load`, named by its digest) and the tariff (:class:`Tariff`,
named by its digest). Lines are rounded half-up to the cent one by one and the total is their sum;
energy is cut as whole µkWh and unit prices keep every published decimal.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import groupby
from zoneinfo import ZoneInfo

from zhiyuan.billing.bill import Bill, Line, cents
from zhiyuan.billing.demand import basic_lines, max_demand
from zhiyuan.billing.load import Load, check_known
from zhiyuan.billing.power_factor import adjustment_percent, power_factor
from zhiyuan.billing.split import between, calendar, of_load
from zhiyuan.billing.stage import Stage
from zhiyuan.billing.terms import Tariff
from zhiyuan.kernel.errors import NotReady
from zhiyuan.kernel.reference import figure, value
from zhiyuan.kernel.span import Span, micros, midnight

FUND = "政府性基金及附加"


@dataclass(frozen=True, slots=True, order=True)
class PeriodKey:
    """One period of the days [start, end), which lie in one month."""

    start: date
    end: date
    period: str


@dataclass(frozen=True, slots=True)
class Part:
    """Energy of one period and what a kWh of it costs.

    Parameters
    ----------
    kwh, estimated
        All of it, and how much of that is not measured. [kWh]
    price, fund
        Price with the fund in it, and the fund alone. [CNY/kWh]
    """

    kwh: Decimal
    estimated: Decimal
    price: Decimal
    fund: Decimal
    clause: str


@dataclass(frozen=True, slots=True)
class _Used:
    """A stage with what was used in it."""

    stage: Stage
    span: Span
    parts: Mapping[PeriodKey, Part]

    @property
    def kwh(self) -> Decimal:
        return sum((part.kwh for part in self.parts.values()), Decimal(0))


@dataclass(frozen=True, slots=True, eq=False)
class Priced:
    """A span of an account with what was used in each stage, priced once: bill, periods and cost are read off it."""

    load: Load
    used: tuple[_Used, ...]

    @property
    def periods(self) -> dict[PeriodKey, Part]:
        """kWh, estimated kWh and price of every period, cut where month, terms, prices or rules change."""
        return {key: part for used in self.used for key, part in used.parts.items()}

    @property
    def bill(self) -> Bill:
        """The bill of the span."""
        lines: list[Line] = []
        for _, of_month in groupby(self.used, key=lambda used: used.stage.month):
            lines += _month(self.load, list(of_month))
        return Bill(tuple(lines))

    @property
    def energy_cost(self) -> Decimal:
        """The energy and fund lines of the bill alone, rounded as there. [CNY]"""
        total = Decimal(0)
        for used in self.used:
            fund = _fund(used).amount if used.stage.terms.mode == "two_part" else Decimal(0)
            total += _sum(list(_energy(used))) + fund
        return total


def priced(load: Load, tariff: Tariff, span: Span, zone: ZoneInfo, accepted: Sequence[Span] = ()) -> Priced:
    """Cut a load where a tariff changes and price each piece.

    Parameters
    ----------
    accepted
        Spans in which a person accepted missing or suspect quarter hours as they stand.

    Raises
    ------
    NotReady
        When energy, terms, prices or the hours of a period are not known for a day of the span.
    """
    known = _known(load, span, accepted)
    return Priced(known, tuple(_used(known, tariff, span, zone)))


def by_period(
    load: Load, tariff: Tariff, span: Span, zone: ZoneInfo, accepted: Sequence[Span] = ()
) -> dict[PeriodKey, Part]:
    """The periods of a span. Parameters and refusals as in :func:`priced`."""
    return priced(load, tariff, span, zone, accepted).periods


def draft_account(load: Load, tariff: Tariff, span: Span, zone: ZoneInfo, accepted: Sequence[Span] = ()) -> Bill:
    """The bill of a span, usually a month. Parameters and refusals as in :func:`priced`."""
    return priced(load, tariff, span, zone, accepted).bill


def _known(load: Load, span: Span, accepted: Sequence[Span]) -> Load:
    whole = load.on_grid(span)
    check_known(whole, accepted)
    return whole


def _used(load: Load, tariff: Tariff, span: Span, zone: ZoneInfo) -> list[_Used]:
    at = calendar(tariff, span, zone)
    energy, estimated = of_load(load, at)
    found: list[dict[PeriodKey, Part]] = [{} for _ in at.stages]
    for (number, period), kwh, doubtful in zip(at.parts, energy.tolist(), estimated.tolist(), strict=True):
        stage = at.stages[number]
        found[number][PeriodKey(stage.start, stage.end, period)] = Part(
            Decimal(kwh).scaleb(-6),
            Decimal(doubtful).scaleb(-6),
            stage.price(period),
            stage.sheet.components.fund,
            stage.clause,
        )
    return [_Used(stage, _instants(stage, span, zone), parts) for stage, parts in zip(at.stages, found, strict=True)]


def _instants(stage: Stage, span: Span, zone: ZoneInfo) -> Span:
    start, end = midnight(stage.start, zone), midnight(stage.end, zone)
    return Span(max(start, span.start), min(end, span.end))


def _month(load: Load, month: Sequence[_Used]) -> Iterator[Line]:
    """The lines of one month's stages: energy, fund, basic charge, power factor."""
    whole = sum((used.kwh for used in month), Decimal(0))
    adjustable: list[Decimal] = []
    lines: list[Line] = []
    for used in month:
        energy, two_part = list(_energy(used)), used.stage.terms.mode == "two_part"
        basic = list(basic_lines(used.stage, whole, max_demand(load, used.span))) if two_part else []
        fund = _fund(used)
        amounts = {"energy": _sum(energy) - (0 if two_part else fund.amount), "basic": _sum(basic), "fund": fund.amount}
        adjustable.append(sum((amounts[n] for n in value("tariffs/power_factor#base", used.stage.start)), Decimal(0)))
        lines += [*energy, *([fund] if two_part else []), *basic]
    yield from lines
    judged = zip(month, adjustable, strict=True)
    for standard, run in groupby(judged, key=lambda pair: pair[0].stage.terms.pf_standard):
        if standard:
            yield _power_factor(load, standard, list(run))


def _energy(used: _Used) -> Iterator[Line]:
    """One line per period; under two-part terms without the fund, which has a line of its own."""
    for key, part in used.parts.items():
        price = part.price - part.fund if used.stage.terms.mode == "two_part" else part.price
        yield Line(f"{used.stage.month}/{key.period}", part.kwh, "kWh", price, cents(part.kwh * price), part.clause,
                   key.period, key.start, key.end, part.estimated)  # fmt: skip


def _fund(used: _Used) -> Line:
    stage, price = used.stage, used.stage.sheet.components.fund
    estimated = sum((part.estimated for part in used.parts.values()), Decimal(0))
    return Line(f"{stage.month}/fund", used.kwh, "kWh", price, cents(used.kwh * price), FUND,
                "", stage.start, stage.end, estimated)  # fmt: skip


def _power_factor(load: Load, standard: str, run: Sequence[tuple[_Used, Decimal]]) -> Line:
    """The adjustment by the mean power factor of the days under one standard: (83)水电财字第215号."""
    first, last = run[0][0], run[-1][0]
    if load.kvarh is None:
        raise NotReady("{month}: a power factor is judged (standard {standard}) but reactive energy is not metered; "
                       "bring in the reactive register", month=first.stage.month, standard=standard)  # fmt: skip
    kwh = sum((used.kwh for used, _ in run), Decimal(0))
    base = sum((amount for _, amount in run), Decimal(0))
    edges = [micros(first.span.start), micros(last.span.end)]
    kvarh = Decimal(between(load, edges, load.kvarh)).scaleb(-6)
    factor = power_factor(kwh, kvarh) if kwh else Decimal(1)  # nothing used, nothing to judge
    percent = adjustment_percent(standard, factor, first.stage.start) if kwh else Decimal(0)
    source = figure("tariffs/power_factor#adjustment", first.stage.start).source
    amount = cents(base * percent / 100)
    return Line(f"{first.stage.month}/power_factor", factor, "1", percent, amount, source["document"],
                "", first.stage.start, last.stage.end)  # fmt: skip


def _sum(lines: Sequence[Line]) -> Decimal:
    return sum((line.amount for line in lines), Decimal(0))
