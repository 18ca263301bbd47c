"""What the true park is like, and how much of it the controller knows.

The park file is what the designers promised. The true park differs from it: every point's light
from the lamps by ``matrix_sd``, and the daylight that a sensor stands for by ``bias_sd`` in all.
That bias has two parts: the sensor's gain has drifted (a night step test and a lux meter find it
out), and its view differs from the desk's (``geometry_sd``; nothing finds that out). After
``commissioned`` the gain's part is gone and the matrix is known from design and lux meter together;
what remains, 4 % of daylight and 1.7 % of the matrix, no test removes.

Source of the spreads: the reference park's ``controller_knowledge``.
"""

from dataclasses import dataclass, replace

import numpy as np

from zhiyuan.lighting.calibrate import StepTest, calibrate
from zhiyuan.lighting.model import ControlModel, Floats, scaled
from zhiyuan.lighting.settings import Settings


@dataclass(frozen=True, slots=True)
class Spreads:
    """Standard deviations of what is not known. [1]

    Parameters
    ----------
    matrix_sd
        Light from the lamps at a point, as built against as designed.
    bias_sd
        Daylight at a point against what its sensor tells, in all.
    geometry_sd
        The part of it that is geometry: the sensor does not hang where people work.
    meter_sd
        The lux meter and how it is held.
    own_sd
        Our own light at the sensor, which every switching measures anew.
    noise, noise_lx
        Of one reading: a share of it, and a floor. [1], [lx]
    """

    matrix_sd: float = 0.03
    bias_sd: float = 0.12
    geometry_sd: float = 0.04
    meter_sd: float = 0.02
    own_sd: float = 0.01
    noise: float = 0.01
    noise_lx: float = 0.5


@dataclass(frozen=True)
class Truth:
    """The park as it is.

    Parameters
    ----------
    model
        The control arrays with the true light of every group.
    daylight : (G)
        Daylight at a point per lx on its facade, true. [1]
    sensor_daylight : (K)
        The same at each light sensor. [1]
    gain : (K)
        Reading of each light sensor per lx. [1]
    """

    model: ControlModel
    daylight: Floats
    sensor_daylight: Floats
    gain: Floats
    spreads: Spreads


def draw(designed: ControlModel, seed: int, spreads: Spreads = Spreads(), daylight: float = 1.0) -> Truth:
    """The true park behind a design."""
    rng = np.random.default_rng((seed, 0x7A11))
    points, sensors = len(designed.groups), len(designed.light_sensors)
    built = _spread(rng, spreads.matrix_sd, points)
    view = _spread(rng, spreads.geometry_sd, points)
    drift = float(np.sqrt(spreads.bias_sd**2 - spreads.geometry_sd**2))
    return Truth(
        model=scaled(designed, built),
        daylight=designed.daylight * view * np.float32(daylight),
        sensor_daylight=designed.daylight[designed.sensor_point] * np.float32(daylight),
        gain=_spread(rng, drift, sensors),
        spreads=spreads,
    )


def as_designed(designed: ControlModel, truth: Truth, seed: int) -> ControlModel:
    """What the controller believes before any test: the file, and its own light at the sensors."""
    rng = np.random.default_rng((seed, 0x0157))
    known = _spread(rng, truth.spreads.own_sd, len(designed.light_sensors))
    shown = truth.model.full_lx[designed.sensor_point] / designed.full_lx[designed.sensor_point]
    return replace(designed, sensor_scale=truth.gain * shown * known)


def commissioned(designed: ControlModel, truth: Truth, seed: int, settings: Settings) -> ControlModel:
    """What the controller believes after a night step test with a lux meter at every point."""
    tests = [step_test(truth, space, seed) for space in range(len(designed.spaces))]
    return calibrate(designed, tests, settings)


def step_test(truth: Truth, space: int, seed: int) -> StepTest:
    """One night: the space's groups one after another at 100, 50, 10 and 0 %, everything else off.

    The meter's error stays the same for all readings at a point; the sensor only adds its noise.
    """
    rng = np.random.default_rng((seed, 0x57E9, space))
    model, spreads = truth.model, truth.spreads
    groups = np.flatnonzero(model.space_of == space)
    steps = [(g, level) for g in groups for level in (1.0, 0.5, 0.1)]
    levels = np.zeros((len(steps) + 1, len(model.groups)), np.float32)
    for row, (group, level) in enumerate(steps):
        levels[row, group] = level
    light = model.light(levels)
    sensors = np.flatnonzero(np.isin(model.sensor_point, groups))
    shown = light[:, model.sensor_point[sensors]] * truth.gain[sensors]
    shown = shown + rng.standard_normal(shown.shape) * (spreads.noise * shown + spreads.noise_lx)
    meter = light[:, groups] * _spread(rng, spreads.meter_sd, len(groups))
    return StepTest(space, levels[:, groups], meter, sensors, np.maximum(shown, 0).astype(np.float32))


def _spread(rng: np.random.Generator, sd: float, size: int) -> Floats:
    """Factors around one."""
    return np.maximum(0.3, 1 + sd * rng.standard_normal(size)).astype(np.float32)
