"""The BPMN export, judged by a strict reader: the schemas of the OMG and a parser that runs it."""

import datetime as dt
import itertools
from collections.abc import Iterator
from functools import partial
from io import StringIO
from pathlib import Path

import pytest
import time_machine
from django.core.management import CommandError, call_command
from lxml import etree
from SpiffWorkflow.bpmn import BpmnWorkflow
from SpiffWorkflow.bpmn.parser import BpmnParser, BpmnValidator
from SpiffWorkflow.bpmn.specs.mixins.events.intermediate_event import IntermediateCatchEvent
from SpiffWorkflow.bpmn.util.event import BpmnEvent
from SpiffWorkflow.util.task import TaskState

from interior_portal.workflow.procedures import Owner, Procedure, Promise
from interior_portal.workflow.seeing.bpmn import BOUNDS, DIAGRAM, MODEL, as_bpmn
from interior_portal.workflow.seeing.drawing import GRID
from interior_portal.workflow.seeing.graph import graph_of, outline_of
from interior_portal.workflow.seeing.layout import BPMN, Box, Point, layout_of
from tests.building import desk_step, draft_step, end_step, fork_step, move, system_step
from tests.workflow.asking import LICENCE
from tests.workflow.timed import TIMED
from tests.workflow.trial import NOON, PERMIT

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


# The portal rests before it goes on: nothing but time leads on from there.
RESTED = Procedure(
    code="trial.rested",
    version=1,
    label="Rested",
    directorate="trial",
    reference_prefix="R",
    initial="draft",
    steps=(draft_step(), system_step("resting"), end_step("done"), end_step("lapsed")),
    transitions=(
        move("send", "draft", "resting", by=Owner.APPLICANT),
        move("wake", "resting", "done", by=Owner.SYSTEM, after_minutes=90),
        move("sleep_on", "resting", "lapsed", by=Owner.SYSTEM, after_minutes=91),
    ),
    promise=Promise(minutes=60),
)
EVERY_SHAPE = (PERMIT, BRANCHED, LICENCE, TIMED, RESTED)


def read(document: bytes) -> etree._Element:
    return etree.fromstring(document)


def running(procedure: Procedure) -> BpmnWorkflow:
    """The export in a machine. A drawing is not meant to be run, so the reader is told it may; to this one
    a duration is an expression in Python.
    """
    root = read(as_bpmn(procedure, "en").replace(b'isExecutable="false"', b'isExecutable="true"'))
    for duration in root.iter(f"{{{MODEL}}}timeDuration"):
        duration.text = repr(duration.text)
    parser = BpmnParser(validator=BpmnValidator())
    parser.add_bpmn_xml(root)
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
        node.id for shape in EVERY_SHAPE for node in graph_of(shape).nodes if node.outcome
    }


def test_the_schemas_accept_every_shape_in_every_language() -> None:
    for procedure in EVERY_SHAPE:
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


def sleep(workflow: BpmnWorkflow, now: time_machine.Traveller, minutes: int) -> None:
    """To the reader a time is over only a moment later."""
    now.shift(dt.timedelta(minutes=minutes, microseconds=1))
    workflow.refresh_timers()
    workflow.do_engine_steps()


@pytest.fixture
def now() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


def test_a_reader_moves_on_when_the_time_at_a_step_is_over(now: time_machine.Traveller) -> None:
    workflow = running(TIMED)
    sleep(workflow, now, 4999)
    assert ready(workflow) == {"step.draft"}
    sleep(workflow, now, 1)
    assert workflow.is_completed()
    assert ended(workflow) == {"step.lapsed"}


def test_a_reader_ends_one_branch_by_its_timer_and_the_other_by_hand(
    now: time_machine.Traveller,
) -> None:
    workflow = running(TIMED)
    choose(workflow, "draft", "submit")
    sleep(workflow, now, 300)
    assert ready(workflow) == {"step.tax_check"}
    choose(workflow, "tax_check", "tax_done")
    assert ready(workflow) == {"step.decision"}


def test_a_reader_leaves_the_branches_by_a_timer(now: time_machine.Traveller) -> None:
    workflow = running(TIMED)
    choose(workflow, "draft", "submit")
    choose(workflow, "police_check", "police_read")
    sleep(workflow, now, 900)
    assert workflow.is_completed()
    assert ended(workflow) == {"step.lapsed"}


