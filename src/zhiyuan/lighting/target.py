"""From the light that is needed to the levels that give it: the plan of one instant.

One group: a division. Two groups: the vertex at which both needs are just met, or the nearest
bound. Groups that share light over more than a space: ``block``, HiGHS behind it.
The two-group form here is the fast case of ``solve.least_power_two`` for equal slopes or a
response that favours its own point; a test holds the two against each other.
"""

import numpy as np

from zhiyuan.lighting.model import Bools, ControlModel, Floats


def levels_for(model: ControlModel, need_lx: Floats, dark: Bools | None = None) -> Floats:
    """Least-power levels for a need at every point; cut to full output where that is not enough. [1]

    Parameters
    ----------
    need_lx
        Electric light needed, daylight already taken off; may be negative. [lx]
    dark
        Where there is no daylight, so that the levels of one space stay close together.
    """
    level: Floats = need_lx * model.per_lux
    _clip(level)
    first, second = model.pairs
    if len(first):
        one, two = two_groups(model, need_lx[..., first], need_lx[..., second])
        level[..., first], level[..., second] = one, two
    for block, plan in zip(model.blocks, model.plans, strict=True):
        rows = need_lx[..., block.groups].reshape(-1, len(block.groups))
        level[..., block.groups] = plan.levels(rows).reshape(*level.shape[:-1], len(block.groups))
    if dark is not None:
        _uniform(model, level, dark)
    return level


def two_groups(model: ControlModel, need_a: Floats, need_b: Floats) -> tuple[Floats, Floats]:
    """Levels of every two-group space. [1]

    Both needs just met; a level below nought is nought and the other meets both; a level above one
    is one and the other gives what is left, as far as it can.
    """
    aa, ab, ba, bb, area = model.pair_response
    need_a, need_b = np.maximum(need_a, 0), np.maximum(need_b, 0)
    one, two = (bb * need_a - ab * need_b) * area, (aa * need_b - ba * need_a) * area
    outside = (one < 0) | (two < 0) | (one > 1) | (two > 1)
    if outside.any():
        for_one, for_two = np.maximum(need_a / aa, need_b / ba), np.maximum(need_a / ab, need_b / bb)
        one, two = np.where(two < 0, for_one, one), np.where(one < 0, for_two, two)
        rest_one = np.maximum((need_a - ab) / aa, (need_b - bb) / ba)
        rest_two = np.maximum((need_a - aa) / ab, (need_b - ba) / bb)
        one, two = np.where(two > 1, rest_one, one), np.where(one > 1, rest_two, two)
    return _clip(one), _clip(two)


def _clip(level: Floats) -> Floats:
    """Between nothing and full, in place."""
    np.maximum(level, 0, out=level)
    np.minimum(level, 1, out=level)
    return level


def _uniform(model: ControlModel, level: Floats, dark: Bools) -> None:
    """No two levels of a space differ by more than the spread where there is no daylight."""
    spread = np.float32(model.settings.spread)
    first, second = model.pairs
    if len(first):
        one, two = level.take(first, axis=-1), level.take(second, axis=-1)
        apart = (np.abs(one - two) > spread) & dark.take(first, axis=-1) & dark.take(second, axis=-1)
        if apart.any():
            level[..., first] = np.where(apart, np.maximum(one, two - spread), one)
            level[..., second] = np.where(apart, np.maximum(two, one - spread), two)
    groups, starts, of_multiple = model.block_spaces
    if len(groups):
        here = level.take(groups, axis=-1)
        least = np.maximum.reduceat(here, starts, axis=-1).take(of_multiple, axis=-1) - spread
        level[..., groups] = np.where(dark.take(groups, axis=-1), np.maximum(here, least), here)
