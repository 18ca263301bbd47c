"""The night's step test: waits for dark and emptiness, finds the sensor's gain, gives way to whoever comes."""

from collections import deque
from dataclasses import replace

import pytest

from steer_park import MONDAY, NINE, THREE, Bridge, park
from zhiyuan.app.steering.ground import ground
from zhiyuan.app.steering.steptest import Result, StepTests
from zhiyuan.lighting.commission import Measured
from zhiyuan.park.document import Sensor


def bridge(minute: float = THREE, known: Measured | None = None) -> Bridge:
    said = park()
    sensed = replace(said, sensors=(*said.sensors, Sensor("I1", "illuminance", "g1", space="o101")))
    made = Bridge(minute, of=ground(sensed, MONDAY, known={"o101": known} if known else None))
    made.decide()
    made.answer()
    made.passes(60)
    return made


def night(on: Bridge, tests: StepTests, gain: float, minutes: int = 20) -> Result | None:
    """Minutes in which the sensor shows the model's light times a gain."""
    for _ in range(minutes):
        on.passes(1)
        lit = float(on.ground.model.light(on.steer.given)[0])
        on.says("g1", "sensor/I1/illuminance", gain * lit)
        result = tests.minute(on.steer, on.now)
        if result is not None:
            return result
    return None


def test_the_gain_of_a_light_sensor_is_found_in_an_empty_dark_space() -> None:
    on, tests = bridge(), StepTests({7: "o101"})
    result = night(on, tests, gain=0.8)
    assert result is not None
    assert (result.number, result.remark) == (7, "")
    assert result.gain == pytest.approx(0.8, abs=0.01)
    assert [level for level, _ in result.readings] == [1.0, 0.5, 0.1, 0.0]
    assert tests.waiting == {}


def test_a_second_test_finds_the_sensor_again_and_does_not_undo_the_first() -> None:
    first = night(bridge(), StepTests({7: "o101"}), gain=0.8)
    assert first is not None
    known = Measured(gain=first.gain, expected_lx=first.expected_lx)
    again = night(bridge(known=known), StepTests({8: "o101"}), gain=0.8)
    assert again is not None
    assert again.gain == pytest.approx(first.gain, abs=0.01)


def test_afterwards_the_space_is_dark_again() -> None:
    on, tests = bridge(), StepTests({7: "o101"})
    night(on, tests, gain=1.0)
    on.passes(1)
    assert on.level("o101-w") == 0


def test_it_waits_for_the_night() -> None:
    on, tests = bridge(NINE), StepTests({7: "o101"})
    assert night(on, tests, gain=1.0) is None
    assert tests.number is None


def test_it_gives_way_to_whoever_comes_and_tries_again_later() -> None:
    on, tests = bridge(), StepTests({7: "o101"})
    night(on, tests, gain=1.0, minutes=5)
    assert tests.number == 7
    on.says("g1", "sensor/P1/presence", 1)
    tests.minute(on.steer, on.now)
    on.decide()
    assert tests.number is None
    assert 7 in tests.waiting
    assert on.reason("o101-w") == "occupancy"


def test_readings_that_lag_behind_the_lamps_are_not_taken_over() -> None:
    on, tests, result = bridge(), StepTests({7: "o101"}), None
    late = deque([0.0] * 3)
    for _ in range(20):
        on.passes(1)
        late.append(float(on.ground.model.light(on.steer.given)[0]))
        on.says("g1", "sensor/I1/illuminance", late.popleft())
        result = result or tests.minute(on.steer, on.now)
    assert result is not None
    assert result.gain is None
    assert "line" in result.remark


def test_an_absurd_gain_is_not_taken_over() -> None:
    result = night(bridge(), StepTests({7: "o101"}), gain=0.01)
    assert result is not None
    assert result.gain is None
    assert "not plausible" in result.remark


def test_a_gain_changes_what_the_sensor_is_expected_to_show() -> None:
    said = park()
    sensors = (*said.sensors, Sensor("I1", "illuminance", "g1", space="o101"))
    assert ground(
        replace(said, sensors=sensors), MONDAY, known={"o101": Measured(gain=0.8)}
    ).model.sensor_scale.tolist() == pytest.approx([0.8])


def test_older_lamps_are_asked_for_more() -> None:
    old = Bridge(NINE, of=ground(park(), MONDAY, {"L4": 50_000.0}))
    new = Bridge(NINE)
    for on in (old, new):
        on.decide()
        on.says("g2", "sensor/P2/presence", 1)
    assert old.level("k1-a") > new.level("k1-a")
