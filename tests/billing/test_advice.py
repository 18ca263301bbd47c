from datetime import date
from decimal import Decimal

import numpy as np
import pytest

from billing.accounts import ALWAYS, SHANGHAI, load, month, tariff
from zhiyuan.billing.advice import advice
from zhiyuan.billing.terms import Terms
from zhiyuan.kernel.errors import Refused

APRIL = month(date(2025, 4, 1))


def lamps(hours: range) -> np.ndarray:
    """1 kWh in each quarter hour of some hours, each day of April. [µkWh]"""
    return np.tile(np.repeat([1_000_000 * (h in hours) for h in range(24)], 4), 30)


def test_light_of_the_small_hours_should_elect_time_of_use() -> None:
    found = advice(load(APRIL, lamps(range(6))), tariff(), APRIL, SHANGHAI)
    assert (found.cheaper, found.by) == ("tou", Decimal("225.72"))  # 720 kWh × 0.57 × 0.55
    assert found.flat.total == Decimal("467.92")


def test_light_of_the_evening_should_stay_flat() -> None:
    found = advice(load(APRIL, lamps(range(18, 23))), tariff(), APRIL, SHANGHAI)
    assert (found.cheaper, found.by) == ("flat", Decimal("246.24"))  # 600 kWh × 0.57 × 0.72


def test_light_of_the_flat_hours_costs_the_same_both_ways() -> None:
    assert advice(load(APRIL, lamps(range(7, 11))), tariff(), APRIL, SHANGHAI).cheaper == "same"


def test_who_buys_by_contract_has_nothing_to_elect() -> None:
    with pytest.raises(Refused, match="market contract"):
        advice(load(APRIL), tariff(Terms(ALWAYS[0], market=True)), APRIL, SHANGHAI)
