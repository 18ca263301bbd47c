"""The least-power plan of a few groups that light each other, for many instants at once.

Guess which needs will be met exactly: at first those that are positive, then those whose group
came out positive. If the levels that meet them lie between nought and one, leave no other point
short, and the prices (duals) agree, the guess is the optimum of the linear programme, by
complementary slackness; the inverse of each guess is kept. Otherwise HiGHS decides.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from zhiyuan.kernel.errors import NotReady
from zhiyuan.lighting.solve import Coupled

Rows = NDArray[np.intp]
Floats = NDArray[np.float32]

SMALL = 12
"""Up to so many groups guesses are tried; beyond, guesses rarely repeat."""
TRIES = 4
KNOWN = 4096
ROUNDING = np.float32(1e-4)
"""Levels this far outside nought and one are arithmetic."""


@dataclass(frozen=True, slots=True)
class _Guess:
    """Levels per need, ``(points, groups)``, and whether its prices are those of an optimum."""

    per_need: Floats
    priced: bool


class BlockPlan:
    """Plans one block of groups.

    Parameters
    ----------
    response
        lx at point i (row) from group j (column) at full output. [lx]
    slope
        What a full level costs. [W]
    """

    def __init__(self, response: NDArray[np.float64], slope: NDArray[np.float64]) -> None:
        self.response, self.slope = response, slope
        self.highs = Coupled(response, slope)
        self._most = response.sum(axis=1) * (1 - 1e-7)  # a need at the very bound is a hair too much for HiGHS
        self._light = response.T.astype(np.float32)
        self._bits = 1 << np.arange(len(slope), dtype=np.int64)
        self._guesses: dict[int, _Guess] = {}
        self._known: dict[bytes, Floats] = {}

    def levels(self, need_lx: Floats) -> Floats:
        """Cheapest levels for every row of needs, ``(rows, groups)``. [1]"""
        found = np.zeros(need_lx.shape, np.float32)
        need = np.maximum(need_lx, 0)
        rows = np.flatnonzero(need.any(axis=1))
        if len(self.slope) <= SMALL and len(rows):
            rows = self._guessed(found, need, rows)
        for row in rows:
            found[row] = self._remembered(need[row])
        return found

    def _remembered(self, need: Floats) -> Floats:
        """Needs without daylight are few and come again."""
        key = need.tobytes()
        if key not in self._known:
            if len(self._known) >= KNOWN:
                self._known.clear()
            self._known[key] = self._exact(need.astype(np.float64)).astype(np.float32)
        return self._known[key]

    def _exact(self, need: NDArray[np.float64]) -> NDArray[np.float64]:
        """The plan of HiGHS; where it finds none, full output: too much light is the smaller harm."""
        try:
            return self.highs.plan(np.minimum(need, self._most)).levels
        except NotReady:
            return np.ones(len(need)) * (need > 0)

    def _guessed(self, found: Floats, need: Floats, rows: Rows) -> Rows:
        """Fill in the rows whose optimum is guessed; give back the others."""
        asked = need[rows]
        codes = (asked > 0) @ self._bits
        for _ in range(TRIES):
            levels, priced = self._levels_of(asked, codes)
            good = priced & self._fits(levels, asked)
            found[rows[good]] = np.minimum(np.maximum(levels[good], 0), 1)
            if good.all():
                return rows[:0]
            rows, asked, codes = rows[~good], asked[~good], ((levels > ROUNDING) @ self._bits)[~good]
        return rows

    def _levels_of(self, need: Floats, codes: NDArray[np.int64]) -> tuple[Floats, NDArray[np.bool_]]:
        """What each row's guess gives, and whether it is priced."""
        known = set(codes.tolist())
        if len(known) == 1:
            guess = self._guess(known.pop())
            return need @ guess.per_need, np.full(len(need), guess.priced)
        levels, priced = np.empty(need.shape, np.float32), np.empty(len(need), bool)
        for code in known:
            guess, here = self._guess(code), codes == code
            levels[here], priced[here] = need[here] @ guess.per_need, guess.priced
        return levels, priced

    def _fits(self, levels: Floats, need: Floats) -> NDArray[np.bool_]:
        good = (levels >= -ROUNDING) & (levels <= 1 + ROUNDING) & (levels @ self._light >= need * (1 - ROUNDING))
        return np.asarray(good.all(axis=1))

    def _guess(self, code: int) -> _Guess:
        if code not in self._guesses:
            self._guesses[code] = self._make(np.flatnonzero(code & self._bits))
        return self._guesses[code]

    def _make(self, members: Rows) -> _Guess:
        inverse = np.zeros(self.response.shape)
        inner = self.response[np.ix_(members, members)]
        if not len(members) or np.linalg.matrix_rank(inner) < len(members):
            return _Guess(inverse.astype(np.float32), priced=False)
        inverse[np.ix_(members, members)] = np.linalg.inv(inner)
        price = self.slope @ inverse
        reduced = self.slope - price @ self.response
        priced = bool((price >= -1e-9).all() and (reduced >= -1e-9 * self.slope.max()).all())
        return _Guess(inverse.T.astype(np.float32), priced)
