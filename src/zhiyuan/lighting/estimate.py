"""What the windows give, from light sensors that also see our own lamps.

Our own share is taken off, the least of the last minutes is believed (a cloud may come), and it is
carried from the sensor to every point that it stands for. A sensor that is silent, out of range or
looking at a dark sky tells nothing: its daylight is nought.
"""

from typing import NamedTuple

import numpy as np

from zhiyuan.lighting.model import Bools, ControlModel, Floats
from zhiyuan.lighting.state import Clock, Inputs, State


class Daylight(NamedTuple):
    """Net readings of the last minutes (window, …, K), and daylight at every point (…, G). [lx]"""

    net_lx: Floats
    at_point_lx: Floats | None


def daylight(model: ControlModel, state: State, inputs: Inputs, clock: Clock) -> Daylight:
    """Estimate daylight at every point; None where there is no sensor to ask."""
    if inputs.light_lx is None or not len(model.light_sensors):
        return Daylight(state.net_lx, None)
    net = _net(model, state, inputs)
    window = _remember(state.net_lx, net, clock.sample)
    least = window.min(axis=0)
    known = np.zeros((*least.shape[:-1], least.shape[-1] + 1), np.float32)  # the last one: no sensor
    known[..., :-1] = least
    at_point = known.take(model.light_sensor, axis=-1)
    at_point *= model.counted_ratio
    if inputs.horizontal_lx is not None:
        light_outside = np.asarray(inputs.horizontal_lx) >= model.settings.dark_lx
        at_point *= light_outside[..., None].astype(np.float32)
    return Daylight(window, at_point)


def unsure(model: ControlModel, inputs: Inputs) -> Bools | None:
    """Groups whose space was measured with a light sensor that is lost by now; None where none was."""
    if model.calibrated is None or inputs.light_lx is None or not len(model.light_sensors):
        return None
    lost = ~(inputs.light_lx <= model.settings.sensor_max_lx)  # NaN is lost
    if inputs.light_age_min is not None:
        lost |= inputs.light_age_min > model.settings.silent_min
    if not lost.any():
        return None
    space = np.zeros((*lost.shape[:-1], len(model.spaces)), bool)
    for sensor in np.flatnonzero(lost.reshape(-1, lost.shape[-1]).any(axis=0)).tolist():
        space[..., model.space_of[model.sensor_point[sensor]]] |= lost[..., sensor]
    return space.take(model.space_of, axis=-1)


def _net(model: ControlModel, state: State, inputs: Inputs) -> Floats:
    """Readings without our own light; nought for what cannot be believed. [lx]"""
    assert inputs.light_lx is not None
    net: Floats = inputs.light_lx - model.seen(state.given)
    believed = (net > 0) & (inputs.light_lx <= model.settings.sensor_max_lx)  # NaN is neither
    if inputs.light_age_min is not None:
        believed &= inputs.light_age_min <= model.settings.silent_min
    np.putmask(net, ~believed, 0)
    return net


def _remember(window: Floats, net: Floats, sample: bool) -> Floats:
    """The window with the newest reading; between two minutes the newest only lowers the last one."""
    if sample:
        return np.concatenate((window[1:], net[None]))
    last = np.minimum(window[-1], net)
    return np.concatenate((window[:-1], last[None]))
