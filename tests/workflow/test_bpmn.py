"""The BPMN export, judged by a strict reader: the schemas of the OMG and a parser that runs it."""

from functools import partial
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from lxml import etree
from SpiffWorkflow.bpmn import BpmnWorkflow
from SpiffWorkflow.bpmn.parser import BpmnParser, BpmnValidator
from SpiffWorkflow.bpmn.specs.mixins.events.intermediate_event import IntermediateCatchEvent
from SpiffWorkflow.bpmn.util.event import BpmnEvent
from SpiffWorkflow.util.task import TaskState

from interior_portal.workflow.procedures import Owner, Procedure, Promise
from interior_portal.workflow.seeing.bpmn import BOUNDS, DIAGRAM, MODEL, as_bpmn
from interior_portal.workflow.seeing.graph import graph_of
from interior_portal.workflow.seeing.layout import Box, layout_of
from tests.building import desk_step, draft_step, end_step, fork_step, move, system_step
from tests.workflow.asking import LICENCE
from tests.workflow.trial import PERMIT

_desk = partial(desk_step, role="TRIAL_OFFICER")
_move = partial(move, permission="TRIAL_DECIDE")
BRANCHED = Procedure(
    code="trial.branched",
    version=1,
    label="Branches",
    directorate="trial",
    reference_prefix="B",
    initial="draft",
    steps=(
        draft_step(),
        fork_step("checks", then="sealing"),
        _desk("police", branch="police"),
        _desk("tax", branch="tax"),
        system_step("sealing"),
        end_step("done"),
        end_step("left"),
    ),
    transitions=(
        move("send", "draft", "checks", by=Owner.APPLICANT, opens=("police", "tax")),
        _move("clear", "police", "checks"),
        _move("object", "police", "checks"),
        _move("paid", "tax", "checks"),
        move("seal", "sealing", "done", by=Owner.SYSTEM),
        move("leave", "checks", "left", by=Owner.APPLICANT),
    ),
    promise=Promise(minutes=60),
)


def read(document: bytes) -> etree._Element:
    return etree.fromstring(document)


def running(procedure: Procedure) -> BpmnWorkflow:
    """The export in a machine. A drawing is not meant to be run, so the reader is told it may."""
    document = as_bpmn(procedure, "en")
    parser = BpmnParser(validator=BpmnValidator())
    parser.add_bpmn_xml(read(document.replace(b'isExecutable="false"', b'isExecutable="true"')))
    workflow = BpmnWorkflow(parser.get_spec(f"procedure.{procedure.code}"))
    workflow.do_engine_steps()
    return workflow


def ready(workflow: BpmnWorkflow) -> set[str]:
    return {task.task_spec.name for task in workflow.get_tasks(state=TaskState.READY, manual=True)}


def choose(workflow: BpmnWorkflow, step: str, transition: str) -> None:
    (task,) = (
        task
        for task in workflow.get_tasks(state=TaskState.READY)
        if task.task_spec.name == f"step.{step}"
    )
    task.data["transition"] = transition
    task.run()
    workflow.do_engine_steps()


def ended(workflow: BpmnWorkflow) -> set[str]:
    done = workflow.get_tasks(state=TaskState.COMPLETED)
    return {task.task_spec.name for task in done} & {
        node.id for node in graph_of(PERMIT).nodes + graph_of(BRANCHED).nodes if node.outcome
    }


def test_the_schemas_accept_both_shapes_in_every_language() -> None:
    for procedure in (PERMIT, BRANCHED, LICENCE):
        for language in ("ar", "kmr", "en"):
            BpmnValidator().validate(read(as_bpmn(procedure, language)))


def test_a_reader_walks_the_same_ways_as_a_case() -> None:
    workflow = running(PERMIT)
    assert ready(workflow) == {"step.draft"}
    choose(workflow, "draft", "submit")
    assert ready(workflow) == {"step.review"}
    choose(workflow, "review", "ask")
    choose(workflow, "awaiting_applicant", "answer")
    choose(workflow, "review", "propose")
    assert ready(workflow) == {"step.second_review"}
    choose(workflow, "second_review", "confirm")
    assert workflow.is_completed()
    assert ended(workflow) == {"step.refused"}


def receive(workflow: BpmnWorkflow, step: str, way: str) -> None:
    """The answers come; they decide where the case goes on."""
    (task,) = (t for t in workflow.get_tasks() if t.task_spec.name == f"step.{step}")
    workflow.catch(BpmnEvent(task.task_spec.event_definition, {}))
    task.data["transition"] = way
    workflow.do_engine_steps()


@pytest.mark.parametrize(
    ("way", "then"), [("answers.clear", "review"), ("answers.otherwise", "doubt")]
)
def test_a_reader_waits_for_answers_and_goes_where_they_lead(way: str, then: str) -> None:
    workflow = running(LICENCE)
    choose(workflow, "draft", "submit")
    assert ready(workflow) == set()
    assert not workflow.is_completed()
    receive(workflow, "checking", way)
    assert ready(workflow) == {f"step.{then}"}


