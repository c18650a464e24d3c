"""A case asks another unit: it waits or goes on, a machine or a person answers, and the way follows."""

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from pytest_django import DjangoAssertNumQueries

from interior_portal.shared.refusals import Refused
from interior_portal.workflow import engine, queries, registry
from interior_portal.workflow.models import Referral, WorkItem
from interior_portal.workflow.questions import Answer, Subject
from tests.workflow.asking import Desk, begin
from tests.workflow.trial import NOON, refusal_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("asked")]


@pytest.fixture(autouse=True)
def noon(time_machine: Any) -> Any:
    """Noon in Damascus; nothing rests, so working minutes are minutes."""
    time_machine.move_to(NOON, tick=False)
    return time_machine


def machine_says(code: str, outcome: str | None, **more: Any) -> list[Subject]:
    """The machine answers `code`; the list fills with what it was asked about."""
    seen: list[Subject] = []

    @registry.answers(f"trial.{code}")
    def answered(subject: Subject) -> Answer | None:
        seen.append(subject)
        return Answer(outcome=outcome, **more) if outcome else None

    return seen


def machines_clear() -> None:
    machine_says("debts", "clear")
    machine_says("record", "clear")


def test_what_the_machines_know_costs_no_wait_and_no_desk(
    desk: Desk, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    machines_clear()
    case = begin(desk)
    with django_assert_num_queries(5):  # lock, a savepoint (two), own calendar, write
        case.do("submit", desk.cast.traveller, seen=1)
    assert case.stands == ("review", 2)
    assert case.desks == [("", "review", "TRIAL_OFFICER")]
    assert case.timers == []
    asked = case.referral("debts")
    assert (asked.is_automatic, asked.is_clear, asked.answered_by) == (True, True, None)
    assert (asked.answered_at, asked.due_at) == (NOON, None)
    assert (case.last_event.from_step, case.last_event.to_step) == ("draft", "review")
    assert case.last_event.data["questions"] == {
        "answered": [
            {"question": f"trial.{code}", "round": 1, "unit": "trial-elsewhere", "outcome": "clear"}
            for code in ("debts", "record")
        ]
    }


def test_the_machine_is_asked_about_the_subject_and_the_ledger_never_tells_it(desk: Desk) -> None:
    seen = machine_says("debts", "clear")
    case = begin(desk).submit()
    assert [subject.values["plate"] for subject in seen] == ["HSK4711"]
    assert case.referral("record").subject == {
        "kind": "vehicle",
        "rows": [["Plate", "HSK 4711", True]],
        "values": {"plate": "HSK4711", "case": case.case.reference},
    }
    case.answer("record")
    told = [str(event.data) for event in case.case.events.all()]
    assert len(told) == 4
    assert [line for line in told if "4711" in line] == []


def test_an_answer_that_is_not_clear_takes_the_other_way(desk: Desk) -> None:
    machine_says("debts", "held", note="50,000")
    machine_says("record", "clear")
    case = begin(desk).submit()
    assert case.stands == ("doubt", 2)
    assert case.desks == [("", "doubt", "TRIAL_OFFICER")]
    assert case.referral("debts").answer == {"outcome": "held", "note": "50,000", "data": {}}


def test_what_no_machine_knows_lies_on_the_other_units_desk(
    desk: Desk, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    machine_says("debts", "clear")
    machine_says("record", None)
    case = begin(desk)
    with django_assert_num_queries(6):  # one more: the calendar of the unit that answers
        case.do("submit", desk.cast.traveller, seen=1)
    assert case.stands == ("checking", 2)
    assert case.desks == [("?trial.record", "trial.record", "TRIAL_KEEPER")]
    item, asked = case.question_item("record"), case.referral("record")
    assert item.queue == f"{desk.unit.pk}:TRIAL_KEEPER"
    assert item.due_at == asked.due_at == NOON + dt.timedelta(minutes=120)
    assert (item.referral, asked.unit, asked.mode) == (asked, desk.unit, "WAIT")
    assert case.timers == ["trial.record"]


def test_the_last_answer_takes_the_case_on(
    desk: Desk, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    case = begin(desk).submit()
    case.answer("debts")
    assert case.stands == ("checking", 2)
    assert case.desks == [("?trial.record", "trial.record", "TRIAL_KEEPER")]
    asked = case.take("record")
    with django_assert_num_queries(2):
        changed = engine.answer(referral_id=asked.pk, by=desk.keeper, outcome="clear", key="answer")
    assert (changed.step, changed.version, changed.question) == ("review", 3, "trial.record")
    assert case.stands == ("review", 3)
    assert case.desks == [("", "review", "TRIAL_OFFICER")]
    assert case.item.due_at == case.case.due_at
    assert case.timers == []
    event = case.last_event
    assert (event.code, event.from_step, event.to_step) == (
        "workflow.answered",
        "checking",
        "review",
    )
    assert (event.actor_id, event.role) == (desk.keeper.pk, "TRIAL_KEEPER")
    assert event.data == {
        "question": "trial.record",
        "round": 1,
        "unit": "trial-elsewhere",
        "outcome": "clear",
    }
    assert queries.verify_chain(case.case).is_whole


def test_one_unclear_answer_is_enough_for_the_other_way(desk: Desk) -> None:
    case = begin(desk).submit()
    case.answer("debts", "held")
    assert case.stands == ("checking", 2)
    case.answer("record")
    assert case.stands == ("doubt", 3)


def test_without_another_way_an_unclear_answer_goes_on_too(desk: Desk) -> None:
    machines_clear()
    case = begin(desk).submit()
    registry._answers.clear()
    case.do("check_again", desk.cast.officer)
    case.answer("record", "held")
    assert case.case.step == "review"


def test_the_clock_rests_where_the_waiting_step_says_so(desk: Desk, noon: Any) -> None:
    machines_clear()
    case = begin(desk).submit()
    registry._answers.clear()
    due_at = case.case.due_at
    assert due_at is not None
    case.do("check_again", desk.cast.officer)
    assert case.case.pause_reason == "awaiting_answers"
    assert (case.referral("record").mode, case.referral("record").round) == ("PAUSE", 2)
    noon.shift(dt.timedelta(minutes=90))
    case.answer("record")
    assert case.case.due_at == due_at + dt.timedelta(minutes=90)
    assert case.last_event.data["clock"]["paused_minutes"] == 90


def test_a_question_asked_on_the_way_elsewhere_leaves_the_case_with_its_desk(desk: Desk) -> None:
    machines_clear()
    case = begin(desk).submit()
    case.do("look_closer", desk.cast.officer)
    assert case.desks == [
        ("", "doubt", "TRIAL_OFFICER"),
        ("?trial.history", "trial.history", "TRIAL_KEEPER"),
    ]
    assert case.referral("history").mode == "GO_ON"
    with pytest.raises(Refused) as caught:
        case.do("grant_after_all", desk.cast.officer)
    assert refusal_of(caught) == "unanswered"
    version = case.case.version
    case.answer("history")
    assert case.stands == ("doubt", version)  # the desk's page is not stale for it
    case.do("grant_after_all", desk.cast.officer, seen=version)
    assert case.case.outcome == "granted"


def test_what_is_needed_and_was_never_asked_is_named(desk: Desk) -> None:
    machine_says("debts", "held", note="50,000")
    machine_says("record", "clear")
    case = begin(desk).submit()
    with pytest.raises(Refused, match="Ask the question “History” first") as caught:
        case.do("grant_after_all", desk.cast.officer)
    assert refusal_of(caught) == "not_asked"
    reason = queries.why_not(case.case, "grant_after_all", desk.cast.officer)
    assert reason == caught.value.refusal


def test_rules_look_at_the_answers(desk: Desk) -> None:
    machine_says("debts", "clear")
    machine_says("record", "clear")
    case = begin(desk).submit()
    assert queries.why_not(case.case, "grant", desk.cast.officer) is None
    Referral.objects.filter(case=case.case_id, question="trial.debts").update(is_clear=False)
    reason = queries.why_not(case.case, "grant", desk.cast.officer)
    assert reason is not None
    assert reason.code == "in_debt"
    with pytest.raises(Refused, match="There are debts"):
        case.do("grant", desk.cast.officer)


def test_a_machine_that_raises_leaves_it_to_a_person(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    machine_says("record", "clear")

    @registry.answers("trial.debts")
    def broken(_subject: Subject) -> Answer | None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 / 0")
        return None

    case = begin(desk).submit()
    assert case.desks == [("?trial.debts", "trial.debts", "TRIAL_KEEPER")]
    assert "no automatic answer to trial.debts" in caplog.text
    caplog.clear()


def test_a_machine_with_an_outcome_nobody_declared_leaves_it_to_a_person(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    machine_says("debts", "perhaps")
    assert begin(desk).submit().referral("debts").answered_at is None
    assert "has no outcome 'perhaps'" in caplog.text
    caplog.clear()


def test_a_unit_out_of_service_is_not_asked(desk: Desk) -> None:
    desk.unit.is_active = False
    desk.unit.save()
    case = begin(desk)
    with pytest.raises(Refused, match="“Debts” is not in service") as caught:
        case.do("submit", desk.cast.traveller)
    assert refusal_of(caught) == "no_desk"
    assert case.stands == ("draft", 1)
    assert case.desks == []


def test_the_end_of_the_case_withdraws_what_is_open(desk: Desk) -> None:
    case = begin(desk).submit()
    case.answer("debts")
    case.take("record")
    case.do("withdraw", desk.cast.traveller)
    asked = case.referral("record")
    assert (asked.withdrawn_at, asked.withdrawn_by) == (NOON, None)
    assert (case.desks, case.timers) == ([], [])
    assert case.last_event.data["questions"] == {"withdrawn": [{"question": "trial.record"}]}
    assert case.referral("debts").withdrawn_at is None
    with pytest.raises(Refused) as caught:
        engine.answer(referral_id=asked.pk, by=desk.keeper, outcome="clear", key="late")
    assert refusal_of(caught) == "question_settled"


def test_a_question_that_is_open_is_not_asked_twice_by_a_move(desk: Desk) -> None:
    machines_clear()
    case = begin(desk).submit()
    engine.claim(item_id=case.item.pk, by=desk.cast.officer)
    case.refer("history")
    case.do("look_closer", desk.cast.officer)
    assert Referral.objects.filter(case=case.case_id, question="trial.history").count() == 1
    assert ("?trial.history", "trial.history", "TRIAL_KEEPER") in case.desks


def test_a_case_of_its_own_answers(desk: Desk) -> None:
    machines_clear()
    case = begin(desk).submit()
    case.do("visit", desk.cast.officer)
    assert case.stands == ("visiting", 3)
    assert case.desks == []
    child = case.referral("visit").child
    assert child is not None
    assert (child.procedure, child.unit, child.step) == ("trial.visit", desk.unit, "planned")
    (item,) = WorkItem.objects.filter(case=child)
    assert item.queue == f"{desk.unit.pk}:TRIAL_KEEPER"
    assert child.due_at == case.referral("visit").due_at
    with pytest.raises(Refused) as caught:
        engine.answer(
            referral_id=case.referral("visit").pk, by=desk.keeper, outcome="passed", key="by hand"
        )
    assert refusal_of(caught) == "child_answers"


def test_a_case_that_asks_nothing_pays_nothing(
    desk: Desk, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    case = begin(desk).reviewed()
    version = case.case.version
    with django_assert_num_queries(2):
        case.do("grant", desk.cast.officer, seen=version)
    assert case.case.outcome == "granted"


def test_a_version_this_process_has_not_met_asks_as_well(desk: Desk) -> None:
    case = begin(desk)
    registry._versions.clear()
    registry._asking.clear()
    case.submit()
    assert case.stands == ("checking", 2)
    assert len(case.desks) == 2
