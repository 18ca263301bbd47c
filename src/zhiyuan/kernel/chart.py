"""Charts as SVG text: bars, lines with a band, small lines for cards and tables.

Colours, dashes and hatches are classes of the page's style sheet, never inline styles. Every chart
has a name for those who cannot see it, and a page puts a table of the same figures under it.
Axes begin at zero unless a value is below; at most five ticks; a missing value breaks the line,
and its span is hatched (the pattern ``hatch`` is in the page's sprite).
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from zhiyuan.kernel.fmt import number

WIDTH, HEIGHT = 720, 260
LEFT, RIGHT, TOP, BOTTOM = 52, 8, 24, 24
SMALLEST = 1e-12  # a span below this is a flat line
Values = Sequence[float | None]


@dataclass(frozen=True, slots=True)
class Series:
    """Values in the order of the labels; ``look`` is "1" to "6" or "baseline"."""

    name: str
    values: Values
    look: str = "1"


@dataclass(frozen=True, slots=True)
class Frame:
    """Where a value and a label stand in the drawing."""

    count: int
    low: float
    high: float
    width: int = WIDTH
    height: int = HEIGHT

    def x(self, position: float) -> float:
        """The middle of slot ``position``. [px]"""
        return LEFT + (position + 0.5) * self.step

    @property
    def step(self) -> float:
        """Width of one slot. [px]"""
        return (self.width - LEFT - RIGHT) / max(1, self.count)

    def y(self, value: float) -> float:
        """The height of a value. [px]"""
        return TOP + (self.high - value) / (self.high - self.low) * (self.height - TOP - BOTTOM)


def ticks(low: float, high: float, at_most: int = 5) -> list[float]:
    """Round numbers that span the values: steps of 1, 2 or 5 times a power of ten.

    >>> ticks(0, 230)
    [0.0, 100.0, 200.0, 300.0]
    """
    low, high = min(0.0, low), max(0.0, high)
    if high - low < SMALLEST:
        return [0.0, 1.0]
    raw = (high - low) / (at_most - 1)
    size = 10.0 ** math.floor(math.log10(raw))
    for factor in (1, 2, 5, 10, 20):
        step = factor * size
        first, last = math.floor(low / step), math.ceil(high / step)
        if last - first + 1 <= at_most:
            digits = 1 - math.floor(math.log10(size))
            return [round(n * step, digits) for n in range(first, last + 1)]
    raise AssertionError("a step of twenty times the size always fits")


def bars(
    name: str, labels: Sequence[str], series: Sequence[Series], unit: str = "kWh", *, stacked: bool = False
) -> str:
    """Bars beside or upon each other; ``name`` says what the chart shows."""
    totals = [sum(v for v in column if v is not None) for column in zip(*(s.values for s in series), strict=True)]
    frame, scale = _frame(len(labels), [totals] if stacked else [s.values for s in series])
    drawn = [_gaps(frame, series)]
    share = 0.7 if stacked else 0.7 / max(1, len(series))
    for i in range(len(labels)):
        base = 0.0
        for n, one in enumerate(series):
            value = one.values[i]
            if value is None:
                continue
            start = frame.x(i) - 0.35 * frame.step + (0 if stacked else n * share * frame.step)
            drawn.append(_bar(frame, start, share * frame.step, base, base + value, one, labels[i], value, unit))
            base += value if stacked else 0
    return _svg(name, frame, scale, labels, unit, drawn)


def lines(
    name: str,
    labels: Sequence[str],
    series: Sequence[Series],
    unit: str = "kWh",
    *,
    band: tuple[Values, Values] | None = None,
    target: float | None = None,
    height: int = HEIGHT,
) -> str:
    """Lines, with a band (low, high) behind them and a target across them."""
    shown = [s.values for s in series] + (list(band) if band else []) + ([[target]] if target is not None else [])
    frame, scale = _frame(len(labels), shown, height)
    drawn = [_gaps(frame, series)]
    if band:
        drawn += [f'<path class="band" d="{area}"/>' for area in _areas(frame, *band)]
    drawn += [f'<path class="line-{s.look}" d="{_path(frame, s.values)}"/>' for s in series]
    if target is not None:
        y = f"{frame.y(target):.1f}"
        drawn.append(f'<line class="target" x1="{LEFT}" x2="{frame.width - RIGHT}" y1="{y}" y2="{y}"/>')
    return _svg(name, frame, scale, labels, unit, drawn)


def sparkline(name: str, values: Values) -> str:
    """A line without axes for a card or a table's cell."""
    known = [v for v in values if v is not None]
    low, high = (min(0.0, *known), max(known)) if known else (0.0, 1.0)
    span = (high - low) or 1.0
    across = 118 / max(1, len(values) - 1)
    spots = [None if v is None else (1 + i * across, 27 - (v - low) / span * 26) for i, v in enumerate(values)]
    return (
        f'<svg class="spark" viewBox="0 0 120 28" preserveAspectRatio="none" role="img" aria-label="{escape(name)}">'
        f'<path d="{_joined(spots)}"/></svg>'
    )


