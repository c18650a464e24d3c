"""A procedure as BPMN 2.0 XML, with the places of its parts, for any modeller.

Source: OMG BPMN 2.0.2 (formal/2013-12-09) and its schemas. A duration has no calendar there: what a timer
counts is working time of the unit, and its documentation says so.
"""

from xml.etree import ElementTree as ET

from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from interior_portal.accounts.registry import role
from interior_portal.workflow.procedures import Label, Procedure
from interior_portal.workflow.seeing.graph import (
    APPLICANT,
    SYSTEM,
    Flow,
    Graph,
    Kind,
    Node,
    graph_of,
)
from interior_portal.workflow.seeing.layout import Box, Layout, layout_of
from interior_portal.workflow.seeing.timeouts import iso_duration, working_time

MODEL = "http://www.omg.org/spec/BPMN/20100524/MODEL"
DIAGRAM = "http://www.omg.org/spec/BPMN/20100524/DI"
BOUNDS = "http://www.omg.org/spec/DD/20100524/DC"
POINTS = "http://www.omg.org/spec/DD/20100524/DI"
_XSI = "http://www.w3.org/2001/XMLSchema-instance"
_PREFIXES = {"bpmn": MODEL, "bpmndi": DIAGRAM, "dc": BOUNDS, "di": POINTS, "xsi": _XSI}

_ELEMENTS = {
    Kind.START: "startEvent",
    Kind.PERSON: "userTask",
    Kind.SERVICE: "serviceTask",
    Kind.ANSWERS: "receiveTask",
    Kind.CHOICE: "exclusiveGateway",
    Kind.MERGE: "exclusiveGateway",
    Kind.FORK: "parallelGateway",
    Kind.JOIN: "parallelGateway",
    Kind.LEAVING: "intermediateCatchEvent",
    Kind.TIMER: "intermediateCatchEvent",
    Kind.TIMER_AT: "boundaryEvent",
    Kind.END: "endEvent",
}
_MESSAGES = frozenset({Kind.LEAVING, Kind.ANSWERS})
_LANES: dict[str, Label] = {APPLICANT: _("Applicant"), SYSTEM: _("System")}


def as_bpmn(procedure: Procedure, language: str) -> bytes:
    """The document in UTF-8 with names in `language`; the same bytes for the same procedure.

    Steps are tasks (of a person or of the system), final steps are end events, transitions sequence
    flows; a choice is made by the code of the transition, or by the answers that the case has received
    where it waits for them. Where a case may leave its branches, a
    message or a timer cuts them short, and every end ends all that still runs. What happens by itself is a
    timer event: on the border of its task, or behind it where nothing else leads on.
    """
    for prefix, address in _PREFIXES.items():
        ET.register_namespace(prefix, address)
    graph = graph_of(procedure)
    with translation.override(language):
        root = ET.Element(
            _model("definitions"),
            {"id": f"definitions.{procedure.code}", "targetNamespace": f"urn:{procedure.code}"},
        )
        _collaboration(root, procedure)
        for node in graph.nodes:
            if node.kind in _MESSAGES:
                ET.SubElement(
                    root,
                    _model("message"),
                    {"id": f"message.{node.id}", "name": str(node.label)},
                )
        _process(root, procedure, graph)
        _drawing(root, procedure, graph, layout_of(graph))
    ET.indent(root)
    document: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return document + b"\n"


def lane_label(lane: str) -> Label:
    """The name of a lane: the applicant, the system, or a role."""
    return _LANES[lane] if lane in _LANES else role(lane).label


def _model(name: str) -> str:
    return f"{{{MODEL}}}{name}"


def _process_id(procedure: Procedure) -> str:
    return f"procedure.{procedure.code}"


def _collaboration(root: ET.Element, procedure: Procedure) -> None:
    collaboration = ET.SubElement(root, _model("collaboration"), {"id": "collaboration"})
    words = {
        "id": "participant",
        "name": str(procedure.label),
        "processRef": _process_id(procedure),
    }
    ET.SubElement(collaboration, _model("participant"), words)


def _process(root: ET.Element, procedure: Procedure, graph: Graph) -> None:
    process = ET.SubElement(
        root,
        _model("process"),
        {
            "id": _process_id(procedure),
            "name": str(procedure.label),
            "isExecutable": "false",
        },
    )
    documentation = ET.SubElement(process, _model("documentation"))
    documentation.text = f"{procedure.code} {procedure.version} {procedure.sha256}"
    lanes = ET.SubElement(process, _model("laneSet"), {"id": "lanes"})
    for name in graph.lanes:
        words_of_lane = {"id": f"lane.{name}", "name": str(lane_label(name))}
        lane = ET.SubElement(lanes, _model("lane"), words_of_lane)
        for node in graph.nodes:
            if node.lane == name:
                ET.SubElement(lane, _model("flowNodeRef")).text = node.id
    has_branches = any(node.kind is Kind.FORK for node in graph.nodes)
    for node in graph.nodes:
        _node(process, node, graph, ends_all=has_branches)
    kinds = {node.id: node.kind for node in graph.nodes}
    for flow in graph.flows:
        _flow(process, flow, is_chosen=kinds[flow.source] is Kind.CHOICE)


