"""Adjustments move the baseline only where and how they say."""

from datetime import date

import numpy as np
import pytest

from savings.cases import END, GATES, HALF_CLOSED, nanyang, plan
from zhiyuan.kernel.errors import Malformed
from zhiyuan.savings.assess import assess
from zhiyuan.savings.nonroutine import Adjustment, Formula, change_points, moved_kwh


def adjustment(formula: Formula, value: float = 0.0) -> Adjustment:
    return Adjustment(date(2025, 8, 1), date(2025, 8, 31), formula, value, "why", "paper", "wang", "li")


def test_a_fixed_energy_is_spread_over_its_days() -> None:
    assert moved_kwh([adjustment(Formula.FIXED, -300)], date(2025, 8, 3), 50) == pytest.approx(-10)
    assert moved_kwh([adjustment(Formula.FIXED, -300)], date(2025, 8, 31), 50) == 0


def test_days_with_too_little_light_are_not_counted_on_either_side() -> None:
    found = assess(plan("garage"), nanyang()["garage"], END, GATES, [adjustment(Formula.EXCLUDE)])
    assert len(found.reporting_days.valid) == 362 - 30
    assert found.saving
    assert found.saving.adjustment_kwh == 0


def test_an_adjustment_that_ends_before_it_starts_is_refused() -> None:
    with pytest.raises(Malformed):
        Adjustment(date(2025, 8, 2), date(2025, 8, 2), Formula.SCALE, 0.5, "", "", "", "")


def test_memory_from_day_to_day_is_no_change() -> None:
    rng, noise = np.random.default_rng(5), np.zeros(365)
    for i in range(1, 365):
        noise[i] = 0.6 * noise[i - 1] + rng.normal()
    days = [date.fromordinal(739000 + i) for i in range(365)]
    assert change_points(days, noise, rho=0.6, shortest=10, least_strength=6) == []


def test_a_month_at_half_is_found_to_the_day() -> None:
    found = assess(plan("garage"), nanyang()["garage"], END, GATES)
    assert [(s.start, s.end) for s in found.suspicions] == [(HALF_CLOSED.start, HALF_CLOSED.end)]
