"""Who has the say: fire > emergency > maintenance lock > manual > security > scene > automatic.

A manual, security or scene level may raise as it likes and lower only to what the standard asks of
an occupied space. A lock is a person on a ladder: it holds even darkness. Fire latches: full
output until a person resets it, and only once the input is quiet. What a lost gateway's lamps do
by themselves, full output, is what is reported for them.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from zhiyuan.lighting.model import Bools, ControlModel, Floats
from zhiyuan.lighting.state import Clock, Inputs, Reason, State

FULL = np.float32(1)


class Stacked(NamedTuple):
    """Levels and reasons after everybody had their say, and the latched fire state."""

    level: Floats
    reason: NDArray[np.int8]
    fire: Bools


def stack(
    model: ControlModel,
    state: State,
    inputs: Inputs,
    clock: Clock,
    automatic: tuple[Floats, NDArray[np.int8]],
    least: Floats,
) -> Stacked:
    """Lay wishes over the automatic levels, the strongest last.

    Parameters
    ----------
    automatic
        Levels and reasons of presence, daylight and schedule.
    least
        The level that the standard asks of each group now; nothing a person chooses goes below. [1]
    """
    level, reason = automatic
    for wish, why in ((inputs.scene, Reason.SCENE), (inputs.security, Reason.SECURITY)):
        level, reason = _lay(level, reason, wish, why, least)
    level, reason = _lay(level, reason, _manual(inputs, clock), Reason.MANUAL, least)
    level, reason = _lay(level, reason, inputs.lock, Reason.LOCK, None)
    level, reason = _full(level, reason, _of_groups(model, inputs.emergency), Reason.EMERGENCY)
    fire = latch(state.fire, inputs.fire, inputs.fire_reset)
    if fire.any():
        level, reason = _full(level, reason, _of_groups(model, fire), Reason.FIRE)
    if inputs.gateway_age_min is not None:
        silent = inputs.gateway_age_min > model.settings.comm_loss_min
        level, reason = _full(level, reason, silent, Reason.COMM_LOST)
    return Stacked(level, reason, fire)


def latch(fire: Bools, heard: Bools | None, reset: Bools | None) -> Bools:
    """Fire stays until a person resets it, and a reset while the input still calls does nothing."""
    if reset is not None:
        fire = fire & ~reset
    return fire if heard is None else fire | heard


def _manual(inputs: Inputs, clock: Clock) -> Floats | None:
    """Manual levels that have not expired."""
    if inputs.manual is None or inputs.manual_until is None:
        return inputs.manual
    now = np.asarray(clock.minute)[..., None]
    return np.where(inputs.manual_until > now, inputs.manual, np.float32(np.nan))


def _lay(
    level: Floats, reason: NDArray[np.int8], wish: Floats | None, why: Reason, least: Floats | None
) -> tuple[Floats, NDArray[np.int8]]:
    if wish is None:
        return level, reason
    wished = ~np.isnan(wish)
    granted = np.clip(wish, 0, 1) if least is None else np.clip(np.maximum(wish, least), 0, 1)
    return np.where(wished, granted, level), np.where(wished, np.int8(why), reason)


def _full(level: Floats, reason: NDArray[np.int8], where: Bools | None, why: Reason) -> tuple[Floats, NDArray[np.int8]]:
    if where is None:
        return level, reason
    return np.where(where, FULL, level), np.where(where, np.int8(why), reason)


def _of_groups(model: ControlModel, of_spaces: Bools | None) -> Bools | None:
    return None if of_spaces is None else of_spaces[..., model.space_of]
