"""The exported BPMN: what each reference means is there, and it is the same drawing as on the page."""

from datetime import date
from xml.etree import ElementTree as ET

import pytest

from cases.invented import everything
from zhiyuan.cases.bpmn import SPACES, bpmn
from zhiyuan.cases.desks import desks
from zhiyuan.cases.kind import Kind
from zhiyuan.cases.kindread import kind, kinds
from zhiyuan.cases.layout import layout

TODAY = date(2026, 11, 24)
BOOK = [everything(), *(kind(key, TODAY) for key in kinds())]


@pytest.mark.parametrize("of", BOOK, ids=str)
def test_every_reference_of_the_export_leads_to_something(of: Kind) -> None:
    root = ET.fromstring(bpmn(of, desks(TODAY)))
    ids = [element.get("id") for element in root.iter() if element.get("id")]
    assert len(ids) == len(set(ids))
    for name in ("sourceRef", "targetRef", "bpmnElement", "processRef"):
        assert {e.get(name) for e in root.iter() if e.get(name)} <= set(ids)
    for tag in ("incoming", "outgoing", "flowNodeRef"):
        assert {e.text for e in root.iter(f"{{{SPACES['bpmn']}}}{tag}")} <= set(ids)


@pytest.mark.parametrize("of", BOOK, ids=str)
def test_every_node_and_every_flow_has_its_place_in_the_diagram(of: Kind) -> None:
    root = ET.fromstring(bpmn(of, desks(TODAY)))
    drawn = {e.get("bpmnElement") for e in root.iter() if e.tag.endswith(("BPMNShape", "BPMNEdge"))}
    lay = layout(of)
    assert {f"node_{box.node.key}" for box in lay.boxes} <= drawn
    assert {f"flow_{arrow.source}_{arrow.target}" for arrow in lay.arrows} <= drawn
    assert {f"lane_{lane.desk}" for lane in lay.lanes} <= drawn


def test_nothing_in_it_is_executable() -> None:
    text = bpmn(everything(), desks(TODAY))
    assert 'isExecutable="false"' in text
    assert "script" not in text.lower()


def test_a_name_with_markup_stays_a_name() -> None:
    from dataclasses import replace

    from zhiyuan.cases.kind import Words

    odd = replace(everything(), title=Words("<b>&", "x"))
    root = ET.fromstring(bpmn(odd, desks(TODAY)))
    assert "<b>&" in [e.get("name") for e in root.iter()]
