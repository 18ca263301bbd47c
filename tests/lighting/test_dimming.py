"""Watts, lumens left and DALI steps."""

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhiyuan.kernel.errors import NotFound
from zhiyuan.lighting.dimming import (
    clo_cap,
    dali_percent,
    dali_step,
    effective_level,
    light_left,
    maintenance_factor,
    power_w,
    quantise,
)

LEVELS = st.floats(0, 1)


@pytest.mark.parametrize(("level", "share"), [(0.05, 0.081), (0.10, 0.128), (0.20, 0.222), (0.50, 0.508), (1.0, 1.0)])
def test_a_dimmed_led_draws_more_than_its_share_of_light(level: float, share: float) -> None:
    assert power_w(level, 100.0) / 100 == pytest.approx(share, abs=1e-3)


def test_off_costs_standby_and_nothing_below_the_minimum_is_cheaper_than_the_minimum() -> None:
    assert power_w(0.0, 18.0, standby_w=0.3) == 0.3
    assert power_w(0.01, 18.0) == power_w(0.05, 18.0)


def test_arrays_keep_their_kind_and_agree_with_single_figures() -> None:
    levels = np.linspace(0, 1, 11, dtype=np.float32)
    drawn = power_w(levels, 18.0)
    assert drawn.dtype == np.float32
    assert drawn == pytest.approx([power_w(float(d), 18.0) for d in levels], rel=1e-6)


def test_each_luminaire_may_have_its_own_curve() -> None:
    rated, standby = np.array([10.0, 20.0]), np.array([0.2, 0.5])
    assert power_w(np.array([1.0, 0.0]), rated, standby_w=standby) == pytest.approx([10.0, 0.5])


def test_dali_steps_of_the_standard_curve() -> None:
    assert dali_percent(195.0) == pytest.approx(19.97, abs=0.005)
    assert dali_percent(229.0) == pytest.approx(50.53, abs=0.005)
    assert dali_percent(np.array([0, 1, 254])) == pytest.approx([0, 0.1, 100])


@given(level=LEVELS)
def test_quantising_never_takes_light_away_and_wastes_less_than_three_percent_of_it(level: float) -> None:
    told = quantise(level)
    assert told >= level - 1e-12
    assert told <= max(level * 1.0281, 0.001 if level else 0.0)


@given(step=st.integers(0, 254))
def test_a_dali_level_is_its_own_nearest_step(step: int) -> None:
    assert dali_step(dali_percent(float(step)) / 100) == step


@given(level=LEVELS, minimum=st.floats(0.001, 0.3))
def test_gear_that_is_on_is_at_its_minimum_or_above(level: float, minimum: float) -> None:
    done = effective_level(level, minimum)
    assert done == 0 if level == 0 else done >= minimum
    assert effective_level(level, minimum, below_is_off=True) in (0.0, level)


def test_constant_light_output_gives_the_flux_of_the_last_day_every_day() -> None:
    curve = ((0.0, 1.0), (20_000.0, 0.9), (50_000.0, 0.8))
    hours = np.linspace(0, 60_000, 13)
    assert clo_cap(hours, curve) * light_left(hours, curve) == pytest.approx(0.8)


def test_the_maintenance_factor_is_the_standards() -> None:
    assert maintenance_factor("outdoor", date(2026, 1, 1)) == 0.65
    with pytest.raises(NotFound, match="submarine"):
        maintenance_factor("submarine", date(2026, 1, 1))
