"""The flow of a case as SVG text: what is done, what is current, what waits; drawn on the server.

Looks are classes of the page's style sheet (``case-flow``), so that it prints and turns dark with the page.
"""

from collections.abc import Mapping
from html import escape

from zhiyuan.cases.flow import END, START, TASK
from zhiyuan.cases.kind import Kind, Words
from zhiyuan.cases.layout import HEAD, MARGIN, Box, Layout, layout
from zhiyuan.cases.state import CLOSED, SKIPPED, State, due_next

DONE, CURRENT, WAITING, LEFT_OUT = "done", "current", "waiting", "skipped"
LINE, LINES = 18, 2
"""How much fits on one line of a box, a Chinese sign counting two; and how many lines."""


def looks(kind: Kind, state: State) -> dict[str, str]:
    """Step → done, current, waiting or skipped."""
    now = {step.key for step in due_next(kind, state)} if state.accepted else set()
    found = {}
    for step in kind.steps:
        if step.key in state.done:
            found[step.key] = LEFT_OUT if state.done[step.key].how == SKIPPED else DONE
        else:
            found[step.key] = CURRENT if step.key in now else WAITING
    return found


def drawing(kind: Kind, state: State, desks: Mapping[str, Words], language: str, name: str) -> str:
    """The drawing; ``name`` says what it shows to those who cannot see it, ``language`` is zh or en."""
    drawn, look = layout(kind), looks(kind, state)
    parts = [f'<svg class="case-flow" role="img" viewBox="0 0 {drawn.width} {drawn.height}" '
             f'width="{drawn.width}" height="{drawn.height}" xmlns="http://www.w3.org/2000/svg">',
             f"<title>{escape(name)}</title>",
             '<defs><marker id="case-arrow" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="7" markerHeight="7" '
             'orient="auto"><path class="tip" d="M0 0 8 4 0 8z"/></marker></defs>']  # fmt: skip
    parts += _lanes(drawn, desks, language)
    for arrow in drawn.arrows:
        way = " ".join(f"{x},{y}" for x, y in arrow.points)
        parts.append(f'<polyline class="arrow" points="{way}" marker-end="url(#case-arrow)"/>')
    for box in drawn.boxes:
        parts.append(_task(box, kind, look[box.node.step], language) if box.node.shape == TASK else _mark(box, state))
    return "".join([*parts, "</svg>"])


def _lanes(drawn: Layout, desks: Mapping[str, Words], language: str) -> list[str]:
    parts = []
    for lane in drawn.lanes:
        size = f'width="{drawn.width - 2 * MARGIN}" height="{lane.h}"'
        parts.append(f'<rect class="lane" x="{MARGIN}" y="{lane.y}" {size}/>')
        parts.append(_lines(getattr(desks[lane.desk], language), MARGIN + HEAD // 2, lane.y + lane.h // 2, "desk", 12))
    return parts


def _task(box: Box, kind: Kind, look: str, language: str) -> str:
    title = getattr(kind.step[box.node.step].title, language)
    frame = f'<rect x="{box.x}" y="{box.y}" width="{box.w}" height="{box.h}" rx="8"/>'
    return f'<g class="step {look}">{frame}{_lines(title, box.x + box.w // 2, box.middle, "name", LINE)}</g>'


def _mark(box: Box, state: State) -> str:
    x, y = box.x + box.w // 2, box.middle
    if box.node.shape in (START, END):
        done = state.accepted if box.node.shape == START else state.phase == CLOSED
        return f'<circle class="{box.node.shape} {DONE if done else WAITING}" cx="{x}" cy="{y}" r="{box.w // 2}"/>'
    half = box.w // 2
    corners = f"{x},{y - half} {x + half},{y} {x},{y + half} {x - half},{y}"
    return f'<g class="gate"><polygon points="{corners}"/><path d="M{x} {y - 9}v18M{x - 9} {y}h18"/></g>'


def _lines(text: str, x: int, y: int, look: str, width: int) -> str:
    lines = wrapped(text, width)
    first = y - (len(lines) - 1) * 9
    spans = (f'<tspan x="{x}" y="{first + 18 * n}">{escape(line)}</tspan>' for n, line in enumerate(lines))
    return f'<text class="{look}" text-anchor="middle" dominant-baseline="central">{"".join(spans)}</text>'


def wrapped(text: str, width: int) -> list[str]:
    """A text in at most two lines; what does not fit ends in an ellipsis.

    >>> wrapped("Agree who does what", 12), wrapped("建设用地规划许可证", 12)
    (['Agree who', 'does what'], ['建设用地规划', '许可证'])
    """
    lines, left = [""], _pieces(text)
    while left:
        piece = left.pop(0)
        if _wide(lines[-1] + piece) <= width or not lines[-1]:
            lines[-1] += piece
        elif len(lines) < LINES:
            lines.append(piece.lstrip())
        else:
            lines[-1] = lines[-1].rstrip() + "…"
            break
    return [line.strip() for line in lines]


def _pieces(text: str) -> list[str]:
    """Where a line may break: before any Chinese sign, between Latin words."""
    pieces: list[str] = []
    for sign in text:
        if sign == " " or ord(sign) > 0x2E7F or not pieces or ord(pieces[-1][-1]) > 0x2E7F:
            pieces.append(sign)
        else:
            pieces[-1] += sign
    return pieces


def _wide(text: str) -> int:
    return sum(2 if ord(sign) > 0x2E7F else 1 for sign in text)
