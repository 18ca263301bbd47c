"""Which circuits may be cut, so that control gear that lights nothing draws nothing.

A circuit is opened once everything on it is off and outside its schedule for some minutes; it is
closed at once when anything on it is wanted. A circuit without a contactor, or one that feeds
something that must stay on, is always closed.
"""

import numpy as np

from zhiyuan.lighting.model import Bools, ControlModel, Floats


def contactors(model: ControlModel, idle: Floats, wanted: Bools, dt: float) -> tuple[Floats, Bools]:
    """Minutes of idleness and the position wanted, per circuit.

    Parameters
    ----------
    idle
        Minutes for which nothing on the circuit was wanted, so far. [min]
    wanted
        Groups that are on, or whose schedule or people may want them any moment.
    dt
        Minutes since the last decision. [min]
    """
    idle = idle + np.float32(dt)
    np.putmask(idle, busy_circuits(model, wanted), 0)
    return idle, (idle < model.settings.contactor_delay_min) | ~model.switchable


def busy_circuits(model: ControlModel, wanted: Bools) -> Bools:
    """Circuits on which anything is wanted; one that feeds nothing of ours counts as busy."""
    busy = np.ones((*wanted.shape[:-1], len(model.circuits)), bool)
    if len(model.feed_group):
        fed = wanted.take(model.feed_group, axis=-1)
        busy[..., model.fed_circuits] = np.logical_or.reduceat(fed, model.feed_starts, axis=-1)
    return busy
