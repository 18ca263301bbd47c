"""Circuits together: squares when they err apart, the summed series when they err together."""

from datetime import date

import numpy as np
import pytest

from savings.cases import GATES, nights, plan
from zhiyuan.savings.assess import CircuitResult, assess
from zhiyuan.savings.bands import Band, together
from zhiyuan.savings.combine import combine, families, residual_correlation
from zhiyuan.savings.energy import EnergyDay

START = date(2024, 1, 1)


def circuit(noise: np.ndarray) -> CircuitResult:
    """Two years with this noise; half the energy in the second."""
    days = nights(START, 731)
    half = [1.0] * 366 + [0.5] * 365
    energy = [EnergyDay(d, s * (20 + 10 * w + e), w, n) for (d, w, n), s, e in zip(days, half, noise, strict=True)]
    chosen = plan(baseline_start=START, baseline_end=date(2024, 12, 20), terms=("1", "W"))
    return assess(chosen, energy, date(2026, 1, 1), GATES)


def pair(shared: float) -> list[CircuitResult]:
    rng = np.random.default_rng(11)
    common, own = rng.normal(size=731), rng.normal(size=(2, 731))
    return [circuit(shared * common + (1 - shared**2) ** 0.5 * e) for e in own]


def test_independent_circuits_add_in_squares() -> None:
    parts = [c.part for c in pair(0.0) if c.part]
    assert families(parts, GATES.correlated_circuits) == [[0], [1]]
    total = combine(parts, GATES)
    assert total.band.model_se == pytest.approx(np.hypot(*(p.saving.band.model_se for p in parts)))


def test_circuits_that_err_together_take_the_summed_series() -> None:
    parts = [c.part for c in pair(0.9) if c.part]
    assert residual_correlation(*parts) > 0.7
    assert families(parts, GATES.correlated_circuits) == [[0, 1]]
    total, apart = combine(parts, GATES), np.hypot(*(p.saving.band.model_se for p in parts))
    assert apart * 1.2 < total.band.model_se <= sum(p.saving.band.model_se for p in parts) * 1.05
    assert total.saved_kwh == pytest.approx(sum(p.saving.saved_kwh for p in parts))


def test_few_effective_days_keep_a_wide_t_in_the_sum() -> None:
    band = together([Band(1.0, 5.0), Band(1.0, 5.0)], normal_from=200)
    assert band.freedom == pytest.approx(10)
    assert band.half_width > 1.645 * band.model_se


def test_a_meters_class_widens_the_band() -> None:
    assert Band(3.0, float("inf"), meter=4.0).half_width == pytest.approx(np.hypot(3 * 1.6449, 4), rel=1e-4)
