"""The least-power plan of a few groups that light each other, for many instants at once.

Guess which needs will be met exactly: those that are positive. If the levels that meet them are
between nought and one, and the prices (duals) agree, the guess is the optimum of the linear
programme, by complementary slackness; the inverse of each guess is kept. Otherwise HiGHS decides.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_array

from zhiyuan.lighting.solve import Coupled

SMALL = 12
"""Up to so many groups a guess is tried; beyond, guesses rarely repeat."""
ROUNDING = 1e-5


@dataclass(frozen=True, slots=True)
class _Guess:
    """Points met exactly by the groups of the same numbers, and how."""

    inverse: NDArray[np.float32]
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
        self.highs = Coupled(csc_array(response), slope)
        self._bits = 1 << np.arange(len(slope), dtype=np.int64)
        self._guesses: dict[int, _Guess] = {}

    def levels(self, need_lx: NDArray[np.float32]) -> NDArray[np.float32]:
        """Cheapest levels for every row of needs, ``(rows, groups)``. [1]"""
        found = np.zeros(need_lx.shape, np.float32)
        asking = np.flatnonzero((need_lx > 0).any(axis=1))
        if not len(asking):
            return found
        if len(self.slope) > SMALL:
            return self._exact(found, need_lx, asking)
        codes = (need_lx[asking] > 0) @ self._bits
        for code in np.unique(codes):
            rows = asking[codes == code]
            guess = self._guess(int(code))
            level = np.maximum(need_lx[rows], 0) @ guess.inverse
            good = ((level >= -ROUNDING) & (level <= 1 + ROUNDING)).all(axis=1) & guess.priced
            found[rows[good]] = np.clip(level[good], 0, 1)
            if not good.all():
                self._exact(found, need_lx, rows[~good])
        return found

    def _exact(
        self, found: NDArray[np.float32], need_lx: NDArray[np.float32], rows: NDArray[np.intp]
    ) -> NDArray[np.float32]:
        for row in rows:
            found[row] = self.highs.plan(np.maximum(need_lx[row], 0).astype(np.float64)).levels
        return found

    def _guess(self, code: int) -> _Guess:
        if code not in self._guesses:
            self._guesses[code] = self._make(np.flatnonzero(code & self._bits))
        return self._guesses[code]

    def _make(self, members: NDArray[np.intp]) -> _Guess:
        inverse = np.zeros(self.response.shape)
        inner = self.response[np.ix_(members, members)]
        if np.linalg.matrix_rank(inner) < len(members):
            return _Guess(inverse.astype(np.float32), priced=False)
        inverse[np.ix_(members, members)] = np.linalg.inv(inner)
        price = self.slope @ inverse
        reduced = self.slope - price @ self.response
        priced = bool((price >= -1e-9).all() and (reduced >= -1e-9 * self.slope.max()).all())
        return _Guess(inverse.T.astype(np.float32), priced)