def _node(process: ET.Element, node: Node, graph: Graph, *, ends_all: bool) -> None:
    words = {"id": node.id}
    if node.kind is Kind.ANSWERS:
        words["messageRef"] = f"message.{node.id}"
    if node.label:
        words["name"] = str(node.label)
    if node.host:
        words["attachedToRef"] = node.host
    element = ET.SubElement(process, _model(_ELEMENTS[node.kind]), words)
    if said := _said(node):
        ET.SubElement(element, _model("documentation")).text = said
    for flow in graph.flows:
        if flow.target == node.id:
            ET.SubElement(element, _model("incoming")).text = flow.id
    for flow in graph.flows:
        if flow.source == node.id:
            ET.SubElement(element, _model("outgoing")).text = flow.id
    _definition(element, node, ends_all=ends_all)


def _said(node: Node) -> str:
    """The outcome of an end; of a timer that it counts working time."""
    if not node.minutes:
        return node.outcome
    said = gettext("After %(time)s of the unit, without nights and holidays.")
    return said % {"time": working_time(node.minutes)}


def _definition(element: ET.Element, node: Node, *, ends_all: bool) -> None:
    """What kind of event it is, where it is one."""
    if node.kind is Kind.END and ends_all:
        ET.SubElement(element, _model("terminateEventDefinition"), {"id": f"ends.{node.id}"})
    if node.kind is Kind.LEAVING:
        reference = {"id": f"by.{node.id}", "messageRef": f"message.{node.id}"}
        ET.SubElement(element, _model("messageEventDefinition"), reference)
    if node.minutes:
        _duration(element, node)


def _duration(event: ET.Element, node: Node) -> None:
    timer = ET.SubElement(event, _model("timerEventDefinition"), {"id": f"after.{node.id}"})
    formal = {f"{{{_XSI}}}type": "bpmn:tFormalExpression"}
    ET.SubElement(timer, _model("timeDuration"), formal).text = iso_duration(node.minutes)


def _flow(process: ET.Element, flow: Flow, *, is_chosen: bool) -> None:
    words = {"id": flow.id, "sourceRef": flow.source, "targetRef": flow.target}
    if flow.label:
        words["name"] = str(flow.label)
    element = ET.SubElement(process, _model("sequenceFlow"), words)
    if is_chosen:
        formal = {f"{{{_XSI}}}type": "bpmn:tFormalExpression"}
        condition = ET.SubElement(element, _model("conditionExpression"), formal)
        condition.text = f"transition == '{flow.transition}'"


def _drawing(root: ET.Element, procedure: Procedure, graph: Graph, layout: Layout) -> None:
    name = f"{{{DIAGRAM}}}"
    diagram = ET.SubElement(root, f"{name}BPMNDiagram", {"id": f"diagram.{procedure.code}"})
    plane = ET.SubElement(
        diagram, f"{name}BPMNPlane", {"id": "plane", "bpmnElement": "collaboration"}
    )
    _shape(plane, "participant", layout.pool, {"isHorizontal": "true"})
    for lane in graph.lanes:
        _shape(plane, f"lane.{lane}", layout.lanes[lane], {"isHorizontal": "true"})
    for node in graph.nodes:
        marked = _ELEMENTS[node.kind] == "exclusiveGateway"
        marker = {"isMarkerVisible": "true"} if marked else {}
        _shape(plane, node.id, layout.nodes[node.id], marker)
    for flow in graph.flows:
        words = {"id": f"drawn.{flow.id}", "bpmnElement": flow.id}
        edge = ET.SubElement(plane, f"{name}BPMNEdge", words)
        for x, y in layout.flows[flow.id]:
            ET.SubElement(edge, f"{{{POINTS}}}waypoint", {"x": str(x), "y": str(y)})


def _shape(plane: ET.Element, element: str, box: Box, more: dict[str, str]) -> None:
    words = {"id": f"drawn.{element}", "bpmnElement": element, **more}
    shape = ET.SubElement(plane, f"{{{DIAGRAM}}}BPMNShape", words)
    size = {"x": box.x, "y": box.y, "width": box.width, "height": box.height}
    ET.SubElement(shape, f"{{{BOUNDS}}}Bounds", {name: str(n) for name, n in size.items()})
