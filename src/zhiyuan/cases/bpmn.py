"""A kind as BPMN 2.0 with its diagram: to read, print and discuss elsewhere; here nothing executes it.

OMG BPMN 2.0.2 (formal/2013-12-09), chapters 10 (process) and 12 (diagram interchange).
"""

from collections.abc import Mapping
from xml.etree import ElementTree as ET

from zhiyuan.cases.flow import END, FORK, JOIN, START, TASK
from zhiyuan.cases.kind import Kind, Listed, Step, Words
from zhiyuan.cases.layout import HEAD, MARGIN, Box, Layout, layout
from zhiyuan.cases.limit import Limit

MODEL = "http://www.omg.org/spec/BPMN/20100524/MODEL"
SPACES = {
    "bpmn": MODEL,
    "bpmndi": "http://www.omg.org/spec/BPMN/20100524/DI",
    "dc": "http://www.omg.org/spec/DD/20100524/DC",
    "di": "http://www.omg.org/spec/DD/20100524/DI",
}
TAG = {START: "startEvent", END: "endEvent", TASK: "userTask", FORK: "parallelGateway", JOIN: "parallelGateway"}
UNIT = {"working_days": "个工作日", "natural_days": "日", "months": "个月"}
for prefix, space in SPACES.items():
    ET.register_namespace(prefix, space)


def bpmn(kind: Kind, desks: Mapping[str, Words]) -> str:
    """The whole document; ``desks`` names the lanes."""
    drawn = layout(kind)
    root = ET.Element(_q("bpmn:definitions"), id=f"definitions_{kind.key}", targetNamespace="urn:zhiyuan:cases")
    pool = ET.SubElement(root, _q("bpmn:collaboration"), id="collaboration")
    ET.SubElement(pool, _q("bpmn:participant"), id="pool", name=kind.title.zh, processRef="process")
    _process(root, kind, drawn, desks)
    _diagram(root, drawn)
    ET.indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ET.tostring(root, encoding="unicode")}\n'


def _process(root: ET.Element, kind: Kind, drawn: Layout, desks: Mapping[str, Words]) -> None:
    process = ET.SubElement(root, _q("bpmn:process"), id="process", name=kind.title.zh, isExecutable="false")
    ET.SubElement(process, _q("bpmn:documentation")).text = f"{kind.basis}\nsha256 {kind.digest}"
    lanes = ET.SubElement(process, _q("bpmn:laneSet"), id="lanes")
    for lane in drawn.lanes:
        row = ET.SubElement(lanes, _q("bpmn:lane"), id=f"lane_{lane.desk}", name=desks[lane.desk].zh)
        for box in drawn.boxes:
            if kind.step[box.node.step].by == lane.desk:
                ET.SubElement(row, _q("bpmn:flowNodeRef")).text = _id(box.node.key)
    for box in drawn.boxes:
        _node(process, kind, drawn, box)
    for arrow in drawn.arrows:
        way = ET.SubElement(process, _q("bpmn:sequenceFlow"), id=_flow(arrow.source, arrow.target))
        way.set("sourceRef", _id(arrow.source))
        way.set("targetRef", _id(arrow.target))


def _node(process: ET.Element, kind: Kind, drawn: Layout, box: Box) -> None:
    node = ET.SubElement(process, _q(f"bpmn:{TAG[box.node.shape]}"), id=_id(box.node.key))
    if box.node.shape == TASK:
        step = kind.step[box.node.step]
        node.set("name", step.title.zh)
        if said := _said(kind, step):
            ET.SubElement(node, _q("bpmn:documentation")).text = said
    for arrow in drawn.arrows:
        if arrow.target == box.node.key:
            ET.SubElement(node, _q("bpmn:incoming")).text = _flow(arrow.source, arrow.target)
    for arrow in drawn.arrows:
        if arrow.source == box.node.key:
            ET.SubElement(node, _q("bpmn:outgoing")).text = _flow(arrow.source, arrow.target)


def _said(kind: Kind, step: Step) -> str:
    """What a box cannot show: documents, what may be deferred, limits."""
    lines = [f"材料：{kind.titles(step.docs).zh}"] if step.docs else []
    lines += [f"可承诺后补：{kind.titles(step.defer).zh}"] if step.defer else []
    lines += [f"出具：{kind.titles(step.gives).zh}"] if step.gives else []
    lines += [f"期限：{_limit(step.clock.limit)}（{step.clock.basis}）"] if step.clock else []
    others = Listed(tuple(kind.step[key].title for key in step.differs_from))
    lines += [f"须由他人办理，办理过的不得办理：{others.zh}"] if step.differs_from else []
    lines += [f"公示：{_limit(step.wait)}"] if step.wait else []
    lines += [f"起算日：{kind.question[step.counts_from].title.zh}"] if step.counts_from else []
    lines += [f"逾期未答复按沉默办结：{_limit(step.silence)}"] if step.silence else []
    lines += [f"可免办：{step.optional.zh}"] if step.optional else []
    return "\n".join(lines)


def _limit(limit: Limit) -> str:
    return f"{limit.count} {UNIT[limit.unit]}"


def _diagram(root: ET.Element, drawn: Layout) -> None:
    diagram = ET.SubElement(root, _q("bpmndi:BPMNDiagram"), id="diagram")
    plane = ET.SubElement(diagram, _q("bpmndi:BPMNPlane"), id="plane", bpmnElement="collaboration")
    height = sum(lane.h for lane in drawn.lanes)
    _shape(plane, "pool", MARGIN, MARGIN, drawn.width - MARGIN, height).set("isHorizontal", "true")
    for lane in drawn.lanes:
        left = MARGIN + HEAD // 3
        _shape(plane, f"lane_{lane.desk}", left, lane.y, drawn.width - left, lane.h).set("isHorizontal", "true")
    for box in drawn.boxes:
        _shape(plane, _id(box.node.key), box.x, box.y, box.w, box.h)
    for arrow in drawn.arrows:
        name = _flow(arrow.source, arrow.target)
        edge = ET.SubElement(plane, _q("bpmndi:BPMNEdge"), id=f"{name}_di", bpmnElement=name)
        for x, y in arrow.points:
            ET.SubElement(edge, _q("di:waypoint"), x=str(x), y=str(y))


def _shape(plane: ET.Element, element: str, x: int, y: int, w: int, h: int) -> ET.Element:
    shape = ET.SubElement(plane, _q("bpmndi:BPMNShape"), id=f"{element}_di", bpmnElement=element)
    ET.SubElement(shape, _q("dc:Bounds"), x=str(x), y=str(y), width=str(w), height=str(h))
    return shape


def _q(name: str) -> str:
    prefix, _, tag = name.partition(":")
    return f"{{{SPACES[prefix]}}}{tag}"


def _id(node: str) -> str:
    return f"node_{node}"


def _flow(source: str, target: str) -> str:
    return f"flow_{source}_{target}"
