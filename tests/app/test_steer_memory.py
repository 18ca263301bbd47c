"""A park that is laid out anew while it is steered: what people see does not jump."""

from dataclasses import replace

import pytest

from steer_park import MONDAY, NINE, Bridge, park
from zhiyuan.app.steering.ground import Ground, ground
from zhiyuan.app.steering.memory import carry
from zhiyuan.app.steering.steersman import Figures, steersman
from zhiyuan.park.document import Sensor


def by_the_window() -> Ground:
    """The office of two groups with a facade and a light sensor."""
    said = park()
    building = said.buildings[0]
    floor = building.floors[0]
    office, *others = floor.spaces
    groups = tuple(replace(g, daylight=d) for g, d in zip(office.groups, (0.045, 0.018), strict=True))
    facing = replace(office, kind="office_perimeter", facade="S", groups=groups)
    laid = replace(building, floors=(replace(floor, spaces=(facing, *others)),))
    sensors = (*said.sensors, Sensor("I1", "illuminance", "g1", space="o101"))
    return ground(replace(said, buildings=(laid,), sensors=sensors), MONDAY)


def test_lamps_beside_a_window_keep_their_level_when_the_park_is_laid_out_anew() -> None:
    on = Bridge(NINE, of=by_the_window())
    for _ in range(40):  # daylight fades the lamps down slowly
        on.passes(1, quiet=("P1",))
        on.says("g1", "sensor/P1/presence", 1)
        lit = float(on.ground.model.light(on.steer.given)[0])
        on.says("g1", "sensor/I1/illuminance", lit + 250)
    before = on.level("o101-w")
    assert 0 < before < 0.7
    after = steersman(by_the_window(), on.now, Figures())
    carry(on.steer, after, on.minute)
    on.steer, on.ground = after, after.ground
    on.decide()
    assert on.level("o101-w") == pytest.approx(before, abs=0.05)
