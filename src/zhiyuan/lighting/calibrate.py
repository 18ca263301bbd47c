"""From a night's step test to a model that needs less guard.

At night, space after space, each group goes to 100, 50, 10 and 0 % while a lux meter reads at
the points where people work and the light sensors read along. The slopes are the light of each
group at each point (the design's matrix is replaced) and what the sensors show of it (their gain).
The gain then also corrects what they tell of daylight, so the guard may shrink from the book's
``guard`` to ``guard_calibrated``.

The lux meter is not the truth either. Design and meter are weighed by how well each is known, so that
one bad reading does not darken a room; where they differ by more than both can explain, the design is
wrong and the meter alone is believed.

What remains: about 1.7 % of the matrix, and that a sensor's view of daylight is not the desk's (about
4 %). The calibrated guard and the share of daylight that is counted cover these.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from zhiyuan.kernel.errors import Malformed
from zhiyuan.lighting.model import ControlModel, Floats, Ints
from zhiyuan.lighting.response import Block
from zhiyuan.lighting.settings import Settings


@dataclass(frozen=True, slots=True)
class StepTest:
    """What was read in one space.

    Parameters
    ----------
    space
        Number of the space in the model.
    levels : (steps, groups of the space)
        Output of each group in each step. [1]
    meter_lx : (steps, points of the space)
        Lux meter where people work. [lx]
    sensors : (sensors of the space)
        Numbers of its light sensors in the model.
    sensor_lx : (steps, sensors of the space)
        What they showed. [lx]
    """

    space: int
    levels: Floats
    meter_lx: Floats
    sensors: Ints
    sensor_lx: Floats


def slopes(levels: Floats, light_lx: Floats) -> NDArray[np.float64]:
    """Light per level of each group at each place, ``(places, groups)``; stray light is taken off. [lx]

    >>> slopes(np.array([[0.0], [0.5], [1.0]]), np.array([[2.0], [202.0], [402.0]])).round(3).tolist()
    [[400.0]]
    """
    design = np.column_stack((levels.astype(np.float64), np.ones(len(levels))))
    if np.linalg.matrix_rank(design) < design.shape[1]:
        raise Malformed("{steps} steps do not tell {groups} groups apart", steps=len(levels), groups=levels.shape[1])
    found, *_ = np.linalg.lstsq(design, light_lx.astype(np.float64), rcond=None)
    response: NDArray[np.float64] = np.maximum(found[:-1].T, 0)
    return response


DESIGN_SD, METER_SD = 0.03, 0.02
"""How far a design and a lux meter usually are from the truth. [1]"""
SURPRISE = 3.0


def weighed(measured: NDArray[np.float64], designed: NDArray[np.float64]) -> NDArray[np.float64]:
    """The response between what was measured and what was designed, row by row. [lx]

    >>> weighed(np.array([[330.0]]), np.array([[300.0]])).round(1).tolist()
    [[320.5]]
    >>> weighed(np.array([[150.0]]), np.array([[300.0]])).tolist()
    [[150.0]]
    """
    full, promised = measured.sum(axis=1), designed.sum(axis=1)
    known = (full > 0) & (promised > 0)
    apart = np.log(np.divide(full, promised, out=np.ones_like(full), where=known))
    explained = np.abs(apart) <= SURPRISE * np.hypot(DESIGN_SD, METER_SD)
    believed = DESIGN_SD**2 / (DESIGN_SD**2 + METER_SD**2)
    back = np.where(explained, np.exp(apart * (believed - 1)), 1.0)
    return measured * back[:, None]


def calibrate(model: ControlModel, tests: Sequence[StepTest], settings: Settings) -> ControlModel:
    """The model with what the tests found.

    Parameters
    ----------
    settings
        With the calibrated guard (``settings.read_settings(day, calibrated=True)``); it is for the
        whole park, so every space should have been tested.
    """
    own, cross = model.own_lx.copy(), model.cross_lx.copy()
    scale, ratio = model.sensor_scale.copy(), model.light_ratio.copy()
    found: dict[int, NDArray[np.float64]] = {}
    for test in tests:
        groups = np.flatnonzero(model.space_of == test.space)
        response = weighed(slopes(test.levels, test.meter_lx), _designed(model, groups))
        found[test.space] = response
        own[groups] = np.diag(response)
        for a, b in pairwise(groups) if len(groups) == 2 else ():
            if model.partner[a] == b:
                cross[a], cross[b] = response[0, 1], response[1, 0]
        _sensors(model, test, groups, response, scale, ratio)
    blocks = tuple(_block(model, block, found) for block in model.blocks)
    return replace(
        model, settings=settings, own_lx=own, cross_lx=cross, blocks=blocks, sensor_scale=scale, light_ratio=ratio
    )


def _designed(model: ControlModel, groups: Ints) -> NDArray[np.float64]:
    """Response of one space by the model so far."""
    alone = np.zeros((len(groups), len(model.groups)), np.float32)
    alone[np.arange(len(groups)), groups] = 1
    return model.light(alone)[:, groups].T.astype(np.float64)


def _sensors(
    model: ControlModel, test: StepTest, groups: Ints, response: NDArray[np.float64], scale: Floats, ratio: Floats
) -> None:
    """A sensor's gain is what it shows per lx at its point; daylight that it tells is divided by it."""
    for sensor, shown in zip(test.sensors, slopes(test.levels, test.sensor_lx), strict=True):
        point = int(np.flatnonzero(groups == model.sensor_point[sensor])[0])
        gain = shown.sum() / max(response[point].sum(), 1e-9)
        scale[sensor] = gain
        served = np.flatnonzero(model.light_sensor == sensor)
        ratio[served] = model.daylight[served] / model.daylight[model.sensor_point[sensor]] / gain


def _block(model: ControlModel, block: Block, found: dict[int, NDArray[np.float64]]) -> Block:
    """A coupled block: rows and columns of tested spaces are replaced; spill scales with its own point."""
    response = block.response.copy()
    spaces = model.space_of[block.groups]
    for space, measured in found.items():
        inside = np.flatnonzero(spaces == space)
        if len(inside) == len(measured):
            before = response[inside][:, inside].sum(axis=1)
            response[inside] *= (measured.sum(axis=1) / np.maximum(before, 1e-9))[:, None]
            response[np.ix_(inside, inside)] = measured
    return Block(block.groups, response)
