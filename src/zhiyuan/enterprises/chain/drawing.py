"""The printable picture of a chain as SVG: levels as columns, flows as lines, each segment with its word. Pure."""

from collections.abc import Mapping
from html import escape

from zhiyuan.enterprises.chain.graph import Chain, Segment
from zhiyuan.enterprises.chain.partition import Placed

WIDTH, HEIGHT, GAP_X, GAP_Y, TOP = 150, 44, 60, 14, 8


def drawing(chain: Chain, found: Mapping[str, Placed], names: Mapping[str, str], language: str, title: str) -> str:
    """The picture; ``names`` are the words for words, in the reader's language."""
    at = _places(chain)
    across = max((x for x, _ in at.values()), default=0) + WIDTH + 2
    down = max((y for _, y in at.values()), default=0) + HEIGHT + TOP
    parts = [
        f'<svg class="chain" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {across} {down}" role="img"'
        f' aria-label="{escape(title)}">'
    ]
    for supplier, buyer in chain.flows:
        (x1, y1), (x2, y2) = at[supplier], at[buyer]
        middle = (x1 + WIDTH + x2) / 2
        parts.append(
            f'<path class="chain-flow" fill="none" stroke="#8593a1" d="M{x1 + WIDTH} {y1 + HEIGHT / 2}'
            f'C{middle} {y1 + HEIGHT / 2} {middle} {y2 + HEIGHT / 2} {x2} {y2 + HEIGHT / 2}"/>'
        )
    parts += [_box(segment, at[key], found[key], names, language) for key, segment in chain.segments.items()]
    return "".join([*parts, "</svg>"])


def _places(chain: Chain) -> dict[str, tuple[int, int]]:
    columns: dict[int, int] = {}
    found = {}
    for key, segment in chain.segments.items():
        row = columns.get(segment.level, 0)
        columns[segment.level] = row + 1
        found[key] = (1 + segment.level * (WIDTH + GAP_X), TOP + row * (HEIGHT + GAP_Y))
    return found


def _box(segment: Segment, at: tuple[int, int], placed: Placed, names: Mapping[str, str], language: str) -> str:
    x, y = at
    name = segment.zh if language == "zh" else segment.en
    said = names[placed.word] + (f" · {len(placed.firms)}" if placed.firms else "")
    middle = x + WIDTH / 2
    small = 12 if len(name) <= (11 if language == "zh" else 22) else 9
    return (
        f'<rect class="chain-{placed.word}" fill="#ffffff" stroke="#4a5867" x="{x}" y="{y}" width="{WIDTH}"'
        f' height="{HEIGHT}" rx="6"/><text x="{middle}" y="{y + 18}" font-size="{small}" text-anchor="middle">'
        f'{escape(name)}</text><text x="{middle}" y="{y + 36}" font-size="12" text-anchor="middle">'
        f"{escape(said)}</text>"
    )
