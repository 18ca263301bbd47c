"""From movements to what a space is asked for.

A space counts as occupied for its hold time after the last movement. A sensor that is lost leaves
its space occupied during the schedule; one that sees movement for a day without a break is
reported, and still believed: too much light is an expense, too little is a danger.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from zhiyuan.lighting.model import Bools, ControlModel, Floats
from zhiyuan.lighting.state import OCCUPIED, VACANT, WARNING, Clock, Inputs, State


class Presence(NamedTuple):
    """What the presence sensors mean, per space."""

    since_hit: Floats
    hit_run: Floats
    mode: NDArray[np.uint8]
    wanted_lx: Floats
    lost: Bools
    stuck: Bools


def presence(model: ControlModel, state: State, inputs: Inputs, clock: Clock) -> Presence:
    """Who is there, for whom light is wanted, and how much.

    A space is asked for its standard while occupied (or not known to be empty, within the
    schedule), for a warning level before it goes dark, for its background within the schedule.
    """
    hit, dt = inputs.hit != 0, np.float32(clock.dt)
    since, run = state.since_hit + dt, state.hit_run + dt
    since *= ~hit
    run *= hit
    within, lost = inputs.schedule > 0, _lost(model, inputs)
    served = within | model.after_hours
    occupied = (since < model.hold_min) & served
    if lost.any():
        occupied |= lost & within
    warned = (since < model.warning_until) & served
    wanted = np.maximum(within * model.vacant_lx, inputs.schedule * model.scheduled_lx)
    np.maximum(wanted, occupied * model.standard_lx, out=wanted)
    return Presence(since, run, _mode(within, warned, occupied), wanted, lost, run > model.settings.stuck_min)


def _mode(within: Bools, warned: Bools, occupied: Bools) -> NDArray[np.uint8]:
    """The strongest that holds: VACANT within the schedule, WARNING, OCCUPIED; else OFF."""
    mode = np.maximum(within.view(np.uint8) * VACANT, warned.view(np.uint8) * WARNING)
    return np.maximum(mode, occupied.view(np.uint8) * OCCUPIED, out=mode)


def _lost(model: ControlModel, inputs: Inputs) -> Bools:
    """Spaces whose presence is not known: no sensor, or a silent one."""
    if inputs.presence_age_min is None:
        return model.unsensed
    return (inputs.presence_age_min > model.settings.silent_min) & model.senses_presence | model.unsensed
