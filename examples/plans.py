"""Floor plans of the invented park: where each space lies. Metres, x east, y south, origin north-west."""

from collections.abc import Iterator
from dataclasses import dataclass

Box = tuple[float, float, float, float]

STOREYS = {1: "一层", 2: "二层", 3: "三层", -1: "地下一层", -2: "地下二层", 0: "室外"}
WIDTH, DEPTH = 27.0, 20.4  # of buildings A to D
NORTH, UPPER, CORE, LOWER, SOUTH = 0.0, 5.4, 7.5, 12.9, 15.0  # where each strip begins
STRIP, AISLE = 5.4, 2.1  # depth of a strip of rooms, of a corridor


@dataclass(frozen=True)
class Room:
    """One space before it has light: its kind, its name, its place, the side it looks to, its gateway."""

    kind: str
    name: str
    box: Box
    side: str
    part: str


def offices(level: int, meetings: int) -> Iterator[Room]:
    """A floor of buildings A and B: offices along the facades, corridors around a core."""
    yield from _perimeter(level)
    yield Room("office_interior", "内区办公室", (6.3, CORE, 7.2, STRIP), "W", "A")
    yield Room("office_interior", "内区办公室", (16.5, CORE, 7.2, STRIP), "E", "A")
    yield Room("meeting", "会议室", (21.6, NORTH, 5.4, STRIP), "E", "A")
    if meetings > 1:
        yield Room("meeting", "会议室", (0.0, SOUTH, 5.4, STRIP), "W", "A")
    yield from common(level)


def _perimeter(level: int) -> Iterator[Room]:
    yield Room("office_perimeter", "办公室", (0.0, NORTH, 7.2, STRIP), "W", "A")
    if level > 1:
        yield Room("office_perimeter", "办公室", (7.2, NORTH, 7.2, STRIP), "N", "A")
        yield Room("office_perimeter", "办公室", (12.6, SOUTH, 7.2, STRIP), "S", "A")
    yield Room("office_perimeter", "办公室", (19.8, SOUTH, 7.2, STRIP), "E", "A")


def common(level: int) -> Iterator[Room]:
    """What every floor of A to D has: corridors, stairs, toilets, and lobbies on the ground."""
    if level == 1:
        yield Room("lobby", "北门厅", (7.2, NORTH, 7.2, STRIP), "N", "B")
        yield Room("lobby", "南门厅", (12.6, SOUTH, 7.2, STRIP), "S", "B")
    for name, x, y, side in (
        ("北走廊西段", 0.0, UPPER, "W"),
        ("北走廊东段", 13.5, UPPER, "E"),
        ("南走廊西段", 0.0, LOWER, "W"),
        ("南走廊东段", 13.5, LOWER, "E"),
    ):
        yield Room("corridor", name, (x, y, 13.5, AISLE), side, "B")
    yield Room("stair", "北楼梯", (14.4, NORTH, 3.0, STRIP), "N", "S")
    yield Room("stair", "西楼梯", (0.0, CORE, 3.0, STRIP), "W", "S")
    yield Room("stair", "南楼梯", (9.6, SOUTH, 3.0, STRIP), "S", "S")
    yield Room("toilet", "男卫生间", (3.0, CORE, 3.3, STRIP), "W", "B")
    yield Room("toilet", "女卫生间", (23.7, CORE, 3.3, STRIP), "E", "B")


def garage(level: int) -> Iterator[Room]:
    """A floor of the garage: bays and lanes in turn, stairs at the east side."""
    for row, kind, name in (
        (0, "garage_bay", "车位"),
        (1, "garage_lane", "车道"),
        (2, "garage_bay", "车位"),
        (3, "garage_lane", "车道"),
    ):
        for column, half in enumerate("西东"):
            part = "ABCD"[row // 2 * 2 + column]
            yield Room(kind, f"{half}侧{name}{row // 2 + 1}", (18.0 * column, 6.0 * row, 18.0, 6.0), "N", part)
    yield Room("stair", "一号楼梯", (36.0, 0.0, 3.6, 6.0), "E", "A")
    yield Room("stair", "二号楼梯", (36.0, 18.0, 3.6, 6.0), "E", "A")


def outdoors() -> Iterator[Room]:
    """The site: a ring road with a cross, and gardens around each building."""
    yield from _roads()
    for part, (x, y), name in zip(
        "ABCD", ((12, 12), (124, 12), (12, 84), (124, 84)), ("A座", "B座", "C座", "D座"), strict=True
    ):
        yield Room("landscape", f"{name}北侧绿地", (x + 8.0, y + 6.0, 54.0, 12.0), "N", part)
        yield Room("landscape", f"{name}南侧绿地", (x + 8.0, y + 46.0, 54.0, 12.0), "N", part)
        yield Room("landscape", f"{name}广场", (x + 72.0, y + 14.0, 26.0, 36.0), "N", part)


def _roads() -> Iterator[Room]:
    for name, box in {
        "北环路西段": (4.0, 4.0, 116.0, 8.0),
        "北环路东段": (120.0, 4.0, 116.0, 8.0),
        "南环路西段": (4.0, 148.0, 116.0, 8.0),
        "南环路东段": (120.0, 148.0, 116.0, 8.0),
        "西环路北段": (4.0, 12.0, 8.0, 64.0),
        "西环路南段": (4.0, 76.0, 8.0, 72.0),
        "东环路北段": (228.0, 12.0, 8.0, 64.0),
        "东环路南段": (228.0, 76.0, 8.0, 72.0),
        "创新路西段": (12.0, 76.0, 108.0, 8.0),
        "创新路东段": (120.0, 76.0, 108.0, 8.0),
        "中心路北段": (116.0, 12.0, 8.0, 64.0),
        "中心路南段": (116.0, 84.0, 8.0, 64.0),
    }.items():
        yield Room("road", name, box, "N", "W" if box[0] < 116 else "E")


def grid(count: int, box: Box) -> Iterator[tuple[float, float]]:
    """So many places in a box, in rows and columns that suit its shape, from the north-west on."""
    x, y, width, depth = box
    shapes = [(n, count // n) for n in range(1, count + 1) if count % n == 0]
    columns, rows = min(
        shapes, key=lambda s: abs(width / s[0] / (depth / s[1]) - 1) + abs(depth / s[1] / (width / s[0]) - 1)
    )
    for row in range(rows):
        for column in range(columns):
            yield round(x + width * (column + 0.5) / columns, 2), round(y + depth * (row + 0.5) / rows, 2)
