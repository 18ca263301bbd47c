"""What may be read of savings: days with their energy, plans, and the report of a period.

Energy comes from the rollups of telemetry, the park from its own queries; both meet only here.
"""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
from django.conf import settings
from django.db.models import Sum

from zhiyuan.kernel.span import days_span
from zhiyuan.metering import queries as metering
from zhiyuan.park.queries import point_ids
from zhiyuan.park.queries import today as today
from zhiyuan.park.queries import zone as zone
from zhiyuan.savings import measured
from zhiyuan.savings.assess import CircuitResult, assess
from zhiyuan.savings.baseline import Terms
from zhiyuan.savings.counterfactual import Expected, expected
from zhiyuan.savings.drivers import day_drivers
from zhiyuan.savings.energy import EnergyDay
from zhiyuan.savings.gates import Gates, gates, meter_class_error, method_figure
from zhiyuan.savings.models import BaselineDay, IssuedReport, NonRoutineAdjustment, Study
from zhiyuan.savings.nonroutine import Adjustment, Formula
from zhiyuan.savings.plan import MeasurementPlan, Method
from zhiyuan.savings.report import Report, assemble


def studies(site: Any) -> list[Study]:
    """The measurement plan of every circuit that has one."""
    return list(Study.objects.filter(site=site))


def study(site: Any, circuit: str) -> Study | None:
    """The measurement plan of one circuit, or None."""
    return Study.objects.filter(site=site, circuit=circuit).first()


def adjustments(site: Any, circuit: str = "") -> list[NonRoutineAdjustment]:
    """Proposed, approved and rejected ones, newest first."""
    found = NonRoutineAdjustment.objects.filter(site=site).select_related("study", "author", "approver")
    return list(found.filter(study__circuit=circuit) if circuit else found)


def baseline_days(site: Any, since: date | None = None) -> list[BaselineDay]:
    """Drawn days from a day on, vetoed ones included."""
    found = BaselineDay.objects.filter(site=site).select_related("vetoed_by")
    return list(found.filter(day__gte=since) if since else found)


def baseline_mode_circuits(site: Any, day: date) -> set[str]:
    """Circuits that run their old schedule on a day: what ``steer`` asks, each midnight and on news."""
    return BaselineDay.circuits(site, day)


def issued_reports(site: Any) -> list[IssuedReport]:
    """Reports as they were issued, newest first."""
    return list(IssuedReport.objects.filter(site=site).select_related("issued_by"))


def report(site: Any, first: date, until: date, circuits: Sequence[str] = (), target: float = 0.5) -> Report:
    """Assess every planned circuit over [first, until) and put the report together."""
    chosen = [s for s in studies(site) if not circuits or s.circuit in circuits]
    asked = gates(until - timedelta(days=1))
    results = tuple(_assess(site, chosen, first, until, asked))
    return assemble(site.name, site.simulated, (first, until), results, asked, max(until, today(site)), target)


def quarter_hours(site: Any, report: Report) -> list[Expected]:
    """Of each circuit that counts in a report, what would have been used in every quarter hour and what was.

    Raises
    ------
    NotReady
        Naming the circuit whose days before the work were not metered by the quarter hour.
    """
    counted = [c for c in report.counted if c.reporting_days.valid]
    if not counted:
        return []
    first = min(d.day for c in counted for d in (*c.as_before, *c.reporting_days.valid))
    span = days_span(first, report.until, zone(site))
    meters = {c.plan.circuit: _meters(site, c.plan.circuit) for c in counted}
    found = metering.quarter_hours(site, sorted({m for keys in meters.values() for m in keys}), span)
    asked = method_figure("shape_days", report.last)
    rows = []
    for circuit in counted:
        parts = [found[m] for m in meters[circuit.plan.circuit]]
        energy = np.sum([p.energy for p in parts], axis=0)
        rows.append(expected(circuit, parts[0].start, energy, zone(site), asked))
    return rows


def _meters(site: Any, circuit: str) -> list[str]:
    return list(site.meter_set.filter(circuit__key=circuit).values_list("key", flat=True))