def _frame(count: int, shown: Sequence[Values], height: int = HEIGHT) -> tuple[Frame, list[float]]:
    known = [v for values in shown for v in values if v is not None and math.isfinite(v)]
    scale = ticks(min(known, default=0.0), max(known, default=0.0))
    return Frame(count, scale[0], scale[-1], height=height), scale


def _bar(
    frame: Frame, x: float, width: float, base: float, top: float, series: Series, label: str, value: float, unit: str
) -> str:
    high, low = sorted((frame.y(base), frame.y(top)))
    said = escape(f"{label} {series.name} {number(value, 1)} {unit}")
    return (
        f'<rect class="s{series.look}" x="{x:.1f}" y="{high:.1f}" width="{max(0.5, width - 1):.1f}"'
        f' height="{max(0.5, low - high):.1f}"><title>{said}</title></rect>'
    )


def _path(frame: Frame, values: Values) -> str:
    return _joined([None if v is None else (frame.x(i), frame.y(v)) for i, v in enumerate(values)])


def _joined(spots: Sequence[tuple[float, float] | None]) -> str:
    parts, pen = [], False
    for spot in spots:
        if spot is not None:
            parts.append(f"{'L' if pen else 'M'}{spot[0]:.1f} {spot[1]:.1f}")
        pen = spot is not None
    return "".join(parts)


def _areas(frame: Frame, low: Values, high: Values) -> list[str]:
    areas: list[str] = []
    run: list[int] = []
    for i in range(len(low) + 1):
        if i < len(low) and low[i] is not None and high[i] is not None:
            run.append(i)
        elif run:
            up = [(frame.x(j), frame.y(high[j] or 0.0)) for j in run]
            back = [(frame.x(j), frame.y(low[j] or 0.0)) for j in reversed(run)]
            areas.append(_joined([*up, *back]) + "Z")
            run = []
    return areas


def _gaps(frame: Frame, series: Sequence[Series]) -> str:
    """Hatch the slots for which the first series has no value."""
    missing = [i for i, v in enumerate(series[0].values) if v is None] if series else []
    height = frame.height - TOP - BOTTOM
    return "".join(
        f'<rect class="gap" x="{frame.x(i) - frame.step / 2:.1f}" y="{TOP}" width="{frame.step:.1f}"'
        f' height="{height}"/>'
        for i in missing
    )


def _svg(
    name: str, frame: Frame, scale: Sequence[float], labels: Sequence[str], unit: str, drawn: Sequence[str]
) -> str:
    decimals = max(0, min(3, -math.floor(math.log10(scale[1] - scale[0])))) if len(scale) > 1 else 0
    parts = [
        f'<svg class="chart" viewBox="0 0 {frame.width} {frame.height}" role="img" aria-label="{escape(name)}">',
        f'<text x="{LEFT - 6}" y="12" text-anchor="end">{escape(unit)}</text>',
    ]
    for tick in scale:
        y = f"{frame.y(tick):.1f}"
        kind = "axis" if tick == 0 else "grid"
        parts.append(f'<line class="{kind}" x1="{LEFT}" x2="{frame.width - RIGHT}" y1="{y}" y2="{y}"/>')
        parts.append(f'<text x="{LEFT - 6}" y="{y}" dy="4" text-anchor="end">{number(tick, decimals)}</text>')
    every = max(1, math.ceil(len(labels) / 12))
    for i in range(0, len(labels), every):
        at = f'x="{frame.x(i):.1f}" y="{frame.height - 6}"'
        parts.append(f'<text {at} text-anchor="middle">{escape(labels[i])}</text>')
    return "".join([*parts, *drawn, "</svg>"])
