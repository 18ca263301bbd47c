"""How the groups of a park light its points: alone, in pairs, or in blocks that share light."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from zhiyuan.kernel.errors import Malformed
from zhiyuan.park.document import Space

Floats = NDArray[np.float32]
Ints = NDArray[np.intp]


@dataclass(frozen=True)
class Block:
    """Groups that share light, so that their levels are found together.

    ``response[i, j]`` is lx at point ``groups[i]`` from group ``groups[j]`` at full output.
    """

    groups: Ints
    response: NDArray[np.float64]


def responses(
    spaces: tuple[Space, ...], index: dict[str, int], slope: Floats
) -> tuple[Floats, Floats, Ints, tuple[Block, ...]]:
    """Own and cross response of every group, its partner, and the blocks.

    Parameters
    ----------
    index
        Number of every group by key.
    slope
        What a full level of each group costs; a pair whose cheapest plan is not the obvious one is a block. [W]
    """
    own, cross = np.zeros(len(index), np.float32), np.zeros(len(index), np.float32)
    partner = np.arange(len(index))
    blocks = []
    for together in _components(spaces):
        members = [index[g.key] for s in together for g in s.groups]
        response = _block(together)
        own[members] = np.diag(response)
        if len(together) == 1 and len(members) == 2 and _favours_own(response, slope[members]):
            a, b = members
            partner[[a, b]] = b, a
            cross[[a, b]] = response[0, 1], response[1, 0]
        elif len(members) > 1:
            blocks.append(Block(np.array(members, np.intp), response))
    return own, cross, partner, tuple(blocks)


def _favours_own(response: NDArray[np.float64], slope: Floats) -> bool:
    """Whether meeting both needs exactly is the cheapest plan: the slopes are a mix of the two rows."""
    (aa, ab), (ba, bb) = response
    one, two = slope
    return bool(aa * bb - ab * ba > 0 and one * bb - two * ba >= 0 and two * aa - one * ab >= 0)


def _components(spaces: tuple[Space, ...]) -> Iterator[list[Space]]:
    """Spaces that light each other, together."""
    root = {s.key: s.key for s in spaces}

    def find(key: str) -> str:
        while root[key] != key:
            root[key] = root[root[key]]
            key = root[key]
        return key

    for space in spaces:
        for other in space.spill:
            if other not in root:
                raise Malformed(
                    "space {space} spills light into {other}, which is no space", space=space.key, other=other
                )
            root[find(other)] = find(space.key)
    members: dict[str, list[Space]] = {}
    for space in spaces:
        members.setdefault(find(space.key), []).append(space)
    yield from members.values()


def _block(spaces: list[Space]) -> NDArray[np.float64]:
    """Response of a component: lx at each point (row) from each group (column)."""
    start = dict(zip((s.key for s in spaces), np.cumsum([0, *(len(s.groups) for s in spaces)]), strict=False))
    size = sum(len(s.groups) for s in spaces)
    response = np.zeros((size, size))
    for space in spaces:
        at = start[space.key]
        for j, group in enumerate(space.groups):
            response[at : at + len(space.groups), at + j] = group.response
        for other, matrix in space.spill.items():
            lit = np.asarray(matrix)
            response[start[other] : start[other] + lit.shape[0], at : at + lit.shape[1]] = lit
    return response
