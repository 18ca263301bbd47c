"""From movements to what a space is asked for.

A space counts as occupied for its hold time after the last movement. A sensor that is lost leaves
its space occupied during the schedule; one that sees movement for a day without a break is
reported, and still believed: too much light is an expense, too little is a danger.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from zhiyuan.lighting.model import Bools, ControlModel, Floats
from zhiyuan.lighting.state import OCCUPIED, WARNING, Clock, Inputs, State


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
    np.putmask(since, hit, 0)
    np.putmask(run, ~hit, 0)
    within, lost = inputs.schedule > 0, _lost(model, inputs)
    served = within | model.after_hours
    occupied = (since < model.hold_min) & served
    if lost.any():
        occupied |= lost & within
    warned = (since < model.warning_until) & served
    mode = within.astype(np.uint8)  # VACANT within the schedule, OFF outside
    np.putmask(mode, warned, WARNING)
    np.putmask(mode, occupied, OCCUPIED)
    wanted = np.maximum(within * model.vacant_lx, inputs.schedule * model.scheduled_lx)
    np.maximum(wanted, occupied * model.standard_lx, out=wanted)
    return Presence(since, run, mode, wanted, lost, run > model.settings.stuck_min)


def _lost(model: ControlModel, inputs: Inputs) -> Bools:
    """Spaces whose presence is not known: no sensor, or a silent one."""
    if inputs.presence_age_min is None:
        return model.unsensed
    return (inputs.presence_age_min > model.settings.silent_min) & model.senses_presence | model.unsensed
