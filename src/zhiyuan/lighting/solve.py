"""From the light that is needed to the levels that give it for the least power.

::

    min Σ_j slope_j d_j    such that    Σ_j response_ij d_j ≥ need_i,   0 ≤ d_j ≤ cap_j

One group and two groups have closed forms over arrays of spaces; a floor whose groups light each
other's points goes to HiGHS, which keeps its model and only learns new needs. A need that cannot
be met is cut to what full output reaches: that leaves the least possible shortfall, and the rest
of the plan stays the cheapest. Ask ``shortfall_lx`` how much is missing.

The surprise: with a minimum level the two-group form is still exact, because the vertices of the
few boxes {0} ∪ [minimum, cap] can be listed.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import highspy
import numpy as np
from highspy._core import _Highs
from numpy.typing import ArrayLike, NDArray

from zhiyuan.kernel.errors import NotReady

Array = NDArray[np.floating]
Pair = tuple[Array, Array]

SLACK_LX = 1e-6
"""Below this a shortfall is arithmetic, not darkness. [lx]"""


@dataclass(frozen=True, slots=True)
class Plan:
    """Levels for one instant, and what they leave dark."""

    levels: NDArray[np.float64]
    shortfall_lx: NDArray[np.float64]

    @property
    def met(self) -> bool:
        """Whether every point has what it needs."""
        return bool((self.shortfall_lx <= SLACK_LX).all())


def shortfall_lx(response: ArrayLike, levels: Array, need: Array) -> Array:
    """Light that is missing at each point. [lx]

    Parameters
    ----------
    response
        Light at each point from each group at full output, ``(…, points, groups)``. [lx]
    levels
        ``(…, groups)``. [1]
    need
        ``(…, points)``. [lx]
    """
    given = np.matvec(np.asarray(response, dtype=levels.dtype), levels)
    missing: Array = np.maximum(need - given, 0)
    return missing


def with_minimum(levels: Array, minimum: ArrayLike) -> Array:
    """Lift every group that is on to its minimum level; groups that are off stay off. [1]"""
    lifted: Array = np.where(levels > 0, np.maximum(levels, np.asarray(minimum, dtype=levels.dtype)), levels)
    return lifted


def keep_uniform(levels: Array, spread: float = 0.5) -> Array:
    """Lift the dimmest groups of each space so that none is further than ``spread`` from the brightest. [1]

    Only ever adds light, so needs that were met stay met; ``levels`` is ``(…, groups of one space)``.
    """
    lifted: Array = np.maximum(levels, levels.max(axis=-1, keepdims=True) - spread)
    return lifted


def least_power_one(response: ArrayLike, need: Array, cap: ArrayLike = 1.0, minimum: ArrayLike = 0.0) -> Array:
    """Level of a space with one group and one point; shapes broadcast. [1]

    >>> least_power_one(np.array([400.0, 250.0]), np.array([300.0, 300.0])).tolist()
    [0.75, 1.0]
    """
    per_level = np.asarray(response, dtype=need.dtype)
    level = np.divide(
        need, per_level, out=np.zeros(np.broadcast(need, per_level).shape, need.dtype), where=per_level > 0
    )
    return _on_or_off(np.maximum(level, 0), np.asarray(minimum, need.dtype), np.asarray(cap, need.dtype))


def least_power_two(
    response: ArrayLike, need: Array, slope: ArrayLike, cap: ArrayLike = 1.0, minimum: ArrayLike = 0.0
) -> Array:
    """Levels of spaces with two groups and any number of points. [1]

    Parameters
    ----------
    response
        ``(…, points, 2)``, not negative. [lx]
    need
        ``(…, points)``. [lx]
    slope
        What a full level costs, ``(…, 2)``. [W]
    cap, minimum
        Largest level, and least level of a group that is on, ``(…, 2)`` or one figure. [1]

    Returns
    -------
    array
        ``(…, 2)``: the cheapest levels, or the nearest to the need where it cannot be met.

    Examples
    --------
    >>> window_and_core = np.array([[312.0, 88.0], [88.0, 312.0]])
    >>> least_power_two(window_and_core, np.array([100.0, 300.0]), np.array([126.0, 126.0])).round(3).tolist()
    [0.054, 0.946]
    """
    kind = need.dtype
    light, cost = np.asarray(response, kind), np.asarray(slope, kind)
    pairs = [(light[..., i, 0], light[..., i, 1]) for i in range(light.shape[-2])]
    high, low = _columns(cap, kind), _columns(minimum, kind)
    reach = [np.minimum(need[..., i], p * high[0] + q * high[1]) for i, (p, q) in enumerate(pairs)]
    return np.stack(_cheapest(pairs, reach, (cost[..., 0], cost[..., 1]), low, high), axis=-1)


def _columns(bound: ArrayLike, kind: np.dtype[Any]) -> Pair:
    """A bound of both groups, one array for each: whole columns are what makes this quick."""
    values = np.asarray(bound, kind)
    return (values, values) if values.ndim == 0 else (values[..., 0], values[..., 1])


def _cheapest(light: list[Pair], need: list[Array], cost: Pair, low: Pair, high: Pair) -> Pair:
    shape = np.broadcast_shapes(need[0].shape, cost[0].shape, high[0].shape)
    one, two = np.broadcast_to(high[0], shape), np.broadcast_to(high[1], shape)
    least = cost[0] * one + cost[1] * two
    share = 1e-10 if need[0].dtype == np.float64 else 1e-6
    floors = [wanted - np.maximum(wanted, 1) * share for wanted in need]
    for d, e in _vertices(light, need, low, high):
        price = cost[0] * d + cost[1] * e
        better = price < least
        for (p, q), floor in zip(light, floors, strict=True):
            better &= p * d + q * e >= floor
        one, two, least = np.where(better, d, one), np.where(better, e, two), np.where(better, price, least)
    return one, two


def _vertices(light: list[Pair], need: list[Array], low: Pair, high: Pair) -> Iterator[Pair]:
    """Every point at which the cheapest plan can lie: a level on a bound, or two needs met exactly."""
    for this, other in ((0, 1), (1, 0)):
        per_lx = [np.divide(1, pair[other], out=np.zeros_like(pair[other]), where=pair[other] > 0) for pair in light]
        bounds = [np.zeros_like(high[this]), high[this]] + ([low[this]] if (low[this] > 0).any() else [])
        for bound in bounds:
            wanted = np.zeros_like(need[0])
            for pair, inverse, point in zip(light, per_lx, need, strict=True):
                wanted = np.maximum(wanted, (point - pair[this] * bound) * inverse)
            met = _on_or_off(wanted, low[other], high[other])
            yield (bound, met) if this == 0 else (met, bound)
    for a, b in combinations(range(len(need)), 2):
        yield _both_tight(light[a], light[b], need[a], need[b], low, high)


def _both_tight(here: Pair, there: Pair, need_here: Array, need_there: Array, low: Pair, high: Pair) -> Pair:
    (p, q), (r, s) = here, there
    area = p * s - q * r
    flat = np.abs(area) <= np.maximum(p * s, q * r) * 1e-12  # parallel needs cross nowhere
    inverse = np.divide(1, area, out=np.zeros_like(area), where=~flat)
    one = (s * need_here - q * need_there) * inverse
    two = (p * need_there - r * need_here) * inverse
    return _on_or_off(one, low[0], high[0]), _on_or_off(two, low[1], high[1])


def _on_or_off(level: Array, low: Array, high: Array) -> Array:
    """Nothing, or from the minimum up to the cap; a rounding error does not switch a group on."""
    nothing = 1e-13 if level.dtype == np.float64 else 1e-7
    held: Array = np.minimum(level, high)
    if low.any():
        held = np.maximum(held, low)
    return held * (level > nothing)


class Coupled:
    """The least-power plan of a floor whose groups light each other's points.

    HiGHS keeps the model and its last basis; a new minute changes only bounds, and a few pivots
    give the new plan. Not for two threads at once.

    Parameters
    ----------
    response
        Light at each point from each group at full output, ``(points, groups)``; what is nought is not kept. [lx]
    slope
        What a full level costs, by group. [W]
    cap
        Largest level, by group or one figure. [1]
    minimum
        Least level of a group that is on, by group or one figure. [1]
    """

    def __init__(self, response: ArrayLike, slope: ArrayLike, cap: ArrayLike = 1.0, minimum: ArrayLike = 0.0) -> None:
        self.response = np.asarray(response, np.float64)
        points, groups = self.response.shape
        self._high = np.broadcast_to(np.asarray(cap, np.float64), groups).copy()
        self._minimum = np.broadcast_to(np.asarray(minimum, np.float64), groups)
        self._rows, self._columns = np.arange(points, dtype=np.int32), np.arange(groups, dtype=np.int32)
        self._open = np.full(points, highspy.kHighsInf)
        self._highs = _model(self.response, np.asarray(slope, np.float64), self._high)
        self._bounds = (np.zeros(groups), self._high)

    def plan(self, need: ArrayLike, low: ArrayLike | None = None, high: ArrayLike | None = None) -> Plan:
        """The cheapest levels for a need.

        Parameters
        ----------
        need
            By point. [lx]
        low, high
            Bounds of this instant by group, for levels that a person or a scene holds. [1]
        """
        wanted = np.asarray(need, np.float64)
        floor = (
            np.zeros_like(self._high) if low is None else np.broadcast_to(np.asarray(low, np.float64), self._high.shape)
        )
        top = np.minimum(self._high, np.inf if high is None else np.asarray(high, np.float64))
        top = np.maximum(top, floor)
        within = np.minimum(wanted, (self.response @ top) * (1 - 1e-12))
        levels = self._run(within, floor, top)
        dim = (levels > 0) & (levels < np.minimum(self._minimum, top))
        if dim.any():  # what is on is at its minimum; the others may then come down
            levels = self._run(within, np.where(dim, np.minimum(self._minimum, top), floor), top)
            levels = np.where(levels > 0, np.maximum(levels, np.minimum(self._minimum, top)), 0.0)
        return Plan(levels, np.maximum(wanted - self.response @ levels, 0.0))

    def _run(
        self, need: NDArray[np.float64], low: NDArray[np.float64], high: NDArray[np.float64]
    ) -> NDArray[np.float64]:
        highs, (last_low, last_high) = self._highs, self._bounds
        highs.changeRowsBounds(len(self._rows), self._rows, need, self._open)
        changed = np.flatnonzero((low != last_low) | (high != last_high)).astype(np.int32)
        if len(changed):
            highs.changeColsBounds(len(changed), changed, low[changed], high[changed])
            self._bounds = (low.copy(), high.copy())
        highs.run()
        if highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            status = highs.modelStatusToString(highs.getModelStatus())
            raise NotReady("no plan for {points} points: HiGHS says {status}", points=len(need), status=status)
        levels = np.asarray(highs.getSolution().col_value)
        levels[levels < 1e-9] = 0.0
        bounded: NDArray[np.float64] = np.clip(levels, low, high)
        return bounded


def _model(response: NDArray[np.float64], slope: NDArray[np.float64], high: NDArray[np.float64]) -> Any:
    points, groups = response.shape
    columns, rows = np.nonzero(response.T)  # column by column, as HiGHS keeps them; scipy.sparse would load 12 MiB
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = groups, points
    lp.col_cost_, lp.col_lower_, lp.col_upper_ = slope, np.zeros(groups), high
    lp.row_lower_, lp.row_upper_ = np.zeros(points), np.full(points, highspy.kHighsInf)
    lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    lp.a_matrix_.start_ = np.searchsorted(columns, np.arange(groups + 1)).astype(np.int32)
    lp.a_matrix_.index_, lp.a_matrix_.value_ = rows.astype(np.int32), response[rows, columns]
    highs: Any = _Highs()  # highspy.Highs, less its banner on standard output, which would spoil --json
    for option, setting in (
        ("output_flag", False),
        ("threads", 1),
        ("presolve", "off"),  # a warm basis is worth more
        ("primal_feasibility_tolerance", 1e-9),
        ("dual_feasibility_tolerance", 1e-9),
    ):
        highs.setOptionValue(option, setting)
    highs.passModel(lp)
    return highs
