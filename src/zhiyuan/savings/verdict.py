"""What may be said of a saving: verified, not enough evidence, partly measured, or estimated."""

from collections.abc import Sequence
from enum import StrEnum

from zhiyuan.savings.avoided import Avoided
from zhiyuan.savings.baseline import Baseline
from zhiyuan.savings.gates import Gates
from zhiyuan.savings.plan import MeasurementPlan
from zhiyuan.savings.sufficiency import Finding, Weight


class Verdict(StrEnum):
    """The label a reader sees, with its sign."""

    VERIFIED = "verified"
    INSUFFICIENT = "insufficient"
    PARTLY = "partly"
    ESTIMATED = "estimated"

    @property
    def sign(self) -> str:
        """Colour is never alone: a sign goes with the word."""
        return {"verified": "✓", "insufficient": "！", "partly": "◐", "estimated": "？"}[self.value]


def plan_findings(plan: MeasurementPlan) -> list[Finding]:
    """What the plan leaves open that the band would have to hold."""
    if plan.meter_error is None:
        return [
            Finding("meter", Weight.NOTE, "the meter's accuracy class is not stated: the band leaves its error out")
        ]
    return []


def model_findings(baseline: Baseline, gates: Gates) -> list[Finding]:
    """What the fit itself says against the saving. R² is no gate: a 24-hour garage has none and is sound."""
    found = []
    cv = {"cv": f"{baseline.fit.cv:.0%}", "limit": f"{gates.cv_warn:.0%}"}
    if baseline.fit.cv > gates.cv_warn:
        found.append(Finding("cv", Weight.DISQUALIFIES, "day-to-day scatter is {cv}, more than {limit}", cv))
    elif baseline.fit.cv > gates.cv_pass:
        found.append(Finding("cv", Weight.WARNING, "day-to-day scatter is high: {cv}", cv))
    elif baseline.fit.cv > gates.cv_remark:
        found.append(Finding("cv", Weight.NOTE, "scatters by {cv} from day to day", cv))
    if abs(baseline.bias) > gates.bias_pass:
        facts = {"bias": f"{baseline.bias:+.1%}", "limit": f"{gates.bias_pass:.0%}"}
        found.append(
            Finding(
                "bias", Weight.DISQUALIFIES, "on days it had not seen the model errs by {bias}, limit {limit}", facts
            )
        )
    return found


def saving_findings(saving: Avoided, gates: Gates) -> list[Finding]:
    """What the size of the band says against the saving."""
    if saving.saved_kwh - saving.band.half_width <= 0:
        return [Finding("sign", Weight.DISQUALIFIES, "the band reaches zero: a saving cannot be confirmed")]
    share = saving.band.half_width / saving.saved_kwh
    if share > gates.half_width_share:
        facts = {"share": f"{share:.0%}", "limit": f"{gates.half_width_share:.0%}"}
        return [
            Finding("half_width", Weight.DISQUALIFIES, "the band is {share} of the saving, more than {limit}", facts)
        ]
    return []


def verdict(findings: Sequence[Finding]) -> Verdict:
    """Verified when no gate disqualifies.

    >>> verdict([])
    <Verdict.VERIFIED: 'verified'>
    """
    refused = any(f.weight is Weight.DISQUALIFIES for f in findings)
    return Verdict.INSUFFICIENT if refused else Verdict.VERIFIED


def at_least(saving: Avoided, share: float) -> bool:
    """Whether "saves at least so much" is verified: the one-sided lower bound reaches it. [1]"""
    return saving.lower_fraction >= share
