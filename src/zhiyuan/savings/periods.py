"""A report's figures by day, for the chart, and by month, for the table under it: the same sums."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from zhiyuan.savings.assess import CircuitResult
from zhiyuan.savings.avoided import Avoided, DaySaving, avoided
from zhiyuan.savings.combine import added
from zhiyuan.savings.energy import ReportingDays
from zhiyuan.savings.gates import Gates


@dataclass(frozen=True, slots=True)
class MonthRow:
    """One month's saving with its band, over so many circuit-days."""

    month: date
    saving: Avoided
    missing: int
    """Days on which some circuit had no data. [d]"""


def by_month(circuits: Sequence[CircuitResult], gates: Gates) -> list[MonthRow]:
    """Each month's saving; months add up to the total, their bands do not."""
    with_days = [c for c in circuits if c.sound and c.baseline is not None]
    months = sorted({d.day.replace(day=1) for c in with_days for d in c.reporting_days.valid})
    return [_month(with_days, month, gates) for month in months]


def _month(circuits: Sequence[CircuitResult], month: date, gates: Gates) -> MonthRow:
    savings = [s for c in circuits if (s := _of_month(c, month, gates)) is not None]
    missing = {day for c in circuits for day in c.reporting_days.missing if day.replace(day=1) == month}
    return MonthRow(month, added(savings, [s.band for s in savings], gates), len(missing))


def _of_month(circuit: CircuitResult, month: date, gates: Gates) -> Avoided | None:
    days = ReportingDays(tuple(d for d in circuit.reporting_days.valid if d.day.replace(day=1) == month), ())
    if not days.valid or circuit.baseline is None:
        return None
    return avoided(circuit.baseline, days, circuit.adjustments, circuit.plan.known_meter_error, gates.confidence)


def daily(circuits: Iterable[CircuitResult]) -> list[DaySaving]:
    """Days of the circuits added; a circuit without data for a day is left out on both sides of it."""
    by_day: dict[date, list[DaySaving]] = {}
    for circuit in circuits:
        for day in circuit.saving.days if circuit.saving else ():
            by_day.setdefault(day.day, []).append(day)
    return [_added(days) for _, days in sorted(by_day.items())]


def gaps(circuits: Iterable[CircuitResult]) -> list[date]:
    """Days on which some circuit had no data."""
    return sorted({day for c in circuits if c.baseline is not None for day in c.reporting_days.missing})


def _added(days: list[DaySaving]) -> DaySaving:
    baseline, half = sum(d.baseline for d in days), sum((d.high - d.baseline) ** 2 for d in days) ** 0.5
    return DaySaving(
        days[0].day,
        baseline,
        max(baseline - half, 0.0),
        baseline + half,
        sum(d.actual for d in days),
        sum(d.adjustment for d in days),
    )
