"""Daily energy and drivers as CSV text, in the shape of the acceptance vectors: anyone can redo a report.

``daily``: date,circuit,kwh (empty where it misses). ``drivers``: date,night_hours,is_workday.
"""

import csv
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta

from zhiyuan.kernel.errors import Malformed, NotFound
from zhiyuan.savings.assess import assess
from zhiyuan.savings.baseline import Terms
from zhiyuan.savings.energy import EnergyDay
from zhiyuan.savings.gates import gates
from zhiyuan.savings.nonroutine import Adjustment, Formula
from zhiyuan.savings.plan import MeasurementPlan
from zhiyuan.savings.report import Report, assemble


def read_days(daily: str, drivers: str) -> dict[str, list[EnergyDay]]:
    """Days of every circuit, by its name in the file."""
    known = {_day(row["date"], n): row for n, row in _rows(drivers, ("date", "night_hours", "is_workday"))}
    circuits: dict[str, list[EnergyDay]] = {}
    for number, row in _rows(daily, ("date", "circuit", "kwh")):
        day = _day(row["date"], number)
        if day not in known:
            raise NotFound("line {line}: the drivers have no {day}", line=number, day=day)
        kwh = _number(row["kwh"], number) if row["kwh"].strip() else None
        if kwh is not None and kwh < 0:
            raise Malformed("line {line}: energy is never negative, not {kwh}", line=number, kwh=kwh)
        night = _number(known[day]["night_hours"], number)
        working = known[day]["is_workday"].strip() == "1"
        circuits.setdefault(row["circuit"], []).append(EnergyDay(day, kwh, working, night))
    return circuits


def read_adjustment(text: str) -> tuple[str, Adjustment]:
    """``circuit,first,last,scale|fixed|exclude,value,reason``; the last day counts.

    >>> circuit, adjustment = read_adjustment("garage,2025-08-01,2025-08-30,scale,0.5,half closed")
    >>> circuit, adjustment.end.isoformat()
    ('garage', '2025-08-31')
    """
    parts = [p.strip() for p in text.split(",", 5)]
    if len(parts) != 6 or parts[3] not in set(Formula):
        raise Malformed("{text} is not circuit,first,last,scale|fixed|exclude,value,reason", text=text)
    circuit, first, last, formula, value, reason = parts
    end = _day(last, 0) + timedelta(days=1)
    amount = _number(value, 0) if value else 0.0
    return circuit, Adjustment(_day(first, 0), end, Formula(formula), amount, reason, "—", "—", "—")


def _rows(text: str, columns: tuple[str, ...]) -> Iterator[tuple[int, dict[str, str]]]:
    table = csv.DictReader(text.splitlines())
    missing = [c for c in columns if c not in (table.fieldnames or ())]
    if missing:
        raise Malformed("the file has no column {columns}", columns=", ".join(missing))
    for number, row in enumerate(table, start=2):
        if any(row[c] is None for c in columns):
            raise Malformed("line {line} is too short", line=number)
        yield number, row


def _day(text: str, line: int) -> date:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise Malformed("line {line}: {text} is not a day like 2025-12-31", line=line, text=text) from None


def _number(text: str, line: int) -> float:
    try:
        return float(text)
    except ValueError:
        raise Malformed("line {line}: {text} is not a number", line=line, text=text) from None


def report(
    circuits: Mapping[str, Sequence[EnergyDay]],
    *,
    work_start: date,
    reporting_start: date,
    first: date | None = None,
    last: date | None = None,
    terms: Terms | None = None,
    adjustments: Sequence[tuple[str, Adjustment]] = (),
    site: str = "",
    target: float = 0.5,
) -> Report:
    """The report of files: baseline from their first day to the work, reporting to their last day."""
    unknown = {circuit for circuit, _ in adjustments} - circuits.keys()
    if unknown:
        raise NotFound("the file has no circuit {circuits}", circuits=", ".join(sorted(unknown)))
    days = [d.day for circuit in circuits.values() for d in circuit]
    if not days:
        raise Malformed("the file has no days")
    until = (last or max(days)) + timedelta(days=1)
    asked = gates(until - timedelta(days=1))
    results = tuple(
        assess(
            MeasurementPlan(name, name, min(days), work_start, reporting_start, "command line", terms=terms),
            given,
            until,
            asked,
            [a for circuit, a in adjustments if circuit == name],
            since=first,
        )
        for name, given in circuits.items()
    )
    begin = max(first or reporting_start, reporting_start)
    return assemble(site, False, (begin, until), results, asked, until, target)
