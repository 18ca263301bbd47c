"""Adjustment of a bill by the month's power factor: (83)水电财字第215号, tables 1 to 3."""

from collections.abc import Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from zhiyuan.kernel.errors import Malformed, NotFound
from zhiyuan.kernel.reference import figure

POINT = Decimal("0.01")


def power_factor(active_kwh: Decimal, reactive_kvarh: Decimal) -> Decimal:
    """The month's average, P/√(P²+Q²), half-up to two decimals. [1]

    >>> power_factor(Decimal(70000), Decimal(28000))
    Decimal('0.93')
    """
    if active_kwh <= 0:
        raise Malformed("no active energy, no power factor: {kwh} kWh", kwh=active_kwh)
    apparent = (active_kwh**2 + reactive_kvarh**2).sqrt()
    return (active_kwh / apparent).quantize(POINT, ROUND_HALF_UP)


def adjustment_percent(standard: str, factor: Decimal, day: date) -> Decimal:
    """Surcharge (above zero) or reward (below) on the adjustable part of a bill. [%]

    >>> adjustment_percent("0.90", Decimal("0.93"), date(2026, 3, 1))
    Decimal('-0.45')
    """
    tables = figure("tariffs/power_factor#adjustment", day).value
    if standard not in tables:
        raise NotFound("no power factor table for {standard}; there are {known}",
                       standard=standard, known=", ".join(tables))  # fmt: skip
    start, table = Decimal(standard), tables[standard]
    if factor >= start:
        return -_climb(start, factor, table["reward"])
    return _climb(start, factor, table["penalty"])


def _climb(start: Decimal, factor: Decimal, bands: Sequence[Sequence[str]]) -> Decimal:
    """Add up the points of each band between the standard and the factor; past the last band no more."""
    total, at = Decimal(0), start
    for edge, per_point in bands:
        reach = min(factor, Decimal(edge)) if factor >= start else max(factor, Decimal(edge))
        total += abs(reach - at) / POINT * Decimal(per_point)
        at = reach
    return total
