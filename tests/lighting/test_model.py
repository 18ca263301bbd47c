from dataclasses import replace

import numpy as np
import pytest

import control_park as cp
from zhiyuan.lighting.model import aged, build, output_left
from zhiyuan.park.document import Park


def test_emergency_luminaires_are_in_no_array() -> None:
    model, park = cp.model(), cp.park()
    assert len(model.groups) == sum(m.controllable for m in park.luminaires)
    assert model.feed_standby_w.sum() == pytest.approx(0.3 * len(model.groups))


def test_a_circuit_that_feeds_an_emergency_luminaire_is_never_switchable() -> None:
    model = cp.model()
    assert dict(zip(model.circuits, model.switchable.tolist(), strict=True)) == {"c1": True, "c2": False, "c3": True}


@pytest.mark.parametrize("what", ["sensors", "gateways"])
def test_a_circuit_that_feeds_a_sensor_or_a_gateway_is_never_switchable(what: str) -> None:
    park = cp.park()
    fed: Park = replace(park, **{what: tuple(replace(thing, circuit="c1") for thing in getattr(park, what))})
    assert not build(fed, cp.DAY).switchable[0]


def test_figures_come_from_the_book_and_a_space_may_have_its_own() -> None:
    model = cp.model()
    assert model.standard_lx.tolist() == [300, 300, 50, 75, 10, 300, 300]
    assert model.hold_min.tolist() == [15, 15, 3, 10, 3, 15, 15]
    assert model.background_lx[cp.CORRIDOR] == 10


def test_spaces_that_light_each_other_are_one_block() -> None:
    (block,) = cp.model().blocks
    assert block.groups.tolist() == [cp.A_LEFT, cp.A_RIGHT, cp.B_LEFT, cp.B_RIGHT]
    assert block.response[2].tolist() == [5, 25, 290, 90]


def test_light_adds_up_over_groups_and_keeps_leading_dimensions() -> None:
    model = cp.model()
    levels = np.zeros((2, 3, len(model.groups)), np.float32)
    levels[1, 2, cp.WINDOW] = 0.5
    light = model.light(levels)
    assert light.shape == levels.shape
    assert light[1, 2, [cp.WINDOW, cp.CORE]].tolist() == [150, 42.5]
    assert model.light(np.ones(len(model.groups), np.float32)) == pytest.approx(model.full_lx)


def test_power_follows_the_curve_and_is_nought_when_off() -> None:
    model = cp.model()
    levels = np.zeros(len(model.groups), np.float32)
    levels[cp.ROOM] = 0.1
    assert model.power(levels)[cp.ROOM] == pytest.approx(20 * 0.1279)
    assert model.power(levels)[cp.WALK] == 0


def test_old_lamps_are_driven_harder_for_the_same_light() -> None:
    park = cp.park()
    left = output_left(park, {m.key: 50_000 for m in park.luminaires})
    assert left == pytest.approx(0.8)
    assert aged(cp.model(), left).full_lx == pytest.approx(cp.model().full_lx * 0.8)


def test_a_light_sensor_tells_the_daylight_of_all_points_of_its_space() -> None:
    model = cp.model()
    assert model.light_ratio[[cp.WINDOW, cp.CORE]] == pytest.approx([1, 0.4])
    assert model.light_sensor[cp.ROOM] == len(model.light_sensors)
