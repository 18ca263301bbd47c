"""Everything a savings report says, as plain data, and its machine-readable twin.

The twin carries what is needed to do it again: hashes of the inputs, the model with its
coefficients, ρ and n', the gates, the adjustments, the carbon factor and the book's own hash.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any

from zhiyuan import __version__
from zhiyuan.kernel.errors import NotFound
from zhiyuan.kernel.reference import book
from zhiyuan.savings.assess import CircuitResult
from zhiyuan.savings.avoided import Avoided
from zhiyuan.savings.carbon import Carbon, carbon
from zhiyuan.savings.combine import combine
from zhiyuan.savings.energy import EnergyDay
from zhiyuan.savings.gates import Gates
from zhiyuan.savings.sufficiency import Finding
from zhiyuan.savings.verdict import Verdict, at_least, saving_findings, verdict

CONVENTIONS = (
    "p counts every coefficient, the intercept too",
    "errors by ordinary least squares with AR(1) residuals; rho over consecutive days, floor 0",
    "below 329 baseline days rho is corrected for its short-sample bias (Marriott & Pope 1954)",
    "the error of the fraction is the error of the saving over the adjusted baseline",
    "days without data are masked on both sides, never filled; a day of zero counts",
    "every circuit that is soundly measured counts in the total, whatever its own verdict",
    "ASHRAE and CalTRACK half-widths are printed for comparison only",
)


@dataclass(frozen=True)
class Report:
    """A savings report of one site over the days [first, until)."""

    site: str
    simulated: bool
    first: date
    until: date
    circuits: tuple[CircuitResult, ...]
    total: Avoided
    verdict: Verdict
    findings: tuple[Finding, ...]
    carbon: tuple[Carbon, ...]
    gates: Gates
    book_digest: str
    target: float = 0.5
    """The share somebody claims; verified only by the lower bound. [1]"""

    @property
    def last(self) -> date:
        """The last day reported."""
        return self.until - timedelta(days=1)

    @property
    def counted(self) -> tuple[CircuitResult, ...]:
        """Circuits in the total."""
        return tuple(c for c in self.circuits if c.sound)

    @property
    def target_reached(self) -> bool:
        """Whether "at least the target" is verified."""
        return self.verdict is Verdict.VERIFIED and at_least(self.total, self.target)

    @property
    def saved_without_adjustments(self) -> float:
        """S before any non-routine adjustment. [kWh]"""
        return self.total.saved_kwh - self.total.adjustment_kwh


CARBON_REGIONS = ("henan", "national")


def assemble(
    site: str,
    simulated: bool,
    span: tuple[date, date],
    circuits: tuple[CircuitResult, ...],
    gates: Gates,
    day: date,
    target: float = 0.5,
) -> Report:
    """Put circuits together over [first, until); carbon by the factors that hold on ``day``."""
    total, label, findings = total_of(circuits, gates)
    return Report(
        site=site,
        simulated=simulated,
        first=span[0],
        until=span[1],
        circuits=circuits,
        total=total,
        verdict=label,
        findings=findings,
        carbon=tuple(_carbon(day, total)),
        gates=gates,
        book_digest=book().digest,
        target=target,
    )


def _carbon(day: date, total: Avoided) -> Iterable[Carbon]:
    """By the provincial factor and by the national one, where the book has it on that day."""
    for region in CARBON_REGIONS:
        try:
            yield carbon(region, day, total.saved_kwh, total.band.half_width)
        except NotFound:
            continue


def total_of(circuits: Sequence[CircuitResult], gates: Gates) -> tuple[Avoided, Verdict, tuple[Finding, ...]]:
    """The sum over soundly measured circuits and what may be said of it."""
    counted = [c for c in circuits if c.sound]
    parts = [part for c in counted if (part := c.part) is not None]
    total = combine(parts, gates, [c.saving for c in counted if c.part is None and c.saving is not None])
    if not counted:
        return total, Verdict.INSUFFICIENT, ()
    findings = tuple(saving_findings(total, gates))
    return total, verdict(findings), findings


def digest(days: Iterable[EnergyDay]) -> str:
    """SHA-256 over the days as ``day,kwh,working,night`` lines."""
    text = "\n".join(
        f"{d.day},{'' if d.kwh is None else repr(d.kwh)},{int(d.working)},{d.night_hours:.6f}" for d in days
    )
    return hashlib.sha256(text.encode()).hexdigest()


def twin(report: Report, money: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """The report as plain JSON values; ``money`` as ``money.Money.plain`` says it."""
    return {
        "engine": {"name": "zhiyuan.savings", "version": __version__, "conventions": list(CONVENTIONS)},
        "book": report.book_digest,
        "site": report.site,
        "simulated": report.simulated,
        "first": report.first.isoformat(),
        "last": report.last.isoformat(),
        "confidence": report.gates.confidence,
        "verdict": report.verdict.value,
        "findings": [_finding(f) for f in report.findings],
        "total": _saving(report.total) | {"saved_without_adjustments_kwh": report.saved_without_adjustments},
        "claim": {"at_least": report.target, "verified": report.target_reached},
        "money": dict(money) if money else None,
        "carbon": [asdict(c) | {"factor": str(c.factor), "since": c.since.isoformat()} for c in report.carbon],
        "circuits": [_circuit(c) for c in report.circuits],
        "gates": asdict(report.gates),
    }


def _circuit(result: CircuitResult) -> dict[str, Any]:
    plan = result.plan
    return {
        "circuit": plan.circuit,
        "name": plan.name,
        "method": plan.method.value,
        "verdict": result.verdict.value,
        "counted": result.sound,
        "source": plan.source,
        "baseline": _period(plan.baseline_start, plan.baseline_end, result.baseline_days.valid, result.baseline_days),
        "installation": {"first": plan.baseline_end.isoformat(), "until": plan.reporting_start.isoformat()},
        "reporting": _period(plan.reporting_start, None, result.reporting_days.valid, result.reporting_days),
        "connected_kw": plan.connected_kw,
        "meter_error": plan.meter_error,
        "stated_kwh_per_year": plan.stated_kwh_per_year or None,
        "model": _model(result),
        "saving": _saving(result.saving) if result.saving else None,
        "comparison_half_widths_kwh": asdict(result.shortcuts) if result.shortcuts else None,
        "baseline_mode": asdict(result.contrast) if result.contrast else None,
        "findings": [_finding(f) for f in result.findings],
        "adjustments": [_plain(asdict(a)) for a in result.adjustments],
        "to_be_explained": [_plain(asdict(s)) for s in result.suspicions],
    }


def _period(start: date, end: date | None, valid: Sequence[EnergyDay], days: Any) -> dict[str, Any]:
    return {
        "first": start.isoformat(),
        "until": end.isoformat() if end else None,
        "valid_days": len(valid),
        "missing": [d.isoformat() for d in days.missing],
        "sha256": digest(valid),
    }


def _model(result: CircuitResult) -> dict[str, Any] | None:
    if result.baseline is None:
        return None
    fit = result.baseline.fit
    return {
        "terms": "+".join(result.baseline.terms),
        "coefficients": result.baseline.coefficients,
        "covariance_over_sigma2": fit.spread.tolist(),
        "n": fit.n,
        "p": fit.p,
        "rho": fit.rho,
        "n_effective": fit.effective_n,
        "sigma_kwh": fit.sigma,
        "r2": fit.r2,
        "cv_rmse": fit.cv,
        "out_of_fold_bias": result.baseline.bias,
        "aicc": result.baseline.aicc,
    }


def _saving(saving: Avoided) -> dict[str, Any]:
    return {
        "adjusted_baseline_kwh": saving.baseline_kwh,
        "adjustment_kwh": saving.adjustment_kwh,
        "actual_kwh": saving.actual_kwh,
        "saved_kwh": saving.saved_kwh,
        "model_standard_error_kwh": saving.band.model_se,
        "t": saving.band.t,
        "meter_half_width_kwh": saving.band.meter,
        "half_width_kwh": saving.band.half_width,
        "fraction": saving.fraction,
        "lower_fraction": saving.lower_fraction,
    }


def _finding(finding: Finding) -> dict[str, Any]:
    return {"gate": finding.gate, "weight": finding.weight.value, "says": finding.render(str)}


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    return {k: v.isoformat() if isinstance(v, date) else v for k, v in values.items()}
