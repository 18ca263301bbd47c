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
    idle *= ~busy_circuits(model, wanted)
    return idle, idle < model.settings.contactor_delay_min


def busy_circuits(model: ControlModel, wanted: Bools) -> Bools:
    """Circuits on which anything is wanted; one that may not be opened always counts as busy."""
    busy = np.ones((*wanted.shape[:-1], len(model.circuits)), bool)
    circuits, starts, groups = model.cuts
    if len(groups):
        fed = wanted.take(groups, axis=-1).view(np.uint8)
        busy[..., circuits] = np.bitwise_or.reduceat(fed, starts, axis=-1)
    return busy
