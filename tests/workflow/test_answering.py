"""Asked by a desk, answered by another, withdrawn, reminded of, asked again; and who may not."""

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from interior_portal.shared.refusals import Refused
from interior_portal.workflow import engine, queries, registry
from interior_portal.workflow.models import (
    Case,
    CaseEvent,
    OpeningHours,
    Referral,
    Timer,
    WorkItem,
)
from interior_portal.workflow.questions import Answer, Subject
from tests.workflow import asking
from tests.workflow.asking import Desk, Licence, begin
from tests.workflow.trial import NOON, end_postings, refusal_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("asked")]


@pytest.fixture(autouse=True)
def noon(time_machine: Any) -> Any:
    time_machine.move_to(NOON, tick=False)
    return time_machine


@pytest.fixture
def case(desk: Desk) -> Licence:
    """Everything was clear, and the officer holds the case."""
    return begin(desk).reviewed()


def refused(call: Any, **more: Any) -> str:
    with pytest.raises(Refused) as caught:
        call(**more)
    return refusal_of(caught)


def test_the_desk_that_holds_a_case_asks_and_keeps_it(
    case: Licence, desk: Desk, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    seen = case.case.version
    with django_assert_num_queries(3):  # lock, the calendar of the unit that answers, write
        changed = case.refer("history", version=seen, remark="As of last year.")
    assert (changed.question, changed.step, changed.version) == ("trial.history", "review", seen)
    asked = case.referral("history")
    assert (asked.mode, asked.remark, asked.asked_by) == (
        "GO_ON",
        "As of last year.",
        desk.cast.officer,
    )
    assert case.desks == [
        ("", "review", "TRIAL_OFFICER"),
        ("?trial.history", "trial.history", "TRIAL_KEEPER"),
    ]
    assert case.item.claimed_by == desk.cast.officer
    assert case.timers == ["trial.history"]
    event = case.last_event
    assert (event.code, event.role) == ("workflow.asked", "TRIAL_OFFICER")
    assert event.data == {"question": "trial.history", "round": 1, "unit": "trial-elsewhere"}
    assert "last year" not in str(event.data)
    assert queries.verify_chain(case.case).is_whole


def test_the_machine_answers_a_desk_at_once(case: Licence) -> None:
    @registry.answers("trial.history")
    def known(_subject: Subject) -> Answer | None:
        return Answer(outcome="held", note="Sold twice", data={"owners": 3})

    case.refer("history")
    asked = case.referral("history")
    assert (asked.is_automatic, asked.is_clear) == (True, False)
    assert asked.answer == {"outcome": "held", "note": "Sold twice", "data": {"owners": 3}}
    assert [desk[0] for desk in case.desks] == [""]
    assert case.last_event.data["outcome"] == "held"


def test_who_may_not_ask(case: Licence, desk: Desk) -> None:
    cast = desk.cast
    assert refused(case.refer, code="debts") == "wrong_step"
    assert refused(case.refer, by=cast.stranger) == "not_permitted"
    assert refused(case.refer, by=cast.second) == "claimed_by_other"
    assert refused(case.refer, version=case.case.version - 1) == "stale_case"
    engine.release(item_id=case.item.pk, by=cast.officer)
    assert refused(case.refer) == "not_claimed"
    engine.claim(item_id=case.item.pk, by=cast.officer)
    end_postings(cast.officer)
    assert refused(case.refer) == "not_permitted"
    assert not Referral.objects.filter(question="trial.history").exists()


def test_an_open_question_is_not_asked_again_and_an_answered_one_is_another_round(
    case: Licence,
) -> None:
    case.refer("history")
    assert refused(case.refer) == "already_asked"
    case.answer("history", "held")
    case.refer("history")
    assert (case.referral("history").round, case.referral("history").answered_at) == (2, None)
    first = Referral.objects.get(case=case.case_id, question="trial.history", round=1)
    assert first.answer is not None
    case.answer("history")
    assert case.referral("history").is_clear


def test_a_key_is_one_question_and_with_other_words_it_is_refused(case: Licence) -> None:
    first = case.refer("history", key="same", version=case.case.version)
    again = case.refer("history", key="same", version=case.case.version)
    assert (again.replayed, again.event_seq) == (True, first.event_seq)
    assert Referral.objects.filter(case=case.case_id, question="trial.history").count() == 1
    assert refused(case.refer, key="same", remark="Other words") == "key_reused"


def test_a_key_is_one_answer_and_with_another_body_it_is_refused(case: Licence, desk: Desk) -> None:
    case.refer("history")
    asked = case.take("history")
    request: dict[str, Any] = {"referral_id": asked.pk, "by": desk.keeper, "key": "k"}
    first = engine.answer(**request, outcome="clear")
    again = engine.answer(**request, outcome="clear")
    assert (again.replayed, again.event_seq) == (True, first.event_seq)
    assert again.question == "trial.history"
    assert refused(engine.answer, **request, outcome="held", note="no") == "key_reused"
    assert case.referral("history").answer == {"outcome": "clear", "note": "", "data": {}}


def test_who_may_not_answer(case: Licence, desk: Desk) -> None:
    engine.release(item_id=case.item.pk, by=desk.cast.officer)
    engine.claim(item_id=case.item.pk, by=desk.both)
    case.refer("history", by=desk.both)
    asked, item = case.referral("history"), case.question_item("history")

    def attempt(by: Any, **more: Any) -> str:
        words = {"outcome": "clear", "key": f"try {by}", **more}
        return refused(engine.answer, referral_id=asked.pk, by=by, **words)

    assert attempt(desk.both) == "asked_it"
    assert refused(engine.claim, item_id=item.pk, by=desk.both) == "asked_it"
    assert attempt(desk.cast.officer) == "not_permitted"
    assert refused(engine.claim, item_id=item.pk, by=desk.cast.officer) == "not_permitted"
    assert attempt(desk.keeper) == "not_claimed"
    engine.claim(item_id=item.pk, by=desk.keeper)
    assert attempt(desk.other_keeper) == "claimed_by_other"
    assert attempt(desk.keeper, outcome="perhaps") == "no_such_outcome"
    assert attempt(desk.keeper, outcome="held", note=" ") == "note_missing"
    end_postings(desk.keeper)
    assert attempt(desk.keeper) == "not_permitted"
    assert case.referral("history").answered_at is None


def test_a_question_is_taken_and_put_back_at_the_unit_that_answers(
    case: Licence, desk: Desk
) -> None:
    case.refer("history")
    item = case.question_item("history")
    claim = engine.claim(item_id=item.pk, by=desk.keeper)
    assert claim.claimed_by_id == desk.keeper.pk
    event = case.last_event
    assert (event.code, event.role, event.to_step) == ("workflow.claimed", "TRIAL_KEEPER", "review")
    assert event.data == {"question": "trial.history"}
    assert case.item.claimed_by == desk.cast.officer
    assert refused(engine.release, item_id=item.pk, by=desk.cast.head) == "claimed_by_other"
    engine.release(item_id=item.pk, by=desk.chief)
    assert case.last_event.role == "TRIAL_CHIEF"
    engine.claim(item_id=item.pk, by=desk.chief)  # has the permission, though not the role
    case.do("grant", desk.cast.officer)


def test_a_draft_is_kept_by_who_holds_the_question_until_it_is_answered(
    case: Licence, desk: Desk, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    case.refer("history")
    asked, draft = case.referral("history"), {"outcome": "held", "note": "half a sent"}
    assert (
        refused(engine.keep_draft, referral_id=asked.pk, by=desk.keeper, draft=draft)
        == "not_claimed"
    )
    case.take("history")
    events = case.case.event_seq
    with django_assert_num_queries(2):
        engine.keep_draft(referral_id=asked.pk, by=desk.keeper, draft=draft)
    assert (case.referral("history").draft, case.case.event_seq) == (draft, events)
    engine.answer(referral_id=asked.pk, by=desk.keeper, outcome="clear", key="done")
    assert case.referral("history").draft is None
    assert (
        refused(engine.keep_draft, referral_id=asked.pk, by=desk.keeper, draft=draft)
        == "question_settled"
    )


def test_a_withdrawn_question_lets_a_waiting_case_go_on_the_other_way(desk: Desk) -> None:
    case = begin(desk).submit()
    case.answer("debts")
    changed = case.withdraw("record")
    assert (changed.step, case.case.step) == ("doubt", "doubt")
    asked = case.referral("record")
    assert (asked.withdrawn_by, asked.withdrawn_reason) == (
        desk.cast.officer,
        "Not needed any more",
    )
    assert (case.desks, case.timers) == ([("", "doubt", "TRIAL_OFFICER")], [])
    assert case.last_event.code == "workflow.question_withdrawn"
    assert case.last_event.data == {"question": "trial.record", "round": 1}


def test_a_withdrawn_question_is_settled_for_what_needs_it(case: Licence, desk: Desk) -> None:
    case.do("look_closer", desk.cast.officer)
    case.withdraw("history")
    assert refused(case.withdraw, code="history") == "question_settled"
    case.do("grant_after_all", desk.cast.officer)
    assert case.case.outcome == "granted"


def test_who_may_not_withdraw_or_remind_and_why_it_must_be_said(case: Licence, desk: Desk) -> None:
    case.refer("history")
    for by in (desk.keeper, desk.cast.stranger, desk.cast.traveller):
        assert refused(case.withdraw, code="history", by=by) == "not_permitted"
        assert refused(case.remind, code="history", by=by) == "not_permitted"
    words = {"referral_id": case.referral("history").pk, "by": desk.cast.second, "key": "k"}
    assert refused(engine.withdraw_question, **words, reason=" ") == "no_reason"
    case.remind("history", by=desk.cast.second)


def test_a_desk_is_reminded_once_on_each_of_its_working_days(
    case: Licence, desk: Desk, noon: Any, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    """Noon is a Saturday; the other unit works from Sunday to Thursday."""
    OpeningHours.objects.bulk_create(
        OpeningHours(
            unit=desk.unit,
            weekday=weekday,
            opens=dt.time(8),
            closes=dt.time(14),
            effective_from=dt.date(2026, 1, 1),
        )
        for weekday in (6, 0, 1, 2, 3)
    )
    case.refer("history")
    with django_assert_num_queries(4):
        case.remind("history")
    assert case.last_event.code == "workflow.reminded"
    assert refused(case.remind, code="history") == "reminded"
    noon.shift(dt.timedelta(days=1))
    case.remind("history")
    noon.shift(dt.timedelta(days=4))  # Thursday
    case.remind("history")
    noon.shift(dt.timedelta(days=2))  # Saturday again: the desk has not opened since
    assert refused(case.remind, code="history") == "reminded"
    case.answer("history")
    assert refused(case.remind, code="history") == "question_settled"


def test_the_end_of_a_case_leaves_nothing_on_the_other_desk(case: Licence, desk: Desk) -> None:
    case.refer("history")
    case.do("grant", desk.cast.officer)
    assert case.desks == []
    assert (case.referral("history").withdrawn_by, case.case.outcome) == (None, "granted")
    assert case.last_event.data["questions"] == {"withdrawn": [{"question": "trial.history"}]}


def test_an_answer_that_ends_the_case_withdraws_the_rest(case: Licence, desk: Desk) -> None:
    case.refer("history")
    case.do("visit", desk.cast.officer)
    assert case.case.step == "visiting"
    engine.answer(referral_id=case.referral("visit").pk, by=None, outcome="failed", key="child")
    assert (case.case.step, case.case.outcome) == ("refused", "refused")
    assert case.referral("history").withdrawn_at == NOON
    assert not WorkItem.objects.filter(case=case.case_id, closed_at=None).exists()
    assert queries.verify_chain(case.case).is_whole


def child_of(case: Licence) -> Case:
    """The case that was opened to answer the question about a visit."""
    case.do("visit", case.desk.cast.officer)
    child = case.referral("visit").child
    assert child is not None
    return child


def assert_dropped(child: Case, question: str) -> None:
    child.refresh_from_db()
    assert (child.step, child.outcome, child.closed_at) == ("dropped", "dropped", NOON)
    assert child.clock_ended_at == NOON
    assert not WorkItem.objects.filter(case=child, closed_at=None).exists()
    assert not Timer.objects.filter(case=child, fired_at=None, dropped_at=None).exists()
    last = CaseEvent.objects.filter(case=child).latest("seq")
    assert (last.code, last.actor_id) == ("trial.visit.drop", None)
    assert last.data["answered"]["question"] == question
    assert queries.verify_chain(child).is_whole


def test_a_child_ends_with_its_question(
    case: Licence, desk: Desk, django_assert_max_num_queries: Any
) -> None:
    child = child_of(case)
    engine.claim(item_id=child.items.get().pk, by=desk.keeper)
    referral = case.referral("visit")
    with django_assert_max_num_queries(6):
        changed = engine.withdraw_question(
            referral_id=referral.pk, by=desk.cast.officer, reason="A mistake", key="back"
        )
    assert changed.step == "refused"
    assert_dropped(child, "trial.visit")
    again = engine.withdraw_question(
        referral_id=referral.pk, by=desk.cast.officer, reason="A mistake", key="back"
    )
    assert again.replayed
    assert_dropped(child, "trial.visit")


def test_a_child_ends_with_the_case_that_asked(case: Licence, desk: Desk) -> None:
    child = child_of(case)
    case.do("withdraw", desk.cast.traveller)
    assert case.case.outcome == "withdrawn"
    assert_dropped(child, "trial.visit")


def test_a_refused_withdrawal_leaves_the_child_alone(case: Licence, desk: Desk) -> None:
    child = child_of(case)
    referral = case.referral("visit").pk
    assert (
        refused(
            engine.withdraw_question,
            referral_id=referral,
            by=desk.cast.officer,
            reason=" ",
            key="none",
        )
        == "no_reason"
    )
    child.refresh_from_db()
    assert (child.step, child.event_seq) == ("planned", 1)


def test_a_child_that_cannot_be_withdrawn_does_not_hold_its_question(
    case: Licence, caplog: pytest.LogCaptureFixture
) -> None:
    """It began under a version that did not know how; its desk ends it."""
    child = child_of(case)
    registry._questions["trial.visit"] = replace(asking.VISIT, withdrawal="unknown_then")
    case.withdraw("visit")
    child.refresh_from_db()
    assert (case.case.step, child.step) == ("refused", "planned")
    assert f"case {child.pk} answers a withdrawn question" in caplog.text


def test_a_clock_that_was_set_back_stops_no_answer(case: Licence, noon: Any) -> None:
    case.refer("history")
    noon.shift(dt.timedelta(hours=-2))
    case.answer("history")
    assert case.referral("history").answered_at == NOON


def test_an_older_round_is_settled_for_good(case: Licence, desk: Desk) -> None:
    case.refer("history")
    first = case.referral("history")
    case.answer("history")
    case.refer("history")
    assert (
        refused(engine.answer, referral_id=first.pk, by=desk.keeper, outcome="clear", key="old")
        == "question_settled"
    )


def test_a_question_that_does_not_exist(desk: Desk) -> None:
    with pytest.raises(Referral.DoesNotExist):
        engine.answer(referral_id=0, by=desk.keeper, outcome="clear", key="none")
