"""What would have been used: a daily line on working day and night length, chosen by AICc.

    y = β0 + β1·W + β2·N (+ β3·W·N)      y [kWh/d], W working day 0/1, N night length [h]

Of the candidates the simpler one wins within two AICc units. One whose energy would fall with
longer nights, or rise faster than the connected power can draw, or lie below zero by more than
a day's noise, is not offered: it fits noise.
"""

from dataclasses import dataclass

import numpy as np

from zhiyuan.kernel.errors import Malformed, NotReady
from zhiyuan.savings.ar1 import Array
from zhiyuan.savings.energy import BaselineDays, EnergyDay
from zhiyuan.savings.gates import Gates
from zhiyuan.savings.regression import Fit, least_squares

Terms = tuple[str, ...]
CANDIDATES: tuple[Terms, ...] = (("1",), ("1", "W"), ("1", "N"), ("1", "W", "N"), ("1", "W", "N", "W·N"))


@dataclass(frozen=True)
class Baseline:
    """The model in use, and what the others would have been."""

    terms: Terms
    fit: Fit
    aicc: dict[str, float]
    """AICc of every candidate that could be fitted, by its terms."""
    bias: float
    """Σ(predicted−measured)/Σmeasured over blocks the model had not seen. [1]"""

    def predict(self, days: tuple[EnergyDay, ...]) -> Array:
        """Energy of each day had nothing changed. [kWh]

        Not cut off at zero day by day: a sum of cut-off days would be too large.
        """
        predicted: Array = design(days, self.terms) @ self.fit.coefficients
        return predicted

    @property
    def coefficients(self) -> dict[str, float]:
        """By term: kWh/d, and kWh/d per hour of night."""
        return dict(zip(self.terms, map(float, self.fit.coefficients), strict=True))


def design(days: tuple[EnergyDay, ...], terms: Terms) -> Array:
    """One row a day, one column a term."""
    working = np.array([float(d.working) for d in days])
    night = np.array([d.night_hours for d in days])
    columns = {"1": np.ones(len(days)), "W": working, "N": night, "W·N": working * night}
    unknown = set(terms) - columns.keys()
    if unknown:
        raise Malformed("a model has the terms {known}, not {unknown}", known=", ".join(columns), unknown=unknown)
    return np.column_stack([columns[t] for t in terms])


def fit_baseline(
    days: BaselineDays, gates: Gates, connected_kw: float | None = None, terms: Terms | None = None
) -> Baseline:
    """Fit the candidates and keep one; with ``terms`` given, that one (stated in the plan beforehand).

    Parameters
    ----------
    connected_kw
        Power of everything on the circuit; None where it is not known. [kW]
    """
    wanted = [terms] if terms else CANDIDATES
    fits = {c: f for c in wanted if _identifiable(days, c) and (f := _fit(days, c, gates)) is not None}
    offered = fits if terms else {c: f for c, f in fits.items() if _plausible(days, c, f, gates, connected_kw)}
    if not offered:
        raise NotReady("{days} baseline days support no model", days=len(days.valid))
    best = min(f.aicc for f in offered.values())
    near = [c for c, f in offered.items() if f.aicc <= best + gates.aicc_margin]
    chosen = min(near, key=lambda c: (len(c), offered[c].aicc))
    return Baseline(
        terms=chosen,
        fit=offered[chosen],
        aicc={"+".join(c): round(f.aicc, 2) for c, f in fits.items()},
        bias=fold_bias(days, chosen, gates),
    )


def fold_bias(days: BaselineDays, terms: Terms, gates: Gates) -> float:
    """Bias on blocks left out in turn; ordinary least squares has none on the days it has seen. [1]"""
    x, y = design(days.valid, terms), days.kwh
    block = (days.numbers - days.numbers[0]) // gates.bias_fold_days
    error = 0.0
    for number in np.unique(block):
        left_out = block == number
        if left_out.all():
            return 0.0
        coefficients, *_ = np.linalg.lstsq(x[~left_out], y[~left_out], rcond=None)
        error += float((x[left_out] @ coefficients - y[left_out]).sum())
    return error / float(y.sum()) if y.sum() > 0 else 0.0


def _fit(days: BaselineDays, terms: Terms, gates: Gates) -> Fit | None:
    """None where days that resemble each other count as too few for so many coefficients."""
    try:
        return least_squares(
            design(days.valid, terms), days.kwh, days.numbers, gates.rho_cap, gates.rho_correction_below
        )
    except NotReady:
        return None


def _identifiable(days: BaselineDays, terms: Terms) -> bool:
    """Enough days, and drivers that vary: else a coefficient would mean nothing."""
    if len(days.valid) < len(terms) + 3:
        return False
    return int(np.linalg.matrix_rank(design(days.valid, terms))) == len(terms)


def _plausible(days: BaselineDays, terms: Terms, fit: Fit, gates: Gates, connected_kw: float | None) -> bool:
    if float((days.kwh - fit.residuals).min()) < -fit.sigma:
        return False
    if "N" not in terms:
        return True
    by_term = dict(zip(terms, fit.coefficients, strict=True))
    slopes = (by_term["N"], by_term["N"] + by_term.get("W·N", 0.0))
    steepest = gates.night_slope_share * connected_kw if connected_kw is not None else float("inf")
    return all(0 <= slope <= steepest for slope in slopes)
