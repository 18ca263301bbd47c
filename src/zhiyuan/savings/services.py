"""What people do about measuring: plan it, propose and decide adjustments, draw days, issue a report."""

import hashlib
import json
from datetime import date, timedelta
from typing import Any

from zhiyuan.identity.models import Person
from zhiyuan.identity.verbs import verb
from zhiyuan.kernel import parktime
from zhiyuan.kernel.errors import Malformed, NotFound, Refused
from zhiyuan.park.queries import today
from zhiyuan.savings import queries
from zhiyuan.savings.baseline import CANDIDATES
from zhiyuan.savings.gates import meter_class_error
from zhiyuan.savings.models import FORMULAS, METHODS, BaselineDay, IssuedReport, NonRoutineAdjustment, Study
from zhiyuan.savings.money import worth
from zhiyuan.savings.plan import MeasurementPlan
from zhiyuan.savings.report import twin
from zhiyuan.savings.switchback import draw


@verb
def set_study(
    person: Person,
    site: Any,
    *,
    circuit: str,
    baseline_start: date,
    baseline_end: date,
    reporting_start: date,
    source: str,
    method: str = "regression",
    meter_class: str = "",
    terms: str = "",
    stated_kwh_per_year: float = 0.0,
) -> Study:
    """State how a circuit is measured; ``baseline_end`` is the first day of the work, not in the baseline."""
    if not site.circuit_set.filter(key=circuit).exists():
        raise NotFound("{site} has no circuit {circuit}", site=site, circuit=circuit)
    if method not in METHODS:
        raise Malformed("a method is one of {methods}, not {method}", methods=", ".join(METHODS), method=method)
    if not source.strip():
        raise Malformed("say where the dates of the work come from: an acceptance record, a work order")
    _check_meter_class(meter_class, today(site))
    if terms and tuple(terms.split("+")) not in CANDIDATES:
        known = ", ".join("+".join(one) for one in CANDIDATES)
        raise Malformed("a model is one of {models}, not {terms}", models=known, terms=terms)
    MeasurementPlan(circuit, circuit, baseline_start, baseline_end, reporting_start, source)
    study = Study.objects.filter(site=site, circuit=circuit).first() or Study(site=site, circuit=circuit, version=0)
    study.baseline_start, study.baseline_end, study.reporting_start = baseline_start, baseline_end, reporting_start
    study.source, study.method, study.meter_class, study.terms = source, method, meter_class, terms
    study.stated_kwh_per_year = stated_kwh_per_year
    study.version += 1
    study.save()
    return study


def _check_meter_class(meter_class: str, day: date) -> None:
    if meter_class:
        try:
            meter_class_error(meter_class, day)
        except KeyError:
            raise Malformed("no meter class {meter_class}", meter_class=meter_class) from None


@verb
def propose_adjustment(
    person: Person,
    study: Study,
    *,
    start: date,
    end: date,
    formula: str,
    value: float,
    reason: str,
    evidence: str,
) -> NonRoutineAdjustment:
    """Propose a non-routine adjustment over the days [start, end); nothing moves until another approves it."""
    if formula not in FORMULAS:
        raise Malformed("a formula is one of {formulas}, not {formula}", formulas=", ".join(FORMULAS), formula=formula)
    if end <= start:
        raise Malformed("an adjustment ends after it starts: {start}, {end}", start=start, end=end)
    if formula == "scale" and value < 0:
        raise Malformed("the share of power in use is 0 or more, not {value}", value=value)
    if not reason.strip() or not evidence.strip():
        raise Malformed("an adjustment needs a reason and evidence that others can look up")
    return NonRoutineAdjustment.objects.create(
        site_id=study.site_id,
        study=study,
        start=start,
        end=end,
        formula=formula,
        value=value,
        reason=reason,
        evidence=evidence,
        author=person,
        proposed_at=parktime.now(),
    )


@verb
def approve_adjustment(person: Person, adjustment: NonRoutineAdjustment, *, note: str = "") -> NonRoutineAdjustment:
    """Let an adjustment count; whoever proposed it may not approve it."""
    if adjustment.author_id == person.pk:
        raise Refused("{adjustment} was proposed by you; another person approves it", adjustment=adjustment)
    return _decide(person, adjustment, "approved", note)


@verb
def reject_adjustment(person: Person, adjustment: NonRoutineAdjustment, *, note: str) -> NonRoutineAdjustment:
    """Turn an adjustment down, with the reason."""
    if not note.strip():
        raise Malformed("say why the adjustment is rejected")
    return _decide(person, adjustment, "rejected", note)


def _decide(person: Person, adjustment: NonRoutineAdjustment, state: str, note: str) -> NonRoutineAdjustment:
    if adjustment.state != "proposed":
        raise Refused("{adjustment} is {state} already", adjustment=adjustment, state=adjustment.state)
    adjustment.state, adjustment.approver, adjustment.decided_at = state, person, parktime.now()
    adjustment.note = note
    adjustment.version += 1
    adjustment.save()
    return adjustment


@verb
def plan_baseline_days(
    person: Person, site: Any, *, circuit: str, first: date, weeks: int, days_per_week: int, seed: int = 0
) -> list[BaselineDay]:
    """Draw days by lot on which a circuit will run its old schedule; the seed makes the draw repeatable."""
    if not site.circuit_set.filter(key=circuit).exists():
        raise NotFound("{site} has no circuit {circuit}", site=site, circuit=circuit)
    if first <= queries.today(site):
        raise Refused("days are drawn ahead, from tomorrow on: {first} is not", first=first)
    last = first + timedelta(weeks=weeks)
    if BaselineDay.objects.filter(site=site, circuit=circuit, day__gte=first, day__lt=last).exists():
        raise Refused(
            "{circuit} has days drawn from {first} to {last} already", circuit=circuit, first=first, last=last
        )
    chosen = seed or int.from_bytes(hashlib.sha256(f"{site.pk}/{circuit}/{first}".encode()).digest()[:4], "big")
    days = [
        BaselineDay(site=site, circuit=circuit, day=d, seed=chosen) for d in draw(first, weeks, days_per_week, chosen)
    ]
    return BaselineDay.objects.bulk_create(days)


@verb
def veto_baseline_day(person: Person, baseline_day: BaselineDay, *, reason: str) -> BaselineDay:
    """Take a drawn day out; it is recorded and counted, and no other day takes its place."""
    if baseline_day.vetoed:
        raise Refused("{day} is vetoed already", day=baseline_day)
    if baseline_day.day < queries.today(baseline_day.site):
        raise Refused("{day} is over: a day is vetoed before its result is known", day=baseline_day)
    if not reason.strip():
        raise Malformed("say why the day is vetoed")
    baseline_day.vetoed, baseline_day.veto_reason, baseline_day.vetoed_by = True, reason, person
    baseline_day.save()
    return baseline_day


@verb
def issue_report(person: Person, site: Any, *, first: date, last: date) -> IssuedReport:
    """Keep a report as it stands today, with the hash of what it says."""
    report = queries.report(site, first, last + timedelta(days=1))
    said = twin(report, worth(site, report).plain())
    text = json.dumps(said, sort_keys=True, ensure_ascii=False)
    return IssuedReport.objects.create(
        site=site,
        first=first,
        last=last,
        issued_at=parktime.now(),
        issued_by=person,
        twin=json.loads(text),
        digest=hashlib.sha256(text.encode()).hexdigest(),
    )
