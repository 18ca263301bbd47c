"""What a meter would have counted: the mean of its own measured quarter hours, same weekday and time of day.

Where that weekday has none, any day's same time; where that has none either, all that is measured. The
result is kept as plain numbers, so that the same estimate is found again whatever the past becomes.
"""

from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from zhiyuan.kernel.errors import NotReady
from zhiyuan.telemetry.calendar import offset
from zhiyuan.telemetry.energy import INTERVAL_US, Quality
from zhiyuan.telemetry.quarter import QuarterHours

WEEK = 7 * 96


def estimate(past: QuarterHours, at: NDArray[np.int64], zone: ZoneInfo, kwh: float | None = None) -> NDArray[np.int64]:
    """Energy of quarter hours by the meter's own profile, scaled to a total where one is known. [µkWh]

    Raises
    ------
    NotReady
        When nothing was ever measured: then a total must be said, and it is spread evenly.
    """
    measured = past.quality == Quality.MEASURED
    if not measured.any() and kwh is None:
        raise NotReady("nothing was measured before, so that nothing can be estimated; say how much energy it was")
    shape = _profile(past.start[measured], past.energy[measured].astype(np.float64), at, zone)
    if kwh is None:
        return np.floor(shape + 0.5).astype(np.int64)
    until = np.cumsum(shape if shape.sum() > 0 else np.ones(len(at)))
    return np.diff(np.floor(until / until[-1] * kwh * 1e6 + 0.5), prepend=0.0).astype(np.int64)


def _profile(
    start: NDArray[np.int64], energy: NDArray[np.float64], at: NDArray[np.int64], zone: ZoneInfo
) -> NDArray[np.float64]:
    if not len(start):
        return np.zeros(len(at))
    known, wanted = _place(start, zone), _place(at, zone)
    result = np.full(len(at), energy.mean())
    for width in (96, WEEK):  # the finer, where it knows something, last
        count = np.bincount(known % width, minlength=width)
        mean = np.bincount(known % width, energy, minlength=width) / np.maximum(count, 1)
        has = count[wanted % width] > 0
        result = np.where(has, mean[wanted % width], result)
    return result


def _place(start: NDArray[np.int64], zone: ZoneInfo) -> NDArray[np.int64]:
    """Quarter hour of the week on the site's clock, from Monday 00:00."""
    monday_us = 4 * 96 * INTERVAL_US  # 5 January 1970 was a Monday
    hours, back = np.unique(start // (4 * INTERVAL_US), return_inverse=True)
    offsets = np.array([offset(int(h) * 4 * INTERVAL_US, zone) for h in hours], np.int64)
    return (start + offsets[back] - monday_us) // INTERVAL_US % WEEK