def test_a_reader_waits_where_only_time_leads_on(now: time_machine.Traveller) -> None:
    workflow = running(RESTED)
    choose(workflow, "draft", "send")
    (resting,) = workflow.get_tasks(state=TaskState.STARTED)
    resting.complete()
    workflow.do_engine_steps()
    sleep(workflow, now, 89)
    assert not workflow.is_completed()
    sleep(workflow, now, 1)
    assert workflow.is_completed()
    assert ended(workflow) == {"step.done"}


def test_a_timer_says_how_long_and_that_it_is_working_time() -> None:
    names = {"m": MODEL}
    timers = {
        event.get("id"): (
            etree.QName(event).localname,
            event.get("attachedToRef"),
            event.findtext(".//m:timeDuration", namespaces=names),
            event.findtext("m:documentation", namespaces=names),
        )
        for procedure in (TIMED, RESTED)
        for event in read(as_bpmn(procedure, "en")).iter()
        if event.find("m:timerEventDefinition", names) is not None
    }
    without = "of the unit, without nights and holidays."
    boundary, catch = "boundaryEvent", "intermediateCatchEvent"
    hour = f"After 5 working hours {without}"
    minute = f"After 90 working minutes {without}"
    assert timers.keys() == {
        "timer.forget_draft.draft",
        "timer.police_silent.police_check",
        "timer.tax_silent.tax_check",
        "leaving.cut_short.checking",
        "timer.give_up_waiting.asked",
        "timer.wake.resting",
        "timer.sleep_on.resting",
    }
    assert timers["timer.police_silent.police_check"] == (
        boundary,
        "step.police_check",
        "PT5H",
        hour,
    )
    assert timers["timer.wake.resting"] == (catch, None, "PT1H30M", minute)
    assert timers["timer.sleep_on.resting"][:3] == (boundary, "step.resting", "PT1H31M")
    assert timers["leaving.cut_short.checking"][:3] == (catch, None, "PT15H")


def test_a_timer_sits_on_the_lower_edge_of_its_task() -> None:
    graph = graph_of(TIMED)
    boxes = layout_of(graph).nodes
    timers = [node for node in graph.nodes if node.host]
    assert len(timers) == 4
    for timer in timers:
        box, host = boxes[timer.id], boxes[timer.host]
        assert box.middle[1] == host.y + host.height
        assert host.x < box.x < box.x + box.width < host.x + host.width


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
    for procedure in EVERY_SHAPE:
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
        boxes = [layout.nodes[node.id] for node in graph.nodes if not node.host]
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


@pytest.mark.parametrize("procedure", EVERY_SHAPE, ids=lambda procedure: procedure.code)
def test_no_flow_runs_behind_a_box_and_each_ends_at_its_target(procedure: Procedure) -> None:
    for graph, grid in ((graph_of(procedure), BPMN), (outline_of(procedure), GRID)):
        layout = layout_of(graph, grid)
        sitting = {node.id for node in graph.nodes if node.host}
        for flow in graph.flows:
            points = layout.flows[flow.id]
            crossed = {
                name
                for name, box in layout.nodes.items()
                for one, other in itertools.pairwise(points)
                if name not in sitting and _runs_through(one, other, box)
            }
            assert crossed == set(), flow.id
            assert _lies_on_the_edge(points[0], layout.nodes[flow.source])
            assert _lies_on_the_edge(points[-1], layout.nodes[flow.target])


def _runs_through(one: Point, other: Point, box: Box) -> bool:
    """Lines are level or upright; one along an edge runs through nothing."""
    (left, right), (top, foot) = (sorted(pair) for pair in zip(one, other, strict=True))
    is_beside = right <= box.x or box.x + box.width <= left
    return not is_beside and foot > box.y and top < box.y + box.height


def _lies_on_the_edge(point: Point, box: Box) -> bool:
    x, y = point
    is_beside = x in {box.x, box.x + box.width} and box.y < y < box.y + box.height
    return is_beside or (y == box.y + box.height and box.x < x < box.x + box.width)


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
