"""Numbers that others published, under their own conventions, from our functions."""

import csv
import gzip
import json
from datetime import date, datetime

import numpy as np
import pytest

from shared import vectors
from zhiyuan.savings.ar1 import Array
from zhiyuan.savings.gates import method_figure
from zhiyuan.savings.metrics import caltrack_factor, metrics, shortcut_fraction, two_sided_t
from zhiyuan.savings.regression import least_squares, sum_error

DAILY = tuple(method_figure("caltrack_daily", date(2026, 1, 1)))


def columns(name: str, *wanted: str) -> list[Array]:
    rows = list(csv.DictReader(vectors(f"savings/nmecr/{name}").read_text().splitlines()))
    return [np.array([float(r[w]) for r in rows]) for w in wanted]


def nmecr_fraction(kwh: Array, fit: Array, reported: int) -> float:
    """nmecr leaves the intercept out of p (17), takes n' − p for everything and baseline days / 30 for M."""
    error, p = kwh - fit, 17
    rho = float(np.corrcoef(error[1:], error[:-1])[0, 1])
    effective = len(kwh) * (1 - rho) / (1 + rho)
    cv = float(np.sqrt(error @ error / (effective - p)) / kwh.mean())
    factor = caltrack_factor(len(kwh) / 30, DAILY)
    return shortcut_fraction(cv, effective, effective, reported, two_sided_t(effective - p), factor)


def test_the_office_line_has_the_published_r2() -> None:
    expected = json.loads(vectors("savings/nmecr/expected.json").read_text())
    kwh, temperature = columns("office_daily_baseline.csv", "kwh", "temp_f")
    line = least_squares(np.column_stack([np.ones(len(kwh)), temperature]), kwh, np.arange(len(kwh)))
    assert line.r2 == pytest.approx(expected["slr_r2"], abs=1e-9)


def test_the_office_savings_and_their_published_uncertainty() -> None:
    expected = json.loads(vectors("savings/nmecr/expected.json").read_text())
    kwh, fit = columns("office_daily_baseline.csv", "kwh", "towt_fit")
    used, predicted = columns("office_daily_performance.csv", "kwh", "published_prediction")
    error = kwh - fit
    assert 1 - (error @ error) / ((kwh - kwh.mean()) ** 2).sum() == pytest.approx(expected["towt_r2"], abs=1e-9)
    assert nmecr_fraction(kwh, fit, len(kwh)) / 0.1 == pytest.approx(expected["fsu_f10"], abs=1e-9)
    assert predicted.sum() - used.sum() == pytest.approx(expected["savings"], abs=1e-3)
    rounded = round(float((predicted.sum() - used.sum()) / predicted.sum()), 2)
    assert nmecr_fraction(kwh, fit, len(used)) / rounded == pytest.approx(expected["fsu_rounded"], abs=1e-9)


def test_eemeters_unit_vectors() -> None:
    expected = json.loads(vectors("savings/openeemeter/expected.json").read_text())["unit_vectors_eemeter_tests"]
    observed, predicted = np.array(expected["observed"], float), np.array(expected["predicted"], float)
    found = metrics(observed, predicted, expected["num_parameters"])
    said = {
        "r_squared": found.r2,
        "r_squared_adj": found.r2_adjusted,
        "cvrmse": found.cv,
        "cvrmse_adj_n_minus_p": found.cv_adjusted,
        "mape": found.mape,
        "nmae": found.nmae,
        "nmbe": found.nmbe,
        "autocorr_resid_lag1": found.rho,
        "n_prime": found.effective_n,
        "t_90_two_sided": two_sided_t(expected["dof_round"]),
        "approx_factor": caltrack_factor(1, DAILY),
    }
    assert {name: round(value, 3) for name, value in said.items()} == {name: expected[name] for name in said}


def test_the_sample_meter_with_built_in_truth_is_covered() -> None:
    truth = json.loads(vectors("savings/openeemeter/expected.json").read_text())["il_electricity_cdd_hdd_daily"]
    days, kwh, degrees = _sample_meter()
    model = truth["our_caltrack_model"]
    heat, cool = model["hdd_balance_f"] - degrees, degrees - model["cdd_balance_f"]
    x = np.column_stack([np.ones(len(kwh)), np.clip(heat, 0, None), np.clip(cool, 0, None)])
    first, last = (date.fromisoformat(d).toordinal() for d in truth["installation_excluded"])
    before, after = (days < first) & (days >= first - 365), (days >= last) & (days < last + 365)
    fit = least_squares(x[before], kwh[before], days[before])
    saved = float((x[after] @ fit.coefficients - kwh[after]).sum())
    half = fit.quantile() * sum_error(fit, x[after], days[after])
    real = truth["truth_annual_baseline_kwh"] - truth["truth_annual_reporting_kwh"]
    assert abs(saved - real) <= half
    assert saved == pytest.approx(truth["our_full_year_savings_kwh"], rel=0.05)


def _sample_meter() -> tuple[np.ndarray, Array, Array]:
    hourly: dict[int, list[float]] = {}
    for row in _zipped("il-tempF.csv.gz"):
        hourly.setdefault(datetime.fromisoformat(row["dt"]).toordinal(), []).append(float(row["tempF"]))
    rows = [row for row in _zipped("il-electricity-cdd-hdd-daily.csv.gz") if row["value"]]
    used = {datetime.fromisoformat(row["start"]).toordinal(): float(row["value"]) for row in rows}
    days = np.array(sorted(set(used) & set(hourly)))
    return days, np.array([used[d] for d in days]), np.array([np.mean(hourly[d]) for d in days])


def _zipped(name: str) -> list[dict[str, str]]:
    with gzip.open(vectors(f"savings/openeemeter/{name}"), "rt") as file:
        return list(csv.DictReader(file))
