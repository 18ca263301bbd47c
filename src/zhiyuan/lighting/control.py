"""The decision: what every group should give now, and why.

``decide`` is one pure function over arrays: (model, state, inputs, clock) → (state, decision). It
reads no clock, opens nothing and remembers nothing, so a live loop, a year of simulation and a
stranger's simulator drive the same code. Leading dimensions (months, strategies) are allowed
everywhere and carried through.

In order: who is there (``presence``), what the windows give (``estimate``), what is needed and the
least power that gives it (``target``), what people bear to see (``filters``), who has the say
(``priority``), which circuits may rest (``contactor``).

Promise: for an occupied space the level asked of its groups gives, by what the model knows, at
least the standard, unless full output does not reach it or a maintenance lock holds it down.
"""

import numpy as np
from numpy.typing import NDArray

from zhiyuan.lighting.contactor import contactors
from zhiyuan.lighting.estimate import Daylight, daylight, unsure
from zhiyuan.lighting.filters import least_output, smooth
from zhiyuan.lighting.model import ControlModel, Floats
from zhiyuan.lighting.presence import Presence, presence
from zhiyuan.lighting.priority import stack
from zhiyuan.lighting.state import (
    OCCUPIED,
    OFF,
    VACANT,
    Clock,
    Decision,
    Inputs,
    Mode,
    Reason,
    State,
    start,
)
from zhiyuan.lighting.target import levels_for

__all__ = ["Clock", "Decision", "Inputs", "Mode", "Reason", "State", "decide", "start"]

_OCCUPANCY, _DAYLIGHT, _SENSOR_LOST = (np.int8(r) for r in (Reason.OCCUPANCY, Reason.DAYLIGHT, Reason.SENSOR_LOST))


def decide(model: ControlModel, state: State, inputs: Inputs, clock: Clock) -> tuple[State, Decision]:
    """Decide every group's level.

    Parameters
    ----------
    model
        The park as arrays (``model.build``).
    state
        What was remembered (``state.start`` at first).
    inputs
        What is heard now.
    clock
        When, and how long after the last decision.

    Returns
    -------
    State
        To be handed in next time.
    Decision
        Levels, reasons, contactor positions, stuck sensors.
    """
    seen = presence(model, state, inputs, clock)
    sky = daylight(model, state, inputs, clock)
    mode = seen.mode.take(model.space_of, axis=-1)
    wanted = seen.wanted_lx.take(model.space_of, axis=-1)
    asked = wanted * _guard(model, inputs)
    target, bright = _target(model, state, sky, wanted, asked, mode, clock)
    moved = smooth(model, state, target, mode, wanted * model.slack_per_lx, clock)
    automatic = moved.level, _reasons(model, seen, sky, mode)
    said = stack(model, state, inputs, clock, automatic, target)
    busy = (said.level > 0) | (mode > OFF)
    idle, closed = contactors(model, state.idle, busy, clock.dt)
    remembered = State(
        level=moved.level,
        mode=mode,
        since_hit=seen.since_hit,
        hit_run=seen.hit_run,
        since_rise=moved.since_rise,
        bright=bright,
        net_lx=sky.net_lx,
        given=said.level,
        idle=idle,
        closed=closed,
        fire=said.fire,
    )
    return remembered, Decision(said.level, said.reason, closed, seen.stuck)


def _guard(model: ControlModel, inputs: Inputs) -> Floats:
    """What is asked, as a multiple of the standard: the plain guard again where a measured space's sensor is lost."""
    unsure_now = unsure(model, inputs)
    if unsure_now is None:
        return model.guard
    return np.where(unsure_now, np.maximum(model.guard, np.float32(model.settings.guard)), model.guard)


def _target(
    model: ControlModel,
    state: State,
    sky: Daylight,
    wanted: Floats,
    need: Floats,
    mode: NDArray[np.uint8],
    clock: Clock,
) -> tuple[Floats, Floats]:
    """Levels the plan wants, and minutes of abundant daylight. ``need`` is what is wanted with its guard. [lx]"""
    occupied = mode == OCCUPIED
    if sky.at_point_lx is None:
        target = levels_for(model, need, np.ones(need.shape, bool))
        return least_output(model, state, target, occupied, None, clock)
    abundant = sky.at_point_lx > wanted * np.float32(model.settings.bright_ratio)
    need -= sky.at_point_lx
    target = levels_for(model, need, sky.at_point_lx <= 0)
    return least_output(model, state, target, occupied, abundant, clock)


def _reasons(model: ControlModel, seen: Presence, sky: Daylight, mode: NDArray[np.uint8]) -> NDArray[np.int8]:
    """Why the automatic level is what it is: the schedule, somebody (or nobody any more), or a window."""
    asked = mode > OFF
    asked &= ~((mode == VACANT) & model.group_by_schedule)
    reason = asked.view(np.int8) * _OCCUPANCY
    occupied = mode == OCCUPIED
    if sky.at_point_lx is not None:
        reason -= (occupied & (sky.at_point_lx > 0)).view(np.int8) * (_OCCUPANCY - _DAYLIGHT)
    if seen.lost.any():
        np.putmask(reason, seen.lost.take(model.space_of, axis=-1) & occupied, _SENSOR_LOST)
    return reason
