"""How often the 90 % band really holds the truth: circuits with known counterfactual, many times over.

The rows are those of the acceptance vectors. An outdoor circuit burns with the night; an indoor
one with the working day and a little with the night; noise is AR(1) with a marginal share of the mean.
"""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from savings.cases import GATES, nanyang
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
    Row("outdoor", rho, 0.08, b, r, FULL)
    for rho in (0.0, 0.3, 0.6, 0.8)
    for b, r in ((365, 365), (365, 30), (90, 365), (60, 30))
]
INDOOR = [Row("indoor", rho, 0.15, b, r, FULL) for rho in (0.3, 0.6) for b, r in ((365, 365), (90, 90), (60, 30))]
RIGHT = OUTDOOR + INDOOR
WRONG = Row("indoor", 0.3, 0.15, 90, 90, ("1", "W"))


def coverage(row: Row, runs: int, seed: int) -> tuple[float, float]:
    """Share of bands that hold the truth, and the mean error as a share of the baseline. [1]"""
    rng = np.random.default_rng(seed)
    days = nanyang()["road"][: row.baseline + row.report]
    first, work = days[0].day, days[0].day + timedelta(days=row.baseline)
    end: date = first + timedelta(days=len(days))
    ideal = np.array([_ideal(row.kind, d) for d in days])
    held, errors = 0, []
    for _ in range(runs):
        before = np.maximum(ideal + row.noise * ideal.mean() * _ar1(rng, len(days), row.rho), 0.0)
        used = np.where(np.arange(len(days)) < row.baseline, before, 0.5 * before)
        given = [EnergyDay(d.day, float(y), d.working, d.night_hours) for d, y in zip(days, used, strict=True)]
        learned, judged = baseline_days(given, first, work), reporting_days(given, work, end)
        saving = avoided(fit_baseline(learned, GATES, terms=row.terms), judged)
        truth = float((before - used)[row.baseline :].sum())
        held += abs(saving.saved_kwh - truth) <= saving.band.half_width
        errors.append((saving.saved_kwh - truth) / saving.baseline_kwh)
    return held / runs, float(np.mean(errors))


def _ideal(kind: str, day: EnergyDay) -> float:
    return 7.2 * day.night_hours if kind == "outdoor" else 2.0 + 25.0 * day.working + 1.8 * (day.night_hours - 9.5)


def _ar1(rng: np.random.Generator, n: int, rho: float) -> np.ndarray:
    fresh = rng.normal(size=n)
    noise = np.empty(n)
    noise[0] = fresh[0]
    for i in range(1, n):
        noise[i] = rho * noise[i - 1] + (1 - rho**2) ** 0.5 * fresh[i]
    return noise
