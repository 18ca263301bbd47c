"""What a report says in sentences. Pure: the doors bring the translation and the language.

Templates are English and are translated like every message. Ranges come first; no figure carries
decimals beyond its uncertainty; the 90 % stands beside every band.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from math import floor, log10

from zhiyuan.kernel import fmt
from zhiyuan.savings.assess import CircuitResult
from zhiyuan.savings.money import Money
from zhiyuan.savings.nonroutine import Adjustment, Formula
from zhiyuan.savings.report import Report
from zhiyuan.savings.sufficiency import Weight
from zhiyuan.savings.verdict import Verdict

VERDICTS = {
    Verdict.VERIFIED: "Verified",
    Verdict.INSUFFICIENT: "Insufficient evidence",
    Verdict.PARTLY: "Partly measured",
    Verdict.ESTIMATED: "Estimate",
}
METHODS = {
    "regression": "Metered before and after, daily model (IPMVP option B)",
    "baseline_mode": "Baseline-mode days drawn by lot (IPMVP option B, controls only)",
    "option_a": "Measured watts, logged hours (IPMVP option A)",
    "deemed": "Estimate from nameplates, not verified",
}
REGIONS = {"henan": "Henan", "national": "national"}
HOW = (
    "How it is computed: from a year of use before the work we learn how energy follows night length and working "
    "days; that tells what would have been used without the work; what was used is subtracted.",
    "The band: were this measured a hundred times, about ninety of the bands would hold the true value.",
    "Failed lamps, days with less light than agreed and changes of price are no saving: the first two are taken out "
    "by an approved adjustment, prices play no part.",
    "Saving rates carry the error of the saving over the adjusted baseline, which is on the safe side.",
    "References: GB/T 28750, GB/T 31348 and IPMVP are referred to, not claimed.",
)


@dataclass(frozen=True)
class Speaker:
    """A translation and the language it speaks."""

    translate: Callable[[str], str]
    language: str

    def say(self, template: str, **params: object) -> str:
        """A sentence with its figures."""
        return self.translate(template).format(**params)

    @property
    def chinese(self) -> bool:
        """Chinese counts in 万."""
        return self.language.startswith("zh")

    def energy(self, value: float, half: float) -> tuple[str, str]:
        """A saving and its half-width, rounded to what the half-width allows.

        >>> Speaker(str, "en").energy(32374.6, 347.6), Speaker(str, "zh-hans").energy(32374.6, 347.6)
        (('32,400', '300'), ('3.24 万', '0.03 万'))
        """
        exponent = _last_digit(half)
        if self.chinese and abs(value) >= 10_000:
            decimals = max(0, 4 - exponent)
            return f"{fmt.number(value / 1e4, decimals)} 万", f"{fmt.number(half / 1e4, decimals)} 万"
        step, decimals = 10.0**exponent, min(1, max(0, -exponent))
        after = " " if self.chinese else ""  # 「350 度」 but 「3.24 万度」
        rounded = [fmt.number(round(v / step) * step, decimals) + after for v in (value, half)]
        return rounded[0], rounded[1]


def _last_digit(half: float) -> int:
    """The decimal place of the last digit worth printing; a leading 1 keeps one more."""
    if half <= 0:
        return 0
    exponent = floor(log10(half))
    return exponent - 1 if half / 10**exponent < 2 else exponent


def conclusion(report: Report, speaker: Speaker) -> list[str]:
    """The first sentences: what was saved, how sure, and whether the claim holds."""
    if not report.counted:
        return [speaker.say("No circuit has enough data yet to say what was saved.")]
    total = report.total
    saved, half = speaker.energy(total.saved_kwh, total.band.half_width)
    if total.saved_kwh - total.band.half_width <= 0:
        return [
            speaker.say(
                "A saving cannot be confirmed: {saved} kWh, give or take {half} kWh (90%).", saved=saved, half=half
            )
        ]
    first = speaker.say(
        "Saved {saved} kWh, give or take {half} kWh (90% sure). Saving rate {rate}, at least {least} (90%, one-sided).",
        saved=saved,
        half=half,
        rate=fmt.pct(total.fraction),
        least=fmt.pct(total.lower_fraction),
    )
    return [first, claim(report, speaker)]


def claim(report: Report, speaker: Speaker) -> str:
    """Whether "saves at least so much" is verified, by the lower bound and nothing else."""
    target = f"{report.target:.0%}"
    if report.target_reached:
        return speaker.say('"Saves {target} or more": verified (the lower bound is not below {target}).', target=target)
    return speaker.say(
        '"Saves {target} or more": not confirmed yet (the lower bound is below {target}).', target=target
    )


def comparison(report: Report, speaker: Speaker) -> str:
    """With and without the work."""
    return speaker.say(
        "Without the work {baseline} kWh would have been used; {actual} kWh were used.",
        baseline=fmt.kwh(report.total.baseline_kwh),
        actual=fmt.kwh(report.total.actual_kwh),
    )


def carbon_lines(report: Report, speaker: Speaker) -> list[str]:
    """Carbon not emitted, each with its factor's year and region."""
    return [
        speaker.say(
            "{tonnes} t CO2, give or take {half} t (90%) by the {region} factor of {year}, {factor} kgCO2/kWh",
            tonnes=fmt.number(c.saved_t, 1),
            half=fmt.number(c.half_width_t, 1),
            region=speaker.say(REGIONS.get(c.region, c.region)),
            year=c.year,
            factor=c.factor,
        )
        for c in report.carbon
    ]


