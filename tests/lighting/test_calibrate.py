import numpy as np
import pytest

import control_park as cp
from zhiyuan.kernel.errors import Malformed
from zhiyuan.lighting.calibrate import StepTest, calibrate, slopes
from zhiyuan.lighting.model import scaled
from zhiyuan.lighting.settings import read_settings

STEPS = np.array([[1, 0], [0.5, 0], [0, 1], [0, 0.5], [0, 0]], np.float32)


def night_test(gain: float = 1.0, light: float = 1.1) -> StepTest:
    """The true office gives more light than designed; its sensor shows ``gain`` of what is there."""
    model = scaled(cp.model(), np.full(10, light, np.float32))
    levels = np.zeros((len(STEPS), 10), np.float32)
    levels[:, :2] = STEPS
    light = model.light(levels)
    return StepTest(cp.OFFICE, STEPS, light[:, :2] + 1.5, np.array([0]), light[:, :1] * np.float32(gain))


def test_slopes_are_found_in_spite_of_stray_light() -> None:
    assert slopes(STEPS, night_test().meter_lx) == pytest.approx(np.array([[330, 93.5], [93.5, 330]]), rel=1e-4)


def test_steps_that_do_not_tell_two_groups_apart_are_refused() -> None:
    same = np.array([[1, 1], [0.5, 0.5], [0, 0]], np.float32)
    with pytest.raises(Malformed, match="3 steps do not tell 2 groups apart"):
        slopes(same, np.ones((3, 1), np.float32))


def test_calibration_replaces_the_design_and_narrows_the_guard() -> None:
    found = calibrate(cp.model(), [night_test(light=1.2)], read_settings(cp.DAY, calibrated=True))
    assert found.own_lx[[cp.WINDOW, cp.CORE]] == pytest.approx(360, rel=1e-4)
    assert found.cross_lx[cp.WINDOW] == pytest.approx(102, rel=1e-4)
    assert found.own_lx[cp.ROOM] == cp.model().own_lx[cp.ROOM]
    assert found.settings.guard < cp.model().settings.guard


def test_a_small_difference_is_shared_between_design_and_meter() -> None:
    found = calibrate(cp.model(), [night_test(light=1.05)], cp.model().settings)
    assert 300 * 1.03 < found.own_lx[cp.WINDOW] < 300 * 1.04


def test_a_sensor_that_shows_too_much_is_corrected_for_daylight_too() -> None:
    found = calibrate(cp.model(), [night_test(gain=1.25, light=1.0)], read_settings(cp.DAY, calibrated=True))
    assert found.sensor_scale == pytest.approx([1.25], rel=1e-4)
    assert found.light_ratio[[cp.WINDOW, cp.CORE]] == pytest.approx([0.8, 0.32], rel=1e-4)


def test_a_coupled_block_takes_over_what_was_measured() -> None:
    model = cp.model()
    true = scaled(model, np.full(10, 0.8, np.float32))
    levels = np.zeros((len(STEPS), 10), np.float32)
    levels[:, [cp.A_LEFT, cp.A_RIGHT]] = STEPS
    meter = true.light(levels)[:, [cp.A_LEFT, cp.A_RIGHT]]
    test = StepTest(cp.OPEN_A, STEPS, meter, np.array([], np.intp), np.zeros((len(STEPS), 0), np.float32))
    (block,) = calibrate(model, [test], model.settings).blocks
    assert block.response[:2] == pytest.approx(true.blocks[0].response[:2], rel=1e-4)
    assert block.response[2:] == pytest.approx(model.blocks[0].response[2:], rel=1e-4)