def period(site: Any, known: Iterable[Study]) -> tuple[date, date]:
    """What a report covers unless asked otherwise: from the first day after the work, a year at most."""
    now = today(site)
    first = min((s.reporting_start for s in known), default=now - timedelta(days=30))
    first = max(first, now - timedelta(days=365))
    return first, max(now, first + timedelta(days=1))


def _assess(site: Any, chosen: Sequence[Study], first: date, until: date, asked: Gates) -> Iterable[CircuitResult]:
    if not chosen:
        return
    start = min(s.baseline_start for s in chosen)
    energy = energy_days(site, [s.circuit for s in chosen], start, until, asked)
    loads = _connected_kw(site)
    approved = _approved(site)
    names = dict(site.circuit_set.values_list("key", "name"))
    drawn = BaselineDay.objects.filter(site=site, vetoed=False, day__lt=until)
    vetoed = set(BaselineDay.objects.filter(site=site, vetoed=True).values_list("circuit", "day"))
    for study in chosen:
        key = study.circuit
        days = [d for d in energy[key] if (key, d.day) not in vetoed]
        mode = [b.day for b in drawn if b.circuit == key]
        plan = _plan(study, names.get(key) or key, loads.get(key), until)
        if plan.method is not Method.BASELINE_MODE:
            days = [d for d in days if d.day not in set(mode)]
        yield assess(plan, days, until, asked, approved.get(key, ()), mode, since=first)


def _plan(study: Study, name: str, connected_kw: float | None, day: date) -> MeasurementPlan:
    terms: Terms | None = tuple(study.terms.split("+")) if study.terms else None
    return MeasurementPlan(
        circuit=study.circuit,
        name=name,
        baseline_start=study.baseline_start,
        baseline_end=study.baseline_end,
        reporting_start=study.reporting_start,
        source=study.source,
        method=Method(study.method),
        connected_kw=connected_kw,
        meter_error=meter_class_error(study.meter_class, day) if study.meter_class else None,
        terms=terms,
        stated_kwh_per_year=study.stated_kwh_per_year,
    )


def _connected_kw(site: Any) -> dict[str, float]:
    """Rated power of everything on each circuit; a circuit without luminaires of ours has none known. [kW]"""
    rated = site.circuit_set.annotate(watts=Sum("luminaires__type__rated_w")).values_list("key", "watts")
    return {key: watts / 1000 for key, watts in rated if watts}


def _approved(site: Any) -> dict[str, list[Adjustment]]:
    found: dict[str, list[Adjustment]] = {}
    for row in adjustments(site):
        if row.state == "approved":
            found.setdefault(row.study.circuit, []).append(
                Adjustment(
                    row.start,
                    row.end,
                    Formula(row.formula),
                    row.value,
                    row.reason,
                    row.evidence,
                    str(row.author),
                    str(row.approver),
                    row.version,
                )
            )
    return found


def energy_days(
    site: Any, circuits: Sequence[str], start: date, until: date, asked: Gates
) -> dict[str, list[EnergyDay]]:
    """Each circuit's days with energy and drivers; a day with too few measured intervals is missing."""
    place = zone(site)
    spans = [start + timedelta(days=n) for n in range((until - start).days)]
    drivers = day_drivers(site.latitude, site.longitude, place, spans)
    measured = daily_kwh(site, circuits, start, until, asked.interval_share)
    return {
        key: [EnergyDay(d.day, measured[key].get(d.day), d.working, d.night_hours) for d in drivers] for key in circuits
    }


def daily_kwh(
    site: Any, circuits: Sequence[str], start: date, until: date, interval_share: float
) -> dict[str, dict[date, float]]:
    """Energy of each circuit's valid days over [start, until). [kWh]"""
    folder = Path(settings.HOME) / "historian"
    return measured.daily(folder, zone(site), _meter_points(site, circuits), start, until, interval_share)


def _meter_points(site: Any, circuits: Sequence[str]) -> dict[str, list[int]]:
    ids = point_ids(site)
    points: dict[str, list[int]] = {key: [] for key in circuits}
    for circuit, meter in site.meter_set.filter(circuit__key__in=circuits).values_list("circuit__key", "key"):
        if (point := ids.get(f"meter/{meter}/energy")) is not None:
            points[circuit].append(point)
    return points
