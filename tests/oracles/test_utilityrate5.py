"""Energy charges of a year against PySAM Utilityrate5 (NREL, BSD-3): hourly load, the 12 × 24 matrix of 2025.

It knows no change of rules inside a year, no power factor and no half hours: an oracle for time-of-use
energy only. It sums in floating point and rounds nothing, we round each monthly line to the cent.
"""

from datetime import date
from decimal import Decimal

import numpy as np
import pytest
from numpy.typing import NDArray

from billing.accounts import ALWAYS, SHANGHAI, load, sheet, span, tariff
from zhiyuan.billing.account import draft_account
from zhiyuan.billing.period import NAMES, day_stretches
from zhiyuan.billing.tariff import HENAN
from zhiyuan.billing.terms import Tariff, Terms
from zhiyuan.kernel.reference import book

pytestmark = pytest.mark.oracle
rates = pytest.importorskip("PySAM.Utilityrate5", reason="pip install nrel-pysam, or make oracles")

YEAR = span("2025-01-01", "2026-01-01")
HOURS = 8760
UNBOUNDED = 1e38  # kWh of the only tier


def periods_of_hours() -> list[list[int]]:
    """Which period each hour of each month belongs to, numbered from one. The same on every day of a month."""
    matrix = []
    for month in range(1, 13):
        stretches = day_stretches(HENAN, date(2025, month, 15), book().digest)
        row = [next(NAMES.index(s.period) + 1 for s in stretches if s.start <= 60 * h < s.end) for h in range(24)]
        matrix.append(row)
    return matrix


def theirs(hourly_kw: NDArray[np.float64], prices: dict[str, Decimal]) -> float:
    """The year's energy charge by Utilityrate5. [CNY]"""
    model = rates.new()
    model.SystemOutput.gen = [0.0] * HOURS
    model.SystemOutput.degradation = [0.0]
    model.Load.load = hourly_kw.tolist()
    model.Lifetime.analysis_period = 1
    model.Lifetime.system_use_lifetime_output = 0
    model.Lifetime.inflation_rate = 0
    rate = model.ElectricityRates
    rate.rate_escalation = [0.0]
    rate.ur_metering_option = 0
    rate.ur_ec_sched_weekday = rate.ur_ec_sched_weekend = periods_of_hours()
    rate.ur_ec_tou_mat = [[n + 1, 1, UNBOUNDED, 0, float(prices[name]), 0] for n, name in enumerate(NAMES)]
    rate.ur_dc_enable = 0
    rate.ur_monthly_fixed_charge = rate.ur_monthly_min_charge = rate.ur_annual_min_charge = 0
    model.execute(0)
    return float(sum(model.Outputs.charge_wo_sys_ec))


def ours(hourly_kw: NDArray[np.float64], paid: Tariff) -> Decimal:
    """The same year by our engine, from quarter hours. [CNY]"""
    quarters = np.repeat(np.rint(hourly_kw * 250_000).astype(np.int64), 4)
    return draft_account(load(YEAR, quarters), paid, YEAR, SHANGHAI).total


def shapes() -> dict[str, NDArray[np.float64]]:
    """A flat load, a night's lamps, an office, and noise. [kW]"""
    hour = np.tile(np.arange(24), 365)
    noise = np.random.default_rng(5).integers(0, 400_000, HOURS) / 1000
    return {
        "flat": np.full(HOURS, 10.0),
        "lamps": np.where((hour >= 18) | (hour < 6), 12.5, 0.0),
        "office": np.where((hour >= 8) & (hour < 20), 80.0, 9.0),
        "noise": noise,
    }


@pytest.mark.parametrize("shape", shapes())
def test_a_year_of_hourly_load_costs_what_an_independent_program_says(shape: str) -> None:
    kw, paid = shapes()[shape], tariff()
    each = {name: _price(name) for name in NAMES}
    assert float(ours(kw, paid)) == pytest.approx(theirs(kw, each), abs=0.005 * 12 * len(NAMES))


def test_a_flat_price_agrees_too() -> None:
    kw = shapes()["noise"]
    paid = tariff(Terms(ALWAYS[0], tou_elected=False))
    assert float(ours(kw, paid)) == pytest.approx(theirs(kw, dict.fromkeys(NAMES, _price("flat"))), abs=0.06)


def _price(name: str) -> Decimal:
    from zhiyuan.billing.tariff import unit_price

    return unit_price(sheet().components, name, date(2025, 6, 15))
