"""Charts are plain SVG with a name, without a style of their own."""

import re
import xml.etree.ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhiyuan.kernel.chart import Series, bars, lines, sparkline, ticks

DRAWN = [
    bars("Use", ["a", "b"], [Series("x", [1, None]), Series("y", [2.5, 3], "2")], stacked=True),
    lines("Power <now>", ["1", "2", "3"], [Series("p", [1, None, 3])], "kW", band=([0, 1, 2], [2, 3, 4]), target=2.0),
    sparkline("Day", [0, 3, None, 1]),
    bars("Nothing", [], [Series("x", [])]),
]


@pytest.mark.parametrize("svg", DRAWN)
def test_every_chart_is_well_formed_named_and_carries_no_style(svg: str) -> None:
    root = ET.fromstring(svg)
    assert root.get("role") == "img"
    assert root.get("aria-label")
    assert "style=" not in svg


def test_a_missing_value_breaks_the_line_and_is_hatched() -> None:
    svg = DRAWN[1]
    path = re.search(r'class="line-1" d="([^"]+)"', svg)
    assert path is not None
    assert path.group(1).count("M") == 2
    assert 'class="gap"' in svg


@given(st.floats(-1e6, 1e6), st.floats(-1e6, 1e6))
def test_ticks_span_the_values_and_zero_and_are_at_most_five(a: float, b: float) -> None:
    low, high = min(a, b), max(a, b)
    made = ticks(low, high)
    assert 2 <= len(made) <= 5
    assert made[0] <= min(low, 0.0) + 1e-9 * max(abs(low), 0.001)
    assert made[-1] >= max(high, 0.0) - 1e-9 * max(abs(high), 0.001)
