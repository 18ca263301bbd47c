"""The basic charge of a two-part account: by transformer capacity, contract demand or measured demand.

It is a charge by the month. Days that are less than a month (terms or prices change in it, or a bill
covers part of it) bear 1/30 of it each (供电营业规则: 新装、增容、变更与终止用电当月按实用天数，每日三十分之一),
a day begun counting whole. Each such stage is judged by its own demand and its own terms.
"""

from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal

import numpy as np

from zhiyuan.billing.bill import Line, cents
from zhiyuan.billing.load import Load
from zhiyuan.billing.stage import Stage
from zhiyuan.kernel.errors import Malformed, NotReady
from zhiyuan.kernel.reference import Figure, figure, value
from zhiyuan.kernel.span import Span, micros

QUARTERS_PER_HOUR = 4
MILLIONTH = Decimal("0.000001")


def max_demand(load: Load, span: Span) -> Decimal:
    """The greatest mean power of a quarter hour that starts in the span. [kW]"""
    inside = (load.start >= micros(span.start)) & (load.start < micros(span.end))
    greatest = int(np.max(load.kwh[inside], initial=0))
    return Decimal(greatest * QUARTERS_PER_HOUR).scaleb(-6)


def basic_lines(stage: Stage, month_kwh: Decimal, demand_kw: Decimal) -> Iterator[Line]:
    """The basic charge of a stage, with a line of its own for what exceeds a contract.

    Parameters
    ----------
    month_kwh
        Energy of the stage's whole month, for the discount of a well used transformer. [kWh]
    demand_kw
        The stage's greatest quarter hour. [kW]

    Raises
    ------
    NotReady
        When the price sheet has no capacity or demand price.
    """
    terms = stage.terms
    if terms.basic == "capacity":
        clause = figure("tariffs/rules#basic_charge", stage.start)
        yield _line(stage, "basic", terms.kva, "kVA", _price(stage, "capacity"), clause)
        return
    price, clause = _demand_price(stage, month_kwh)
    if terms.basic == "measured":
        yield _line(stage, "basic", demand_kw, "kW", price, clause)
        return
    yield _line(stage, "basic", terms.contract_kw, "kW", price, clause)
    limit = Decimal(value("tariffs/rules#contract_limit", stage.start)) * terms.contract_kw
    if demand_kw > limit:
        rule = figure("tariffs/rules#overrun_factor", stage.start)
        yield _line(stage, "overrun", (demand_kw - limit) * Decimal(rule.value), "kW", price, rule)


def _price(stage: Stage, which: str) -> Decimal:
    price: Decimal | None = getattr(stage.sheet, which)
    if price is None:
        raise NotReady("the price sheet of {month} has no {which}; a two-part account needs it",
                       month=stage.month, which=NotReady(f"{which} price"))  # fmt: skip
    return price


def _demand_price(stage: Stage, month_kwh: Decimal) -> tuple[Decimal, Figure]:
    """Discounted where the month's energy per kVA reaches the mark. [CNY/(kW·month)]"""
    price, mark = _price(stage, "demand"), figure("tariffs/rules#high_load_hours", stage.start)
    if stage.terms.kva <= 0:
        raise Malformed("a two-part account needs its transformer capacity in kVA (terms from {day})",
                        day=stage.terms.start)  # fmt: skip
    if month_kwh >= Decimal(mark.value) * stage.terms.kva:
        return price * Decimal(value("tariffs/rules#high_load_discount", stage.start)), mark
    return price, figure("tariffs/rules#basic_charge", stage.start)


def _line(stage: Stage, name: str, quantity: Decimal, unit: str, price: Decimal, clause: Figure) -> Line:
    if not stage.whole_month:
        share = Decimal(stage.days) / Decimal(value("tariffs/rules#basic_days", stage.start))
        quantity = (quantity * share).quantize(MILLIONTH, ROUND_HALF_UP)
    return Line(f"{stage.month}/{name}", quantity, unit, price, cents(quantity * price), clause.source["document"],
                "", stage.start, stage.end)  # fmt: skip
