"""What was measured in the spaces, taken over into the model that the live loop steers by.

A person reads a lux meter at every point of a space at night, everything in it at full output; the
night's step test finds what the light sensors show of that light. Where both are known and not too
old, the space is steered by the calibrated guard; where one is missing or stale, by the plain one.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import numpy as np

from zhiyuan.lighting.calibrate import weighed
from zhiyuan.lighting.model import ControlModel, Floats, Ints, aged, scaled
from zhiyuan.lighting.settings import Settings

PLAUSIBLE = (0.3, 3.0)
"""A reading outside these multiples of the design is a slip of the pen or the wrong space."""


@dataclass(frozen=True, slots=True)
class Measured:
    """What is known of one space from measuring it.

    Parameters
    ----------
    lx
        Lux meter at each group's point, the whole space at full output, by night. [lx]
    aged
        Share of the first flux left in each group when the meter was read. [1]
    gain, expected_lx
        The step test: light found over light expected, and what was expected of the sensors at full output. [1], [lx]
    valid
        Whether all that a calibrated space needs is there and fresh.
    """

    lx: tuple[float, ...] = ()
    aged: tuple[float, ...] = ()
    gain: float | None = None
    expected_lx: float | None = None
    valid: bool = False


def is_valid(
    read: datetime | None, tested: datetime | None, senses_light: bool, now: datetime, valid_days: float
) -> bool:
    """Whether a meter reading, and a step test where there is a light sensor, are there and fresh.

    >>> from datetime import UTC
    >>> now = datetime(2026, 3, 2, tzinfo=UTC)
    >>> is_valid(now - timedelta(days=9), None, False, now, 92), is_valid(now - timedelta(days=9), None, True, now, 92)
    (True, False)
    >>> is_valid(now - timedelta(days=99), now, True, now, 92)
    False
    """
    needed = (read, tested) if senses_light else (read,)
    return all(at is not None and now - at < timedelta(days=valid_days) for at in needed)


def commissioned(
    designed: ControlModel, light_share: Floats, known: Mapping[str, Measured], narrow: Settings
) -> ControlModel:
    """The model with what was measured; spaces whose measuring is valid are steered by ``narrow``.

    Parameters
    ----------
    designed
        The park as designed, with new lamps.
    light_share
        Share of the first flux left in each group today. [1]
    """
    factor = np.ones(len(designed.groups), np.float32)
    for _, measured, groups in _spaces(designed, known):
        if len(measured.lx) == len(groups):
            factor[groups] = _factors(designed, measured, groups)
    model = aged(scaled(designed, factor), light_share)
    scale, ratio = model.sensor_scale.copy(), model.light_ratio.copy()
    calibrated = np.zeros(len(model.spaces), bool)
    for space, measured, groups in _spaces(model, known):
        calibrated[space] = measured.valid and len(measured.lx) == len(groups)
        _sensors(model, measured, groups, scale, ratio, own=bool(calibrated[space]))
    if not calibrated.any():
        return replace(model, sensor_scale=scale, light_ratio=ratio)
    return replace(model, sensor_scale=scale, light_ratio=ratio, calibrated=calibrated, narrow=narrow)


def _spaces(model: ControlModel, known: Mapping[str, Measured]) -> list[tuple[int, Measured, Ints]]:
    return [(n, known[key], np.flatnonzero(model.space_of == n)) for n, key in enumerate(model.spaces) if key in known]


def _factors(model: ControlModel, measured: Measured, groups: Ints) -> Floats:
    """How much brighter each point is than designed, design and lux meter weighed by how well each is known. [1]"""
    alone = np.zeros((len(groups), len(model.groups)), np.float32)
    alone[np.arange(len(groups)), groups] = 1
    left = np.array(measured.aged or (1.0,) * len(groups))
    designed = model.light(alone)[:, groups].T.astype(np.float64)
    then = designed * left  # model: new lamps; the meter saw them as old as they were
    full = then.sum(axis=1)
    read = then * (np.array(measured.lx) / np.maximum(full, 1e-9))[:, None]
    return (weighed(read, then).sum(axis=1) / np.maximum(full, 1e-9)).astype(np.float32)


def _sensors(model: ControlModel, measured: Measured, groups: Ints, scale: Floats, ratio: Floats, own: bool) -> None:
    """What the space's sensors show per lx; where the light itself was measured, daylight is corrected too."""
    sensors = np.flatnonzero(np.isin(model.sensor_point, groups))
    if measured.gain is None or not len(sensors):
        return
    full = float(model.full_lx[model.sensor_point[sensors]].sum())
    expected = full if measured.expected_lx is None else measured.expected_lx
    gain = measured.gain * expected / max(full, 1e-9)
    scale[sensors] *= np.float32(gain)
    if own:
        ratio[np.isin(model.light_sensor, sensors)] /= np.float32(gain)


def plausible(lx: Sequence[float], designed: Sequence[float]) -> int | None:
    """The place of the first reading that cannot be, or None.

    >>> plausible([310.0, 31.0], [300.0, 300.0])
    1
    """
    low, high = PLAUSIBLE
    return next((i for i, (a, b) in enumerate(zip(lx, designed, strict=True)) if b and not low <= a / b <= high), None)
