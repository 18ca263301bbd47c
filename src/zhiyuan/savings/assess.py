"""One circuit from its days to a verdict: every step in the order in which an auditor asks."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from zhiyuan.kernel.errors import NotReady
from zhiyuan.savings.avoided import Avoided, Shortcuts, avoided, shortcuts
from zhiyuan.savings.bands import Band
from zhiyuan.savings.baseline import Baseline, fit_baseline
from zhiyuan.savings.combine import Part
from zhiyuan.savings.energy import BaselineDays, EnergyDay, ReportingDays, baseline_days, reporting_days, without
from zhiyuan.savings.gates import Gates, method_figure
from zhiyuan.savings.nonroutine import Adjustment, Suspicion, change_points, excluded
from zhiyuan.savings.plan import MeasurementPlan, Method
from zhiyuan.savings.sufficiency import Finding, Weight, sufficiency
from zhiyuan.savings.switchback import Contrast, contrast
from zhiyuan.savings.verdict import Verdict, model_findings, plan_findings, saving_findings, verdict


@dataclass(frozen=True)
class CircuitResult:
    """Everything found out about one circuit's saving."""

    plan: MeasurementPlan
    baseline_days: BaselineDays
    reporting_days: ReportingDays
    findings: tuple[Finding, ...]
    verdict: Verdict
    baseline: Baseline | None = None
    saving: Avoided | None = None
    shortcuts: Shortcuts | None = None
    contrast: Contrast | None = None
    adjustments: tuple[Adjustment, ...] = ()
    suspicions: tuple[Suspicion, ...] = ()
    mode_days: tuple[EnergyDay, ...] = ()
    """Days by lot that ran the old schedule, where the method draws them."""
    sound: bool = False
    """Whether the measuring itself holds. Sound circuits count in the total even where their own
    saving cannot be confirmed: to drop those would flatter the sum."""

    @property
    def as_before(self) -> tuple[EnergyDay, ...]:
        """The days that show how the circuit ran without the work."""
        return self.mode_days if self.plan.method is Method.BASELINE_MODE else self.baseline_days.valid

    @property
    def part(self) -> Part | None:
        """What the total needs, where the circuit counts."""
        if not self.sound or self.saving is None or self.baseline is None:
            return None
        return Part(self.baseline_days, self.reporting_days, self.baseline, self.saving)


def assess(
    plan: MeasurementPlan,
    days: Sequence[EnergyDay],
    until: date,
    gates: Gates,
    adjustments: Sequence[Adjustment] = (),
    baseline_mode: Sequence[date] = (),
    since: date | None = None,
) -> CircuitResult:
    """Judge one circuit over its reporting days before ``until``.

    Parameters
    ----------
    adjustments
        Approved ones only.
    baseline_mode
        Days that ran the old schedule, vetoed ones left out.
    since
        Report from this day on, where later than the plan's own start.
    """
    start = max(plan.reporting_start, since or plan.reporting_start)
    before = baseline_days(days, plan.baseline_start, plan.baseline_end)
    after = reporting_days(days, start, max(until, start))
    after = without(after, excluded(adjustments, [d.day for d in after.valid]))
    if plan.method is Method.REGRESSION:
        return _by_regression(plan, before, after, gates, tuple(adjustments))
    if plan.method is Method.BASELINE_MODE:
        return _by_contrast(plan, before, after, gates, baseline_mode, until)
    label = Verdict.PARTLY if plan.method is Method.OPTION_A else Verdict.ESTIMATED
    return CircuitResult(plan, before, after, (), label)


