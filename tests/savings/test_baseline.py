"""Which model is kept, and which are not even offered."""

from datetime import date

import pytest

from savings.cases import GATES, made
from zhiyuan.kernel.errors import Malformed, NotReady
from zhiyuan.savings.baseline import fit_baseline
from zhiyuan.savings.energy import EnergyDay, baseline_days

START, END = date(2024, 1, 1), date(2025, 1, 1)


def test_a_dusk_to_dawn_circuit_shows_its_connected_power_per_hour_of_night() -> None:
    days = made(START, 366, lambda _, night: 7.2 * night, noise=0.5)
    model = fit_baseline(baseline_days(days, START, END), GATES, connected_kw=7.2)
    assert model.terms == ("1", "N")
    assert model.coefficients["N"] == pytest.approx(7.2, abs=0.1)


def test_a_garage_that_never_sleeps_needs_no_driver_and_no_r2() -> None:
    days = made(START, 366, lambda *_: 32.4, noise=0.6)
    model = fit_baseline(baseline_days(days, START, END), GATES)
    assert model.terms == ("1",)
    assert model.fit.cv < 0.03


def test_energy_that_falls_with_longer_nights_is_not_explained_by_night() -> None:
    days = made(START, 366, lambda w, night: 40 * w - 2.0 * night + 40, noise=0.5)
    assert "N" not in fit_baseline(baseline_days(days, START, END), GATES).terms


def test_a_slope_beyond_the_connected_power_is_not_offered() -> None:
    days = made(START, 366, lambda _, night: 7.2 * night, noise=0.5)
    assert "N" not in fit_baseline(baseline_days(days, START, END), GATES, connected_kw=3.0).terms


def test_a_plan_may_fix_the_model_beforehand() -> None:
    days = made(START, 366, lambda *_: 32.4, noise=0.6)
    assert fit_baseline(baseline_days(days, START, END), GATES, terms=("1", "W", "N")).fit.p == 3
    with pytest.raises(Malformed, match="temperature"):
        fit_baseline(baseline_days(days, START, END), GATES, terms=("1", "temperature"))


def test_three_days_support_no_model() -> None:
    with pytest.raises(NotReady):
        fit_baseline(baseline_days(made(START, 3, lambda *_: 5.0), START, END), GATES)


def test_a_day_of_zero_counts_and_a_missing_day_does_not() -> None:
    days = [EnergyDay(START, 0.0, True, 14.0), EnergyDay(date(2024, 1, 2), None, True, 14.0)]
    found = baseline_days(days, START, date(2024, 1, 4))
    assert [d.kwh for d in found.valid] == [0.0]
    assert found.missing == (date(2024, 1, 2), date(2024, 1, 3))
