"""A main meter less the meters below it: what nobody explains, node by node.

A difference is drawn only over quarter hours in which all of them are measured or estimated. A little of it is
honest (cables, meter classes); more is a meter that lies, a branch without one, or theft.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from zhiyuan.kernel.errors import Refused
from zhiyuan.telemetry.energy import Quality
from zhiyuan.telemetry.quarter import QuarterHours


@dataclass(frozen=True, slots=True)
class Balance:
    """One node over one bucket, of the quarter hours in which neither it nor a child is missing or suspect. [kWh]"""

    kwh: float
    below_kwh: float
    estimated_kwh: float  # of the node's and its children's energy, what was not measured
    compared: int  # quarter hours
    missing: int  # quarter hours not compared

    @property
    def unexplained_kwh(self) -> float:
        """Below zero when the meters below counted more than the one above."""
        return self.kwh - self.below_kwh

    @property
    def share(self) -> float | None:
        """What is unexplained of the node's energy; None where there is none. [1]"""
        return self.unexplained_kwh / self.kwh if self.kwh > 0 else None

    def beyond(self, limit: float) -> bool:
        """Whether it is more than a share that is taken for normal, or less than nothing by as much."""
        if self.kwh <= 0:
            return self.below_kwh > 0
        return abs(self.unexplained_kwh) > limit * self.kwh


class Tree:
    """Meters by what is above them."""

    def __init__(self, parents: Mapping[str, str | None]) -> None:
        """Raises Refused naming the circle, where there is one."""
        self.parents = dict(parents)
        self.children: dict[str, list[str]] = {}
        for key, parent in self.parents.items():
            if parent is not None:
                self.children.setdefault(parent, []).append(key)
        for key in self.parents:
            self._climb(key)

    def _climb(self, key: str) -> None:
        path, here = [key], self.parents.get(key)
        while here is not None:
            if here in path:
                raise Refused("{circle} goes round in a circle", circle=" → ".join((*path[path.index(here) :], here)))
            path.append(here)
            here = self.parents.get(here)

    @property
    def roots(self) -> list[str]:
        """The meters that nothing is above."""
        return [key for key, parent in self.parents.items() if parent is None]

    def walk(self) -> Iterator[tuple[str, int]]:
        """Every meter with its depth, each before what is below it."""
        waiting = [(key, 0) for key in reversed(self.roots)]
        while waiting:
            key, depth = waiting.pop()
            yield key, depth
            waiting += [(child, depth + 1) for child in reversed(self.children.get(key, []))]


def balances(node: QuarterHours, children: Sequence[QuarterHours], edges: NDArray[np.int64]) -> list[Balance]:
    """What one node's children leave unexplained, in each bucket [edges[i], edges[i+1]). [µs since 1970 UTC]"""
    known = reduce(np.logical_and, (q.quality < Quality.SUSPECT for q in (node, *children)))
    own = np.where(known, node.energy, 0)
    below = np.where(known, _summed([q.energy for q in children], len(node)), 0)
    doubt = [np.where(q.quality != Quality.MEASURED, q.energy, 0) for q in (node, *children)]
    doubtful = np.where(known, _summed(doubt, len(node)), 0)
    at = np.searchsorted(node.start, edges)
    return [
        Balance(
            int(own[a:b].sum()) / 1e6,
            int(below[a:b].sum()) / 1e6,
            int(doubtful[a:b].sum()) / 1e6,
            int(known[a:b].sum()),
            int((~known[a:b]).sum()),
        )
        for a, b in pairwise(at.tolist())
    ]


def _summed(columns: Sequence[NDArray[np.int64]], length: int) -> NDArray[np.int64]:
    return reduce(np.add, columns, np.zeros(length, np.int64))
