"""The way of a case: what it has passed, where it stands, and the picture of it."""

import datetime as dt
from dataclasses import replace

import pytest
import time_machine
from django.template.loader import render_to_string
from pytest_django import DjangoAssertNumQueries

from interior_portal.workflow.models import Case
from interior_portal.workflow.queries.decisions import procedure_of
from interior_portal.workflow.seeing.course import Course, State, course_of
from interior_portal.workflow.seeing.drawing import CLOCK_RADIUS, Drawing, Mark, draw
from tests.workflow import asking
from tests.workflow.timed import TIMED
from tests.workflow.trial import NOON, PERMIT, Cast, Trial, begin
from tests.workflow.twofold import Twofold


def course(case_id: int) -> Course:
    return course_of(Case.objects.select_related("procedure_version").get(pk=case_id))


def told(found: Course) -> dict[str, tuple[str, int]]:
    return {seen.step.code: (seen.state.value, seen.times) for seen in found.steps}


def asked_twice(cast: Cast) -> Trial:
    trial = begin(cast).taken()
    for _ in range(2):
        trial.do("ask", cast.officer)
        trial.do("answer", cast.traveller)
        trial.claim(cast.officer)
    return trial


def test_steps_are_counted_as_often_as_they_were_left(
    cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    trial = asked_twice(cast)
    case = Case.objects.select_related("procedure_version").get(pk=trial.case_id)
    procedure_of(case)
    with django_assert_num_queries(4):
        found = course_of(case)
    assert told(found) == {
        "draft": ("passed", 1),
        "review": ("here", 2),
        "awaiting_applicant": ("passed", 2),
        "second_review": ("ahead", 0),
        "granted": ("ahead", 0),
        "refused": ("ahead", 0),
        "withdrawn": ("ahead", 0),
        "expired": ("ahead", 0),
    }
    assert found.taken == {
        ("draft", "review"),
        ("review", "awaiting_applicant"),
        ("awaiting_applicant", "review"),
    }


def test_where_a_case_stands_is_said_with_since_when_and_whose_desk_it_is(cast: Cast) -> None:
    with time_machine.travel(NOON, tick=False) as now:
        trial = begin(cast).submit()
        now.shift(dt.timedelta(hours=1))
        trial.claim(cast.officer)
        (here,) = [seen for seen in course(trial.case_id).steps if seen.state is State.HERE]
        assert (here.step.code, here.since) == ("review", NOON)
        assert here.item is not None
        assert here.item.claimed_by == cast.officer
        assert not here.is_late
        now.shift(dt.timedelta(days=30))
        (here,) = [seen for seen in course(trial.case_id).steps if seen.state is State.HERE]
        assert here.is_late


def test_an_ended_case_stands_at_its_end(cast: Cast) -> None:
    trial = begin(cast).taken()
    trial.do("grant", cast.officer)
    assert told(course(trial.case_id))["granted"] == ("here", 0)


@pytest.mark.usefixtures("branching")
def test_every_open_branch_has_its_place_and_its_time(cast: Cast) -> None:
    with time_machine.travel(NOON, tick=False) as now:
        twofold = Twofold(cast).submitted()
        now.shift(dt.timedelta(hours=2))
        twofold.read()
        found = course(twofold.case_id)
    here = {seen.step.code: seen.since for seen in found.steps if seen.state is State.HERE}
    later = NOON + dt.timedelta(hours=2)
    assert here == {"checking": NOON, "tax_check": NOON, "police_sign": later}
    assert found.taken == {
        ("draft", "police_check"),
        ("draft", "tax_check"),
        ("police_check", "police_sign"),
    }


@pytest.mark.usefixtures("branching")
def test_the_last_branch_to_arrive_takes_the_case_past_where_it_waited(cast: Cast) -> None:
    twofold = Twofold(cast).submitted().read()
    twofold.do("tax_done", cast.second)
    twofold.do("police_done", cast.second)
    found = course(twofold.case_id)
    assert told(found)["checking"] == ("passed", 1)
    assert told(found)["decision"] == ("here", 0)
    assert ("checking", "decision") in found.taken


@pytest.mark.usefixtures("asked")
def test_answers_take_a_case_past_where_it_waited(desk: asking.Desk) -> None:
    licence = asking.begin(desk).submit()
    assert told(course(licence.case_id))["checking"] == ("here", 0)
    questions = course(licence.case_id).questions
    assert [asked.question for asked in questions] == ["trial.debts", "trial.record"]
    licence.answer("debts")
    licence.answer("record")
    found = course(licence.case_id)
    assert told(found)["checking"] == ("passed", 1)
    assert told(found)["review"] == ("here", 0)
    assert found.taken == {("draft", "checking"), ("checking", "review")}
    assert found.questions == ()


def drawn(*, is_rtl: bool) -> Drawing:
    marks = {step.code: Mark("is-ahead", "x", 40) for step in PERMIT.steps}
    return draw(PERMIT, marks, is_rtl=is_rtl, taken={("draft", "review")})


def centres(drawing: Drawing) -> dict[str, int]:
    return {step.lines[0].text: step.box.middle[0] for step in drawing.steps}


def test_a_drawing_runs_the_way_its_reader_reads() -> None:
    there, back = drawn(is_rtl=False), drawn(is_rtl=True)
    assert centres(there)["Draft"] < centres(there)["Review"] < centres(there)["Granted"]
    assert {name: there.width - x for name, x in centres(there).items()} == centres(back)
    for left, right in zip(there.steps, back.steps, strict=True):
        assert left.bar is not None
        assert right.bar is not None
        assert right.bar.x == there.width - left.bar.x - left.bar.width


def test_everything_that_is_drawn_lies_within_the_picture_and_no_boxes_overlap() -> None:
    for drawing in (drawn(is_rtl=False), drawn(is_rtl=True)):
        boxes = [step.box for step in drawing.steps]
        for box in boxes:
            assert 0 <= box.x <= box.x + box.width <= drawing.width
            assert 0 <= box.y <= box.y + box.height <= drawing.height
        cells = {(box.x, box.y) for box in boxes}
        assert len(cells) == len(boxes)
        assert [flow.is_taken for flow in drawing.flows].count(True) == 1
        assert drawing.flows[-1].is_taken


def test_a_long_name_is_broken_into_lines_of_its_box() -> None:
    drawing = drawn(is_rtl=False)
    (long,) = [step for step in drawing.steps if step.lines[0].text.startswith("Waiting")]
    assert [line.text for line in long.lines] == ["Waiting for the", "applicant"]
    assert long.words.y > long.lines[1].y > long.lines[0].y


def timed(*, is_rtl: bool) -> Drawing:
    marks = {step.code: Mark("is-ahead") for step in TIMED.steps}
    return draw(TIMED, marks, is_rtl=is_rtl)


def test_what_happens_by_itself_has_a_clock_with_its_time_and_a_sentence() -> None:
    drawing = timed(is_rtl=False)
    clocks = {s.lines[0].text: s.clock.text for s in drawing.steps if s.clock is not None}
    assert clocks == {
        "draft": "5,000 working minutes",
        "checking": "15 working hours",
        "police_check": "5 working hours",
        "tax_check": "400 working minutes",
        "asked": "2 working hours",
    }
    said = "After 5 working hours at “police_check” this happens by itself: “police_silent”."
    assert said in drawing.timeouts
    assert len(drawing.timeouts) == 5
    svg = render_to_string("workflow/seeing/_drawing.html", {"drawing": drawing, "label": "way"})
    assert svg.count('class="clock-face"') == svg.count("working hours</text>") + 2 == 5
    assert f"<li>{said}</li>" in svg
    assert drawn(is_rtl=False).timeouts == ()


def test_the_clock_of_what_comes_first_is_drawn() -> None:
    later = replace(
        TIMED.transition("give_up_waiting"), code="later", label="later", after_minutes=180
    )
    both = replace(TIMED, transitions=(later, *TIMED.transitions))
    drawing = draw(both, {step.code: Mark("") for step in both.steps}, is_rtl=False)
    (asked,) = (step for step in drawing.steps if step.lines[0].text == "asked")
    assert asked.clock is not None
    assert asked.clock.text == "2 working hours"
    assert [said for said in drawing.timeouts if "asked" in said] == [
        "After 2 working hours at “asked” this happens by itself: “give_up_waiting”.",
        "After 3 working hours at “asked” this happens by itself: “later”.",
    ]


def test_a_clock_stands_between_its_box_and_the_name_of_the_lane() -> None:
    there, back = timed(is_rtl=False), timed(is_rtl=True)
    for left, right in zip(there.steps, back.steps, strict=True):
        if left.clock is not None:
            assert right.clock is not None
            assert left.clock.face == (there.width - right.clock.face[0], right.clock.face[1])
            assert left.box.x < left.clock.face[0] < left.clock.start < left.box.middle[0]
            lane = max(lane.box.y for lane in there.lanes if lane.box.y <= left.box.y)
            assert lane + 16 < left.clock.face[1] - CLOCK_RADIUS
            assert left.clock.face[1] + CLOCK_RADIUS < left.box.y


def test_a_wide_picture_keeps_its_measures_in_plain_digits(registered: None) -> None:
    drawing = draw(PERMIT, {step.code: Mark("passed") for step in PERMIT.steps}, is_rtl=False)
    wide = Drawing(12_345, drawing.height, drawing.lanes, drawing.flows, drawing.steps)
    svg = render_to_string("workflow/seeing/_drawing.html", {"drawing": wide, "label": "way"})
    assert f'width="12345" height="{drawing.height}" viewBox="0 0 12345 ' in svg