def _by_regression(
    plan: MeasurementPlan, before: BaselineDays, after: ReportingDays, gates: Gates, adjustments: tuple[Adjustment, ...]
) -> CircuitResult:
    findings = sufficiency(before, after, gates)
    bare = CircuitResult(plan, before, after, (), Verdict.INSUFFICIENT, adjustments=adjustments)
    if not after.valid:
        return replace(bare, findings=tuple(findings))
    try:
        baseline = fit_baseline(before, gates, plan.connected_kw, plan.terms)
    except NotReady as lacking:
        findings.append(Finding("model", Weight.DISQUALIFIES, lacking.template, lacking.params))
        return replace(bare, findings=tuple(findings))
    findings += model_findings(baseline, gates)
    sound = verdict(findings) is Verdict.VERIFIED
    saving = avoided(baseline, after, adjustments, plan.known_meter_error, gates.confidence)
    findings += [*plan_findings(plan), *saving_findings(saving, gates)]
    return replace(
        bare,
        findings=tuple(findings),
        verdict=verdict(findings),
        baseline=baseline,
        saving=saving,
        shortcuts=_shortcuts(baseline, after, gates),
        suspicions=_suspicions(baseline, after, adjustments),
        sound=sound,
    )


def _shortcuts(baseline: Baseline, after: ReportingDays, gates: Gates) -> Shortcuts:
    day = after.valid[-1].day
    a, b, d = method_figure("caltrack_daily", day)
    return shortcuts(baseline, after, float(method_figure("ashrae_factor", day)), (a, b, d), gates.confidence)


def _suspicions(baseline: Baseline, after: ReportingDays, adjustments: tuple[Adjustment, ...]) -> tuple[Suspicion, ...]:
    """Stretches worth asking about that no adjustment covers yet."""
    expected = baseline.predict(after.valid)
    if expected.sum() <= 0:
        return ()
    residuals = after.kwh - expected * (after.kwh.sum() / expected.sum())
    asked = method_figure("change_point", after.valid[-1].day)
    found = change_points(
        [d.day for d in after.valid],
        residuals,
        rho=baseline.fit.rho,
        shortest=int(asked["days"]),
        least_strength=float(asked["strength"]),
    )
    material = float(asked["share"]) * float(expected.mean())
    return tuple(
        s
        for s in found
        if abs(s.shift_kwh_per_day) >= material and not any(a.start < s.end and s.start < a.end for a in adjustments)
    )


def _by_contrast(
    plan: MeasurementPlan,
    before: BaselineDays,
    after: ReportingDays,
    gates: Gates,
    baseline_mode: Sequence[date],
    until: date,
) -> CircuitResult:
    bare = CircuitResult(plan, before, after, (), Verdict.INSUFFICIENT)
    old = set(baseline_mode)
    controlled = ReportingDays(tuple(d for d in after.valid if d.day not in old), after.missing)
    try:
        widening = [(float(w), float(f)) for w, f in method_figure("switchback_widening", until)]
        found = contrast(after.valid, baseline_mode, widening, int(method_figure("switchback_minimum_days", until)))
    except NotReady as lacking:
        return replace(bare, findings=(Finding("model", Weight.DISQUALIFIES, lacking.template, lacking.params),))
    saving = _contrast_saving(found, controlled, plan.known_meter_error, gates.confidence)
    findings = (
        Finding("scope", Weight.NOTE, "measures what the controls save, not a change of lamps"),
        *plan_findings(plan),
        *saving_findings(saving, gates),
    )
    return replace(
        bare,
        findings=findings,
        verdict=verdict(findings),
        saving=saving,
        contrast=found,
        reporting_days=controlled,
        mode_days=tuple(d for d in after.valid if d.day in old),
        sound=True,
    )


def _contrast_saving(found: Contrast, controlled: ReportingDays, meter_error: float, confidence: float) -> Avoided:
    """S = y·F/(1−F) over the controlled days; its error follows from F's."""
    used, left = float(controlled.kwh.sum()), 1 - found.fraction
    saved = used * found.fraction / left
    error = used / left**2 * found.standard_error * found.widening
    band = Band(error, found.freedom, meter_error * abs(saved), confidence=confidence)
    return Avoided(used + saved, 0.0, used, band)
