"""The drawing of any flow: from left to right, nothing over anything else."""

from datetime import date
from itertools import combinations

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from cases.invented import EVERYTHING, everything
from zhiyuan.cases.flow import FORK, JOIN, flow
from zhiyuan.cases.kind import Kind
from zhiyuan.cases.kindread import kind, kinds, read
from zhiyuan.cases.layout import Box, layout

BOOK = [everything(), *(kind(key, date(2026, 11, 24)) for key in kinds())]


@st.composite
def any_kind(draw: st.DrawFn) -> Kind:
    said = yaml.safe_load(EVERYTHING)
    keys = [f"s{n}" for n in range(draw(st.integers(1, 9)))]
    desks = st.sampled_from(["hall", "planning", "registry", "applicant"])
    said["kind"]["steps"] = [
        {
            "key": key,
            "title": {"zh": key, "en": key},
            "by": draw(desks),
            "needs": draw(st.lists(st.sampled_from(keys[:n]), unique=True, max_size=3)) if n else [],
        }
        for n, key in enumerate(keys)
    ]
    said["form"] = [question for question in said["form"] if "at" not in question]
    return read("any", said)


def apart(one: Box, other: Box) -> bool:
    return one.right < other.x or other.right < one.x or one.y + one.h < other.y or other.y + other.h < one.y


@given(any_kind())
@settings(deadline=None)
def test_no_two_nodes_overlap_and_every_arrow_runs_to_the_right(of: Kind) -> None:
    drawn = layout(of)
    place = {box.node.key: box for box in drawn.boxes}
    assert all(apart(one, other) for one, other in combinations(drawn.boxes, 2))
    for arrow in drawn.arrows:
        assert arrow.points[0][0] == place[arrow.source].right < place[arrow.target].x == arrow.points[-1][0]
    assert all(box.right < drawn.width and box.y + box.h < drawn.height for box in drawn.boxes)


@given(any_kind())
@settings(deadline=None)
def test_every_way_begins_at_the_start_and_ends_at_the_end(of: Kind) -> None:
    drawn = flow(of)
    left = {source for source, _ in drawn.arrows}
    entered = {target for _, target in drawn.arrows}
    assert {n.key for n in drawn.nodes} - entered == {"start"}
    assert {n.key for n in drawn.nodes} - left == {"end"}


@given(any_kind())
@settings(deadline=None)
def test_only_forks_have_several_ways_out_and_only_joins_several_ways_in(of: Kind) -> None:
    drawn = flow(of)
    for node in drawn.nodes:
        out = [1 for source, _ in drawn.arrows if source == node.key]
        into = [1 for _, target in drawn.arrows if target == node.key]
        assert len(out) <= 1 or node.shape == FORK
        assert len(into) <= 1 or node.shape == JOIN


@pytest.mark.parametrize("of", BOOK, ids=str)
def test_every_box_stands_in_the_lane_of_its_desk(of: Kind) -> None:
    drawn = layout(of)
    lanes = {lane.desk: lane for lane in drawn.lanes}
    for box in drawn.boxes:
        lane = lanes[of.step[box.node.step].by]
        assert lane.y <= box.y
        assert box.y + box.h <= lane.y + lane.h