def test_a_reader_waits_for_every_branch_once() -> None:
    workflow = running(BRANCHED)
    choose(workflow, "draft", "send")
    assert ready(workflow) == {"step.police", "step.tax"}
    choose(workflow, "police", "object")
    assert ready(workflow) == {"step.tax"}
    choose(workflow, "tax", "paid")
    (sealing,) = workflow.get_tasks(state=TaskState.STARTED)
    assert sealing.task_spec.name == "step.sealing"
    sealing.complete()
    workflow.do_engine_steps()
    assert workflow.is_completed()
    assert ended(workflow) == {"step.done"}


def test_a_reader_leaves_all_branches_at_once() -> None:
    workflow = running(BRANCHED)
    choose(workflow, "draft", "send")
    (leaving,) = workflow.get_tasks(spec_class=IntermediateCatchEvent)
    definition = leaving.task_spec.event_definition
    workflow.catch(BpmnEvent(definition, {}))
    workflow.do_engine_steps()
    assert workflow.is_completed()
    assert ended(workflow) == {"step.left"}


def test_a_join_counts_branches_and_not_their_ways_out() -> None:
    root = read(as_bpmn(BRANCHED, "en"))
    incoming = {
        node.get("id"): len(node.findall(f"{{{MODEL}}}incoming"))
        for kind in ("parallelGateway", "exclusiveGateway")
        for node in root.iter(f"{{{MODEL}}}{kind}")
        if not str(node.get("id")).startswith("choice.")
    }
    assert incoming == {"join.checks": 2, "merge.police": 2, "merge.tax": 1, "fork.send": 1}
    merges = {node.get("id") for node in root.iter(f"{{{MODEL}}}exclusiveGateway")}
    assert {"merge.police", "merge.tax"} < merges


def test_every_transition_is_a_flow_and_every_end_names_its_outcome() -> None:
    root = read(as_bpmn(PERMIT, "en"))
    names = {"m": MODEL}
    flows = {flow.get("id") for flow in root.iterfind(".//m:sequenceFlow", names)}
    for transition in PERMIT.transitions:
        assert {f"flow.{transition.code}.{source}" for source in transition.source} <= flows
    ends = {
        end.get("id"): end.findtext("m:documentation", namespaces=names)
        for end in root.iterfind(".//m:endEvent", names)
    }
    assert ends == {f"step.{s.code}": s.outcome for s in PERMIT.steps if s.is_final}
    lanes = [lane.get("name") for lane in root.iterfind(".//m:lane", names)]
    assert lanes == ["Applicant", "Trial officer"]


def test_every_part_is_drawn_and_nothing_lies_upon_another() -> None:
    for procedure in (PERMIT, BRANCHED, LICENCE):
        root = read(as_bpmn(procedure, "en"))
        drawn = {shape.get("bpmnElement") for shape in root.iter(f"{{{DIAGRAM}}}BPMNShape")}
        graph = graph_of(procedure)
        assert drawn == {
            "participant",
            *(f"lane.{lane}" for lane in graph.lanes),
            *(node.id for node in graph.nodes),
        }
        assert len(list(root.iter(f"{{{BOUNDS}}}Bounds"))) == len(drawn)
        layout = layout_of(graph)
        boxes = list(layout.nodes.values())
        for place, box in enumerate(boxes):
            assert not any(_touch(box, other) for other in boxes[place + 1 :])
        for node in graph.nodes:
            assert _inside(layout.nodes[node.id], layout.lanes[node.lane])


def _touch(one: Box, other: Box) -> bool:
    return (
        one.x < other.x + other.width
        and other.x < one.x + one.width
        and one.y < other.y + other.height
        and other.y < one.y + one.height
    )


def _inside(box: Box, lane: Box) -> bool:
    return (
        lane.x <= box.x
        and lane.y <= box.y
        and box.x + box.width <= lane.x + lane.width
        and box.y + box.height <= lane.y + lane.height
    )


def test_names_are_in_the_language_and_the_rest_is_the_same_bytes() -> None:
    assert as_bpmn(PERMIT, "ar") == as_bpmn(PERMIT, "ar")
    arabic = read(as_bpmn(PERMIT, "ar"))
    english = read(as_bpmn(PERMIT, "en"))
    lane = f".//{{{MODEL}}}lane"
    assert arabic.find(lane).get("name") == "مقدّم الطلب"
    assert english.find(lane).get("name") == "Applicant"
    assert [e.get("id") for e in arabic.iter()] == [e.get("id") for e in english.iter()]


@pytest.mark.usefixtures("registered")
def test_the_command_writes_the_document(tmp_path: Path) -> None:
    written = StringIO()
    call_command("export_bpmn", PERMIT.code, stdout=written)
    assert written.getvalue().encode() == as_bpmn(PERMIT, "en")
    file = tmp_path / "permit.bpmn"
    call_command("export_bpmn", PERMIT.code, language="kmr", output=file)
    assert file.read_bytes() == as_bpmn(PERMIT, "kmr")


@pytest.mark.usefixtures("registered")
def test_the_command_names_the_procedures_there_are() -> None:
    with pytest.raises(CommandError, match=r"no procedure 'other'. There are: .*trial.permit"):
        call_command("export_bpmn", "other")
