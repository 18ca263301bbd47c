"""How often the 90 % band really holds the truth: circuits with known counterfactual, many times over.

The rows are those of the acceptance vectors. An outdoor circuit burns with the night; an indoor
one with the working day and a little with the night; noise is AR(1) with a marginal share of the mean.
A study may begin on any day of the year; only the one that shows what a wrong model does begins in January.
"""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from savings.cases import GATES, nanyang
from zhiyuan.kernel.errors import NotReady
from zhiyuan.savings.avoided import avoided
from zhiyuan.savings.baseline import Terms, fit_baseline
from zhiyuan.savings.energy import EnergyDay, baseline_days, reporting_days


@dataclass(frozen=True)
class Row:
    """One row of the study."""

    kind: str
    rho: float
    noise: float
    baseline: int
    report: int
    terms: Terms

    def __str__(self) -> str:
        return f"{self.kind} {self.baseline}→{self.report} ρ={self.rho} {'+'.join(self.terms)}"


FULL: Terms = ("1", "W", "N")
OUTDOOR = [
    Row("outdoor", rho, 0.08, b, r, ("1", "N"))
    for rho in (0.0, 0.3, 0.6, 0.8)
    for b, r in ((365, 365), (365, 30), (90, 365), (60, 30))
]
INDOOR = [Row("indoor", rho, 0.15, b, r, FULL) for rho in (0.3, 0.6) for b, r in ((365, 365), (90, 90), (60, 30))]
RIGHT = OUTDOOR + INDOOR
WRONG = Row("indoor", 0.3, 0.15, 90, 90, ("1", "W"))


def coverage(row: Row, runs: int, seed: int) -> tuple[float, float]:
    """Share of bands that hold the truth, and the mean error as a share of the baseline. [1]

    Sixty days that resemble each other much may be too few for any band; then none is given.
    """
    rng = np.random.default_rng(seed)
    length = row.baseline + row.report
    held, errors = 0, []
    for _ in range(runs):
        start = 0 if row is WRONG else int(rng.integers(0, len(nanyang()["road"]) - length + 1))
        days = nanyang()["road"][start : start + length]
        first, work = days[0].day, days[0].day + timedelta(days=row.baseline)
        end: date = first + timedelta(days=length)
        ideal = np.array([_ideal(row.kind, d) for d in days])
        before = ideal + row.noise * ideal.mean() * _ar1(rng, len(days), row.rho)
        used = np.where(np.arange(len(days)) < row.baseline, before, 0.5 * before)
        given = [EnergyDay(d.day, float(y), d.working, d.night_hours) for d, y in zip(days, used, strict=True)]
        learned, judged = baseline_days(given, first, work), reporting_days(given, work, end)
        try:
            saving = avoided(fit_baseline(learned, GATES, terms=row.terms), judged)
        except NotReady:
            continue
        truth = float((before - used)[row.baseline :].sum())
        held += abs(saving.saved_kwh - truth) <= saving.band.half_width
        errors.append((saving.saved_kwh - truth) / float(before[row.baseline :].sum()))
    assert len(errors) > 0.95 * runs, "bands are the rule, refusals the exception"
    return held / len(errors), float(np.mean(errors))


def _ideal(kind: str, day: EnergyDay) -> float:
    return 7.2 * day.night_hours if kind == "outdoor" else 10.0 + 25.0 * day.working + 1.8 * (day.night_hours - 9.5)


def _ar1(rng: np.random.Generator, n: int, rho: float) -> np.ndarray:
    fresh = rng.normal(size=n)
    noise = np.empty(n)
    noise[0] = fresh[0]
    for i in range(1, n):
        noise[i] = rho * noise[i - 1] + (1 - rho**2) ** 0.5 * fresh[i]
    return noise
