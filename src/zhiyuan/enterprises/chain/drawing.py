"""A chain as SVG, for the page and for paper: levels as columns, flows as arrows, each segment with its word. Pure.

On the page colours come from the theme by class; the attributes say the same to paper, which knows no theme.
"""

from collections.abc import Iterator, Mapping
from html import escape

from zhiyuan.enterprises.chain.graph import Chain, Segment
from zhiyuan.enterprises.chain.partition import EXTEND, FILL, FIRM, STRENGTHEN, UNTOUCHED, Placed

WIDTH, HEIGHT, GAP_X, GAP_Y, EDGE, BAR = 156, 56, 64, 22, 4, 5
COLOURS = {FIRM: "#0a7a55", STRENGTHEN: "#0f5ea8", FILL: "#b3261e", EXTEND: "#8a5a00", UNTOUCHED: "#8593a1"}
CLASSES = {FIRM: "stands"}
"""Where a style has another name than the word: a firm of the table is a ``chain-firm`` already."""
ARROW = (
    '<defs><marker id="chain-arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7"'
    ' orient="auto"><path class="chain-head" fill="#8593a1" d="M0 0L8 4L0 8z"/></marker></defs>'
)


def drawing(
    chain: Chain, found: Mapping[str, Placed], names: Mapping[str, str], language: str, title: str, *,
    only: str = "", leads: bool = False,
) -> str:  # fmt: skip
    """The picture; ``names`` are the words for words in the reader's language.

    ``only`` lets the segments of one word stand out; with ``leads`` each segment leads to its row in the table.
    """
    at = _places(chain)
    across = max((x for x, _ in at.values()), default=0) + WIDTH + EDGE
    down = max((y for _, y in at.values()), default=0) + HEIGHT + EDGE
    flows = "".join(_flows(chain, at, found, only))
    boxes = "".join(_box(s, at[key], found[key], names, language, only, leads) for key, s in chain.segments.items())
    role = "group" if leads else "img"
    return (
        f'<svg class="chain" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {across:g} {down:g}"'
        f' width="{across:g}"'
        f' height="{down:g}" role="{role}" aria-label="{escape(title)}">{ARROW}{flows}{boxes}</svg>'
    )


def _places(chain: Chain) -> dict[str, tuple[float, float]]:
    """Where each segment stands: its level's column, the columns centred on one line."""
    columns: dict[int, list[str]] = {}
    for key, segment in chain.segments.items():
        columns.setdefault(segment.level, []).append(key)
    most = max(map(len, columns.values()), default=0)
    found = {}
    for column, (_, keys) in enumerate(sorted(columns.items())):
        free = (most - len(keys)) * (HEIGHT + GAP_Y) / 2
        for row, key in enumerate(keys):
            found[key] = (EDGE + column * (WIDTH + GAP_X), EDGE + free + row * (HEIGHT + GAP_Y))
    return {key: found[key] for key in chain.segments}


def _flows(
    chain: Chain, at: Mapping[str, tuple[float, float]], found: Mapping[str, Placed], only: str
) -> Iterator[str]:
    """A line from each supplier to each buyer; from bottom to top where they stand in one column."""
    for supplier, buyer in chain.flows:
        (x1, y1), (x2, y2) = at[supplier], at[buyer]
        if x1 == x2:
            side, (top, bottom) = x1 + WIDTH / 2, (y1 + HEIGHT, y2 - 3) if y1 < y2 else (y1, y2 + HEIGHT + 3)
            path = f"M{side:g} {top:g}L{side:g} {bottom:g}"
        else:
            left, right = (x1 + WIDTH, x2 - 3) if x1 < x2 else (x1, x2 + WIDTH + 3)
            middle = (left + right) / 2
            path = (
                f"M{left:g} {y1 + HEIGHT / 2:g}C{middle:g} {y1 + HEIGHT / 2:g} {middle:g} {y2 + HEIGHT / 2:g}"
                f" {right:g} {y2 + HEIGHT / 2:g}"
            )
        faint = " chain-faint" if only and only not in (found[supplier].word, found[buyer].word) else ""
        yield (
            f'<path class="chain-flow{faint}" data-from="{supplier}" data-to="{buyer}" fill="none" stroke="#8593a1"'
            f' stroke-width="1.5" marker-end="url(#chain-arrow)" d="{path}"/>'
        )


def _box(
    segment: Segment, at: tuple[float, float], placed: Placed, names: Mapping[str, str], language: str, only: str,
    leads: bool,
) -> str:  # fmt: skip
    x, y = at
    name = segment.zh if language == "zh" else segment.en
    said = names[placed.word] + (f" · {len(placed.firms)}" if placed.firms else "")
    colour, line = COLOURS[placed.word], "" if placed.firms else ' stroke-dasharray="5 4"'
    shape = CLASSES.get(placed.word, placed.word)
    small = 14 if len(name) <= (9 if language == "zh" else 17) else 11
    faint = " chain-faint" if only and placed.word != only else ""
    drawn = (
        f'<rect class="chain-box chain-{shape}" fill="#ffffff" stroke="{colour}" stroke-width="1.5"'
        f'{line} x="{x:g}" y="{y:g}" width="{WIDTH}" height="{HEIGHT}" rx="8"/>'
        f'<rect class="chain-bar chain-{shape}" fill="{colour}" x="{x + 8:g}" y="{y + 12:g}" width="{BAR}"'
        f' height="{HEIGHT - 24}" rx="2"/>'
        f'<text class="chain-name" fill="#16202b" x="{x + 22:g}" y="{y + 25:g}" font-size="{small}">'
        f"{escape(name)} </text>"
        f'<text class="chain-said" fill="#4a5867" x="{x + 22:g}" y="{y + 43:g}" font-size="12">{escape(said)}</text>'
    )
    if not leads:
        return f"<g>{drawn}</g>"
    key = segment.key
    return f'<a class="chain-node{faint}" href="#s-{key}" data-key="{key}">{drawn}</a>'