def money_figure(money: Money, speaker: Speaker) -> str:
    """What the saving is worth with its band, or that it waits."""
    if money.cny is None or money.half_width is None:
        return speaker.say("waits for prices")
    return f"{fmt.yuan(money.cny)} ± {fmt.yuan(money.half_width)} (90%)"


def money_line(money: Money, speaker: Speaker) -> str:
    """What the saving is worth, in a sentence; or what that waits for."""
    if money.cny is None or money.half_width is None:
        why = money.waits.render(speaker.translate) if money.waits else fmt.NONE
        return speaker.say("Not priced yet: {why}", why=why)
    template = (
        "{cny} less was paid, give or take {half} (90%): re-billed period by period, its hours of day estimated"
        if money.cny >= 0
        else "{cny} more was paid, give or take {half} (90%): re-billed period by period, its hours of day estimated"
    )
    return speaker.say(template, cny=fmt.yuan(abs(money.cny)), half=fmt.yuan(money.half_width))


def remarks(circuit: CircuitResult, speaker: Speaker) -> list[str]:
    """What stands beside a circuit's verdict: what moved it and what its gates found."""
    said = [
        f.render(speaker.translate)
        for f in circuit.findings
        if f.weight is not Weight.NOTE or f.gate in {"cv", "meter"}
    ]
    if circuit.saving and circuit.saving.adjustment_kwh:
        moved = fmt.kwh(circuit.saving.adjustment_kwh)
        said.append(speaker.say("adjustments move the baseline by {kwh} kWh", kwh=moved))
    if circuit.suspicions:
        said.append(speaker.say("stretches of days still to be explained: {count}", count=len(circuit.suspicions)))
    return said


def adjustment_line(circuit: str, adjustment: Adjustment, speaker: Speaker) -> str:
    """One adjustment with its days, formula, evidence, author and approver."""
    formulas = {
        Formula.SCALE: "baseline × {value} (power in use ÷ baseline power)",
        Formula.FIXED: "{value} kWh, spread over the days",
        Formula.EXCLUDE: "days not counted",
    }
    return speaker.say(
        "{circuit}, {days}: {reason}; {formula}; evidence: {evidence}; proposed by {author}, approved by {approver}",
        circuit=circuit,
        days=days(adjustment.start, adjustment.end, speaker),
        reason=adjustment.reason,
        formula=speaker.say(formulas[adjustment.formula], value=f"{adjustment.value:g}"),
        evidence=adjustment.evidence,
        author=adjustment.author,
        approver=adjustment.approver,
    )


def days(start: date, end: date, speaker: Speaker) -> str:
    """A half-open range as a reader says it: both days named."""
    return fmt.days(start, end - timedelta(days=1), speaker.language)


def gap_lines(report: Report, speaker: Speaker) -> list[str]:
    """Days without data, circuit by circuit: left out on both sides."""
    return [
        speaker.say(
            "{circuit}: {count} days without data, {first} to {last}; not counted on either side",
            circuit=c.plan.name,
            count=len(c.reporting_days.missing),
            first=c.reporting_days.missing[0],
            last=c.reporting_days.missing[-1],
        )
        for c in report.circuits
        if c.reporting_days.missing
    ]
