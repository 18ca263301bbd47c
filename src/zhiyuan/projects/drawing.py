"""The milestones of a project as SVG text: plan, moved plan and what was reached; drawn on the server.

Looks are classes of the page's style sheet, so that it prints and turns dark with the page.
"""

from collections.abc import Sequence
from html import escape

from zhiyuan.projects.names import MILESTONE

WIDTH, HEIGHT, PAD = 720, 96, 60


def drawing(rows: Sequence[tuple[str, bool, str]], language: str, name: str) -> str:
    """Milestones as (key, reached, day as text), from left to right; ``name`` says what it shows."""
    step = (WIDTH - 2 * PAD) // (len(rows) - 1)
    parts = [
        f'<svg class="case-flow" role="img" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}" '
        f'xmlns="http://www.w3.org/2000/svg"><title>{escape(name)}</title>'
        f'<polyline class="arrow" points="{PAD},44 {WIDTH - PAD},44"/>'
    ]
    for place, (key, reached, day) in enumerate(rows):
        x = PAD + place * step
        title = escape(getattr(MILESTONE[key], language))
        parts.append(f'<circle class="{"done" if reached else "waiting"}" cx="{x}" cy="44" r="10"/>')
        parts.append(f'<text class="name" text-anchor="middle" x="{x}" y="22">{title}</text>')
        parts.append(f'<text class="desk" text-anchor="middle" x="{x}" y="78">{escape(day)}</text>')
    return "".join([*parts, "</svg>"])
