"""What the true park does: light at every point, what sensors read of it, what circuits draw."""

from collections.abc import Iterator

import numpy as np

from zhiyuan.lighting.model import Bools, ControlModel, Floats
from zhiyuan.simpark.knowledge import Truth

_BLOCK = 256


def light_readings(truth: Truth, level: Floats, sensor_daylight_lx: Floats, noise: Floats) -> Floats:
    """What the light sensors show. [lx]

    Parameters
    ----------
    level : (…, G)
        Output of every group. [1]
    sensor_daylight_lx : (…, K)
        Daylight at the sensors. [lx]
    noise : (…, K)
        Standard normal draws.
    """
    light = truth.model.seen(level) + sensor_daylight_lx
    light *= truth.gain
    light += noise * (light * np.float32(truth.spreads.noise) + np.float32(truth.spreads.noise_lx))
    return light


def noises(rng: np.random.Generator, shape: tuple[int, ...]) -> Iterator[Floats]:
    """Standard normal draws, one array after another, drawn in blocks because that is quicker."""
    while True:
        yield from rng.standard_normal((_BLOCK, *shape), np.float32)


def standby_pairs(model: ControlModel, off: Bools, closed: Bools | None) -> Floats:
    """Standby drawn by each pair of circuit and group. [W]

    Parameters
    ----------
    off : (…, G)
        Groups that give no light.
    closed : (…, C)
        Contactor positions; None: there are no contactors, all is fed.
    """
    drawn: Floats = off.take(model.feed_group, axis=-1) * model.feed_standby_w
    if closed is not None:
        drawn *= closed.take(model.feed_circuit, axis=-1)
    return drawn
