"""From a level to watts, to lumens left, and to the step that DALI gear can take.

A level is light output as a share of full output, 0 to 1. Everything takes a number or an
array. The one surprise: a level between nothing and the gear's minimum is the minimum, because
that is what real gear does; so rounding never takes light away from anybody.
"""

from collections.abc import Sequence
from datetime import date
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from zhiyuan.kernel.errors import NotFound
from zhiyuan.kernel.reference import value

Number = TypeVar("Number", float, NDArray[np.float64], NDArray[np.float32])
"""One figure, or an array of them; what goes in comes out."""

DALI_MAX = 254
_STEPS_PER_DECADE = 253 / 3


def effective_level(level: Number, minimum_level: float = 0.05, *, below_is_off: bool = False) -> Number:
    """What the gear does with a level it was told. [1]

    Parameters
    ----------
    level
        Commanded light output, 0 to 1. [1]
    minimum_level
        The lowest output the gear can hold (physical minimum level). [1]
    below_is_off
        Some gear switches off below its minimum; most stays at it.

    Examples
    --------
    >>> effective_level(0.02), effective_level(0.02, below_is_off=True), effective_level(0.3)
    (0.05, 0.0, 0.3)
    """
    low = 0.0 if below_is_off else minimum_level
    asked = np.asarray(level)
    done = np.where(asked <= 0, 0.0, np.where(asked < minimum_level, low, np.minimum(asked, 1.0)))
    return _like(done, level)


def power_w(
    level: Number,
    rated_w: float | NDArray[np.floating],
    p0: float | NDArray[np.floating] = 0.035,
    p1: float | NDArray[np.floating] = 0.925,
    p2: float | NDArray[np.floating] = 0.04,
    standby_w: float | NDArray[np.floating] = 0.3,
    minimum_level: float | NDArray[np.floating] = 0.05,
) -> Number:
    """Power that a dimmed luminaire draws. [W]

    ``rated_w · (p0 + p1·d + p2·d²)`` from the minimum level up; ``standby_w`` at level 0. A level
    in between draws what the minimum draws. A contactor that is open draws nothing: that is the
    circuit's business, not this function's.

    Parameters
    ----------
    level
        Light output, 0 to 1. [1]
    rated_w
        Power at full output. [W]
    p0, p1, p2
        Shares of rated power: driver loss, linear and square part. [1]
    standby_w
        Power of the control gear at level 0. [W]
    minimum_level
        Lowest output while on. [1]

    Examples
    --------
    >>> round(power_w(0.1, 100.0), 2), power_w(0.0, 100.0), round(power_w(1.0, 18.0), 3)
    (12.79, 0.3, 18.0)
    """
    asked = np.asarray(level)
    held = np.maximum(asked, minimum_level)
    drawn = np.where(asked > 0, rated_w * (p0 + held * (p1 + held * p2)), standby_w)
    return _like(drawn, level)


def slope_w(rated_w: Number, p1: float = 0.925, p2: float = 0.04) -> Number:
    """Watts that one full level costs: the chord of the power curve, the weight in the plan. [W]

    The plan's objective is linear (``solve``); with p2 at 0.04 the curve leaves its chord by one
    hundredth of the rated power at most.

    >>> round(slope_w(100.0), 1)
    96.5
    """
    return rated_w * (p1 + p2)


def light_left(hours: Number, depreciation: Sequence[tuple[float, float]]) -> Number:
    """Share of the first flux that is left after some burning hours. [1]

    Parameters
    ----------
    hours
        Burning hours of the luminaire. [h]
    depreciation
        Points (burning hours [h], share of first flux [1]), hours rising; straight in between.

    Examples
    --------
    >>> light_left(25_000.0, ((0, 1.0), (50_000, 0.8)))
    0.9
    """
    known = np.asarray(depreciation, dtype=np.float64)
    return _like(np.interp(np.asarray(hours), known[:, 0], known[:, 1]), hours)


def clo_cap(hours: Number, depreciation: Sequence[tuple[float, float]]) -> Number:
    """Level that gives the flux of the last day on every day (constant light output, 恒光通). [1]

    A new luminaire is held down to what it will give at the end of its curve; the cap rises to 1
    as it ages. It is an upper bound for every level that we command.

    References
    ----------
    GB/T 50034-2024, 3.3.13: constant light output is advised for dimmable luminaires.

    Examples
    --------
    >>> clo_cap(0.0, ((0, 1.0), (50_000, 0.8))), clo_cap(50_000.0, ((0, 1.0), (50_000, 0.8)))
    (0.8, 1.0)
    """
    last = depreciation[-1][1]
    return _like(np.minimum(1.0, last / np.asarray(light_left(hours, depreciation))), hours)


def maintenance_factor(surroundings: str, day: date) -> float:
    """Share of the new installation's light that design counts on, by surroundings. [1]

    Parameters
    ----------
    surroundings
        ``office``, ``workshop``, ``dirty`` or ``outdoor``.

    References
    ----------
    GB/T 50034-2024, 4.1.4, by way of the book.

    Examples
    --------
    >>> maintenance_factor("office", date(2026, 1, 1))
    0.8
    """
    factors: dict[str, float] = value("standards/gb50034_2024#maintenance_factor", day)
    if surroundings not in factors:
        raise NotFound(
            "no maintenance factor for {surroundings}; there are {known}",
            surroundings=surroundings,
            known=", ".join(factors),
        )
    return float(factors[surroundings])


def dali_percent(step: Number) -> Number:
    """Light output of a DALI arc power level. [%]

    ``10^((n−1)/(253/3) − 1)`` for n of 1 to 254; 0 is off.

    References
    ----------
    IEC 62386-102, the logarithmic dimming curve.

    Examples
    --------
    >>> round(dali_percent(195.0), 2), round(dali_percent(229.0), 2), dali_percent(254.0)
    (19.97, 50.53, 100.0)
    """
    n = np.asarray(step, dtype=np.float64)
    return _like(np.where(n <= 0, 0.0, 10 ** ((n - 1) / _STEPS_PER_DECADE - 1)), step)


def dali_step(level: Number) -> Number:
    """The lowest DALI level that gives at least this light; 0 only for 0. [1]

    >>> dali_step(0.0), dali_step(0.0001), dali_step(0.1997), dali_step(1.0)
    (0.0, 1.0, 195.0, 254.0)
    """
    share = np.asarray(level, dtype=np.float64)
    exact = 1 + _STEPS_PER_DECADE * (np.log10(np.maximum(share, 1e-9) * 100) + 1)
    step = np.clip(np.ceil(exact - 1e-9), 1, DALI_MAX)
    return _like(np.where(share <= 0, 0.0, step), level)


def quantise(level: Number, minimum_level: float = 0.0) -> Number:
    """The level that DALI gear reaches when told; rounded up, so it never gives less light. [1]

    >>> round(quantise(0.5), 4), quantise(0.0), quantise(1.0)
    (0.5053, 0.0, 1.0)
    """
    told = effective_level(level, minimum_level)
    return _like(np.asarray(dali_percent(dali_step(told))) / 100, level)


def _like(result: NDArray[np.floating], model: Number) -> Number:
    """A number for a number, an array of its kind for an array."""
    if isinstance(model, np.ndarray):
        return result.astype(model.dtype if model.dtype.kind == "f" else np.float64, copy=False)
    return float(result)
