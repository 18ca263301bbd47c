"""What was measured in a space changes how it is steered, for as long as the measuring is believed."""

import numpy as np
import pytest

import control_park as cp
from zhiyuan.lighting.commission import Measured, commissioned
from zhiyuan.lighting.model import ControlModel
from zhiyuan.lighting.settings import read_settings

NEW = np.ones(10, np.float32)
NARROW = read_settings(cp.DAY, calibrated=True)
BRIGHTER = (385.0 * 1.02, 385.0 * 1.02)  # the office by design: 300 + 85 at each point


def known(**measured: object) -> ControlModel:
    return commissioned(cp.model(), NEW, {"o1": Measured(**measured)}, NARROW)  # type: ignore[arg-type]


def test_a_measured_space_is_asked_for_less_above_the_standard_and_no_other() -> None:
    model = known(lx=BRIGHTER, gain=1.0, valid=True)
    assert model.guard[[cp.WINDOW, cp.CORE]] == pytest.approx(NARROW.guard)
    assert model.guard[[cp.ROOM, cp.WALK]] == pytest.approx(cp.model().settings.guard)


def test_a_measuring_that_is_too_old_widens_the_guard_and_keeps_what_is_known_of_the_light() -> None:
    fresh, stale = known(lx=BRIGHTER, gain=1.0, valid=True), known(lx=BRIGHTER, gain=1.0, valid=False)
    assert stale.guard == pytest.approx(cp.model().guard)
    assert stale.own_lx == pytest.approx(fresh.own_lx)
    assert stale.own_lx[cp.WINDOW] > cp.model().own_lx[cp.WINDOW]


def test_a_lamp_that_aged_since_the_reading_is_not_counted_twice() -> None:
    half = np.full(10, 0.8, np.float32)
    then = Measured(lx=(385.0 * 0.8, 385.0 * 0.8), aged=(0.8, 0.8), gain=1.0, valid=True)
    model = commissioned(cp.model(), half, {"o1": then}, NARROW)
    assert model.full_lx[cp.WINDOW] == pytest.approx(385 * 0.8, rel=1e-3)


@pytest.mark.parametrize("gain", [0.7, 1.0, 1.4])
def test_a_step_test_after_a_step_test_finds_the_same_sensor(gain: float) -> None:
    once = known(lx=BRIGHTER, gain=gain, expected_lx=385.0)
    again = known(lx=BRIGHTER, gain=gain * 385.0 / float(once.full_lx[cp.WINDOW]), expected_lx=None)
    assert again.sensor_scale == pytest.approx(once.sensor_scale)


def test_where_the_sensor_is_lost_the_guard_is_wide_again_at_once() -> None:
    measured, plain = cp.Room(), cp.Room()
    measured.model = known(lx=(385.0, 385.0), gain=1.0, valid=True)
    dark = {"light_lx": np.zeros(1, np.float32)}
    heard = measured.step(cp.OFFICE, **dark).levels[cp.CORE]
    assert heard < plain.step(cp.OFFICE, **dark).levels[cp.CORE]
    lost = {"light_lx": np.full(1, np.nan, np.float32)}
    assert measured.step(cp.OFFICE, **lost).levels[cp.CORE] == pytest.approx(
        plain.step(cp.OFFICE, **lost).levels[cp.CORE]
    )
