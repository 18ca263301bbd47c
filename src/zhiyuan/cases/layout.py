"""Where each node of a flow stands: columns by what must come before, one lane for each desk.

The exported BPMN and the drawing on the page have the same coordinates. [px]
"""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

from zhiyuan.cases.flow import TASK, Flow, Node, flow
from zhiyuan.cases.kind import Kind

TASK_W, TASK_H, GATE, EVENT = 132, 56, 40, 32
GAP, ROW, HEAD, MARGIN = 40, 84, 92, 8


@dataclass(frozen=True, slots=True)
class Box:
    """A node's place: its upper left corner and size."""

    node: Node
    x: int
    y: int
    w: int
    h: int

    @property
    def middle(self) -> int:
        """The height at which arrows come and go."""
        return self.y + self.h // 2

    @property
    def right(self) -> int:
        """Where arrows leave."""
        return self.x + self.w


@dataclass(frozen=True, slots=True)
class Lane:
    """One desk's share of the drawing, over its whole width."""

    desk: str
    y: int
    h: int


@dataclass(frozen=True, slots=True)
class Arrow:
    """From one node to the next, along points."""

    source: str
    target: str
    points: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Layout:
    """The whole drawing."""

    width: int
    height: int
    lanes: tuple[Lane, ...]
    boxes: tuple[Box, ...]
    arrows: tuple[Arrow, ...]


def layout(kind: Kind) -> Layout:
    """Place every node so that arrows run from left to right and no two nodes overlap."""
    drawn = flow(kind)
    column, lane_of = _columns(drawn), {node.key: kind.step[node.step].by for node in drawn.nodes}
    row = _rows(drawn, column, lane_of)
    lanes = _lanes(drawn, lane_of, row)
    left = _lefts(drawn, column)
    boxes = tuple(_box(node, left[column[node.key]], lanes[lane_of[node.key]], row[node.key]) for node in drawn.nodes)
    place = {box.node.key: box for box in boxes}
    arrows = tuple(Arrow(s, t, _route(place[s], place[t], boxes)) for s, t in drawn.arrows)
    bottom = max(lane.y + lane.h for lane in lanes.values())
    return Layout(max(box.right for box in boxes) + GAP, bottom + MARGIN, tuple(lanes.values()), boxes, arrows)


def _columns(drawn: Flow) -> dict[str, int]:
    """As far to the right as the longest way to it."""
    column: dict[str, int] = {}
    for node in drawn.nodes:
        column[node.key] = max((column[s] + 1 for s, t in drawn.arrows if t == node.key), default=0)
    return column


def _rows(drawn: Flow, column: Mapping[str, int], lane_of: Mapping[str, str]) -> dict[str, int]:
    """One under the other where a lane has several nodes in a column."""
    filled: dict[tuple[str, int], int] = {}
    row: dict[str, int] = {}
    for node in drawn.nodes:
        cell = (lane_of[node.key], column[node.key])
        row[node.key] = filled.get(cell, 0)
        filled[cell] = row[node.key] + 1
    return row


def _lanes(drawn: Flow, lane_of: Mapping[str, str], row: Mapping[str, int]) -> dict[str, Lane]:
    lanes: dict[str, Lane] = {}
    top = MARGIN
    for desk in dict.fromkeys(lane_of.values()):
        rows = 1 + max(row[node.key] for node in drawn.nodes if lane_of[node.key] == desk)
        lanes[desk] = Lane(desk, top, rows * ROW)
        top += rows * ROW
    return lanes


def _lefts(drawn: Flow, column: Mapping[str, int]) -> list[int]:
    """The left edge of each column, as wide as its widest node."""
    widths = [0] * (1 + max(column.values()))
    for node in drawn.nodes:
        widths[column[node.key]] = max(widths[column[node.key]], _size(node)[0])
    lefts, x = [], MARGIN + HEAD + GAP // 2
    for width in widths:
        lefts.append(x)
        x += width + GAP
    return lefts


def _size(node: Node) -> tuple[int, int]:
    return (TASK_W, TASK_H) if node.shape == TASK else (EVENT, EVENT) if node.key in ("start", "end") else (GATE, GATE)


def _box(node: Node, left: int, lane: Lane, row: int) -> Box:
    width, height = _size(node)
    return Box(node, left, lane.y + row * ROW + (ROW - height) // 2, width, height)


def _route(source: Box, target: Box, boxes: tuple[Box, ...]) -> tuple[tuple[int, int], ...]:
    """Along the source's row and then over, or over at once and then along the target's: whichever is free."""
    begin, end = (source.right, source.middle), (target.x, target.middle)
    if source.middle == target.middle:
        return begin, end
    late, soon = target.x - GAP // 2, source.right + GAP // 2
    for turn in (late, soon):
        points = (begin, (turn, source.middle), (turn, target.middle), end)
        if not any(_crosses(points, box) for box in boxes if box not in (source, target)):
            return points
    return begin, (late, source.middle), (late, target.middle), end


def _crosses(points: tuple[tuple[int, int], ...], box: Box) -> bool:
    return any(_along(one, other, box) for one, other in pairwise(points))


def _along(one: tuple[int, int], other: tuple[int, int], box: Box) -> bool:
    """Whether a straight piece of an arrow runs through a box."""
    (x1, y1), (x2, y2) = one, other
    if y1 == y2:
        return box.y < y1 < box.y + box.h and min(x1, x2) < box.right and box.x < max(x1, x2)
    return box.x < x1 < box.right and min(y1, y2) < box.y + box.h and box.y < max(y1, y2)
