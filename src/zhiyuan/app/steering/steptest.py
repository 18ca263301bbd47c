"""The night's step test: a vacant space at 100, 50, 10 and 0 %, and what its light sensors show of it.

It finds how much of our own light a sensor sees, compared with what the park file says; without a lux
meter nobody can tell more (``lighting.calibrate``). It waits for the dark and an empty space, and gives
way at once to whoever comes or wants something.
"""

from dataclasses import dataclass, field

import numpy as np

from zhiyuan.app.steering.steersman import Now, Steersman
from zhiyuan.kernel.errors import Malformed
from zhiyuan.kernel.sun import sun_elevation
from zhiyuan.lighting.calibrate import slopes
from zhiyuan.lighting.model import Ints
from zhiyuan.lighting.state import Mode

STEPS = (1.0, 0.5, 0.1, 0.0)
STEP_MIN, SETTLED_MIN = 3.0, 1.0
EMPTY_FOR_MIN, DARK_DEG = 30.0, -6.0
PLAUSIBLE = (0.3, 3.0)
STRAY = 0.1
"""How far the steps may lie apart from a line, as a share of full output. [1]"""


@dataclass(frozen=True, slots=True)
class Result:
    """What a test found: the sensors' gain [1] over what was expected [lx], or None and why not; (level, lx)."""

    number: int
    gain: float | None
    readings: tuple[tuple[float, float], ...]
    remark: str
    expected_lx: float | None = None


@dataclass
class StepTests:
    """Tests that wait, by number and space; one runs at a time."""

    waiting: dict[int, str] = field(default_factory=dict)
    number: int | None = None
    begun: float = 0.0
    readings: list[tuple[float, float]] = field(default_factory=list)

    def minute(self, steer: Steersman, now: Now) -> Result | None:
        """Called once a minute: begin, go on, give way or finish."""
        if self.number not in self.waiting:
            self.number = None
        if self.number is None:
            self._begin(steer, now)
            return None
        space = steer.ground.space[self.waiting[self.number]]
        groups = np.flatnonzero(steer.ground.model.space_of == space)
        if steer.state.since_hit[space] < now.minute - self.begun or _wanted(steer, groups):
            self._stop(steer)
            return None
        return self._go_on(steer, now, groups)

    def _begin(self, steer: Steersman, now: Now) -> None:
        site = steer.ground.park.site
        if not self.waiting or sun_elevation(site.latitude, site.longitude, now.instant) > DARK_DEG:
            return
        for number, key in self.waiting.items():
            space = steer.ground.space.get(key)
            if space is None or not _empty(steer, space):
                continue
            self.number, self.begun, self.readings = number, now.minute, []
            steer.test = (np.flatnonzero(steer.ground.model.space_of == space), STEPS[0])
            return

    def _go_on(self, steer: Steersman, now: Now, groups: Ints) -> Result | None:
        """Read at the end of a step, then the next one; after the last, what it all says."""
        step = int((now.minute - self.begun) / STEP_MIN)
        if step > len(self.readings):
            shown = self._shown(steer, groups, now.minute)
            if shown is not None:
                self.readings.append((STEPS[len(self.readings)], shown))
        if len(self.readings) == len(STEPS):
            return self._finish(steer, groups)
        if step > len(STEPS) + 2:
            return self._give_up(steer, "the light sensor was not heard")
        steer.test = (groups, STEPS[len(self.readings)])
        return None

    @staticmethod
    def _shown(steer: Steersman, groups: Ints, minute: float) -> float | None:
        """What the space's light sensors show now, in all; None when one was not heard since the step settled. [lx]"""
        sensors = np.flatnonzero(np.isin(steer.ground.model.sensor_point, groups))
        heard = steer.heard.light_at[sensors] >= minute - (STEP_MIN - SETTLED_MIN)
        return float(steer.heard.light_lx[sensors].sum()) if len(sensors) and heard.all() else None

    def _finish(self, steer: Steersman, groups: Ints) -> Result:
        model = steer.ground.model
        points = model.sensor_point[np.isin(model.sensor_point, groups)]
        expected = float(model.full_lx[points].sum())  # as if they showed the light itself: the gain replaces the last
        levels, light = (np.array(column).reshape(-1, 1) for column in zip(*self.readings, strict=True))
        try:
            full = float(slopes(levels, light)[0, 0])
            gain = full / expected
        except (Malformed, ZeroDivisionError):
            return self._give_up(steer, "the steps cannot be told apart")
        if np.ptp(light - full * levels) > STRAY * abs(full):
            return self._give_up(steer, "the steps do not lie on a line: other light, or lamps that answered late")
        if not PLAUSIBLE[0] <= gain <= PLAUSIBLE[1]:
            return self._give_up(steer, "the gain is not plausible: look at the sensor")
        return self._end(steer, round(gain, 4), "", expected)

    def _give_up(self, steer: Steersman, why: str) -> Result:
        return self._end(steer, None, why)

    def _end(self, steer: Steersman, gain: float | None, remark: str, expected_lx: float | None = None) -> Result:
        assert self.number is not None
        result = Result(self.number, gain, tuple(self.readings), remark, expected_lx)
        del self.waiting[self.number]
        self._stop(steer)
        return result

    def _stop(self, steer: Steersman) -> None:
        self.number, steer.test = None, None


def _empty(steer: Steersman, space: int) -> bool:
    groups = np.flatnonzero(steer.ground.model.space_of == space)
    vacant = steer.state.since_hit[space] > EMPTY_FOR_MIN and (steer.state.mode[groups] < Mode.WARNING).all()
    return bool(vacant) and not _wanted(steer, groups)


def _wanted(steer: Steersman, groups: Ints) -> bool:
    """Whether people or fire want something of these groups."""
    wishes = steer.wishes
    held = wishes.fire()[steer.ground.model.space_of[groups]].any()
    return bool(held) or any(not np.isnan(layer.level[groups]).all() for layer in wishes.layers.values())
