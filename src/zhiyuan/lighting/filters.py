"""From what a plan would like to what people bear to see.

* Up at once: light that is asked for is not kept waiting. Noise is not light that is asked for:
  while a level still gives ``keep`` times the standard nothing rises.
* Down slowly where people are: not for less than the dead band, no faster than the fade, and not
  within ten minutes of a rise they could see.
* Never off by daylight above an occupied desk, unless daylight was abundant for ten minutes.
* Where nobody is, down at once; where that is darkness, a warning comes first.

References
----------
Akashi & Neches 2003; Hu & Davis 2016: what people notice and accept.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from zhiyuan.lighting.model import Bools, ControlModel, Floats
from zhiyuan.lighting.state import OCCUPIED, WARNING, Clock, State


class Filtered(NamedTuple):
    """Automatic levels after the filter, and what it remembers, per group."""

    level: Floats
    since_rise: Floats


def least_output(
    model: ControlModel, state: State, level: Floats, occupied: Bools, abundant: Bools | None, clock: Clock
) -> tuple[Floats, Floats]:
    """Levels that gear can hold and people accept, and minutes of abundant daylight so far.

    Parameters
    ----------
    level
        As planned; may lie between nothing and the minimum. [1]
    abundant
        Where daylight alone gives far more than is asked; None: nowhere.
    """
    bright = state.bright + np.float32(clock.dt)
    if abundant is None:
        bright = np.zeros_like(bright)
    else:
        bright *= abundant
    lit = occupied & (bright < model.settings.bright_min)
    lit |= level > 0
    held: Floats = np.maximum(level, lit * model.minimum_level)
    return held, bright


def smooth(
    model: ControlModel, state: State, target: Floats, mode: NDArray[np.uint8], slack: Floats, clock: Clock
) -> Filtered:
    """Move every level towards its target as fast as people bear it.

    Parameters
    ----------
    target
        Levels that the plan wants. [1]
    mode
        ``Mode`` of each group's space.
    slack
        How far a level may lie below its target before it rises. [1]
    """
    settings, level, dt = model.settings, state.level, np.float32(clock.dt)
    occupied = mode == OCCUPIED
    since_rise = state.since_rise + dt
    gap = target - level
    rises = gap > slack * (level > 0)
    falls = gap < (target > 0) * np.float32(-settings.dead_band)
    falls &= ~(occupied & (since_rise < settings.reversal_min))
    lowest = level - np.float32(settings.fade_down_per_min) * dt
    lowest *= occupied
    warning = mode == WARNING
    if warning.any():
        np.maximum(lowest, warning * np.minimum(level, np.float32(settings.warning_level)), out=lowest)
    np.maximum(lowest, target, out=lowest)
    moved = target * rises + lowest * falls + level * ~(rises | falls)  # exact, and quicker than choosing
    since_rise *= ~(rises & occupied & (state.mode == OCCUPIED))
    return Filtered(moved, since_rise)
