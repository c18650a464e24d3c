"""Two at once about one question, on real transactions: one wins, the other is told, nothing is torn."""

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from interior_portal.accounts.models import User
from interior_portal.outbox import relay
from interior_portal.workflow import engine, queries
from interior_portal.workflow.models import CaseEvent, WorkItem
from tests.workflow.asking import Desk, Licence, begin, make_desk
from tests.workflow.test_races import overtaken

pytestmark = pytest.mark.usefixtures("asked")


@pytest.fixture
def desk(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> Desk:
    monkeypatch.setattr(relay, "nudge", lambda _ids: None)
    return make_desk()


def last_open(desk: Desk) -> Licence:
    """One question is left to answer, and the keeper has taken it."""
    case = begin(desk).submit()
    case.answer("debts")
    case.take("record")
    return case


def answering(case: Licence, outcome: str, key: str, by: User) -> Callable[[], Any]:
    referral_id = case.referral("record").pk
    note = "why" if outcome == "held" else ""
    return partial(
        engine.answer, referral_id=referral_id, by=by, outcome=outcome, note=note, key=key
    )


def assert_ended_once(case: Licence, step: str) -> None:
    assert case.case.step == step
    assert case.desks == [("", step, "TRIAL_OFFICER")]
    assert queries.verify_chain(case.case).is_whole
    ended = {"workflow.answered", "workflow.question_withdrawn"}
    events = CaseEvent.objects.filter(case=case.case_id, code__in=ended)
    assert [e.data["question"] for e in events.order_by("seq")] == ["trial.debts", "trial.record"]


def test_of_two_answers_at_once_the_first_holds(desk: Desk) -> None:
    case = last_open(desk)
    won, lost = overtaken(
        answering(case, "clear", "a", desk.keeper), answering(case, "held", "b", desk.keeper)
    )
    assert (won.step, lost) == ("review", "question_settled")
    assert_ended_once(case, "review")


def test_an_answer_sent_twice_at_once_is_one_answer(desk: Desk) -> None:
    case = last_open(desk)
    call = answering(case, "clear", "same", desk.keeper)
    first, again = overtaken(call, call)
    assert (again.replayed, again.event_seq) == (True, first.event_seq)
    assert_ended_once(case, "review")


@pytest.mark.parametrize(("winner", "step"), [("answer", "review"), ("withdrawal", "doubt")])
def test_an_answer_and_a_withdrawal_at_once(desk: Desk, winner: str, step: str) -> None:
    case = last_open(desk)
    answer = answering(case, "clear", "a", desk.keeper)
    withdraw = partial(
        engine.withdraw_question,
        referral_id=case.referral("record").pk,
        by=desk.cast.officer,
        reason="A mistake",
        key="w",
    )
    pair = (answer, withdraw) if winner == "answer" else (withdraw, answer)
    won, lost = overtaken(*pair)
    assert (won.step, lost) == (step, "question_settled")
    assert_ended_once(case, step)


@pytest.mark.parametrize("winner", ["child", "withdrawal"])
def test_the_end_of_a_child_and_the_withdrawal_of_its_question_at_once(
    desk: Desk, winner: str
) -> None:
    """The child is locked after its parent, so neither waits for ever: the first decides how it ended."""
    case = begin(desk).reviewed()
    case.do("visit", desk.cast.officer)
    child = case.referral("visit").child
    assert child is not None
    finish = partial(
        engine.advance, case_id=child.pk, transition="pass", by=desk.keeper, version=1, key="pass"
    )
    withdraw = partial(
        engine.withdraw_question,
        referral_id=case.referral("visit").pk,
        by=desk.cast.officer,
        reason="A mistake",
        key="w",
    )
    pair = (finish, withdraw) if winner == "child" else (withdraw, finish)
    won, lost = overtaken(*pair)
    child.refresh_from_db()
    if winner == "child":
        assert (won.step, lost.step, child.outcome) == ("passed", "refused", "passed")
    else:
        assert (won.step, lost, child.outcome) == ("refused", "stale_case", "dropped")
    assert (case.case.step, child.event_seq) == ("refused", 2)
    assert not WorkItem.objects.filter(case__in=(child.pk, case.case_id), closed_at=None).exists()
    assert queries.verify_chain(child).is_whole
    assert queries.verify_chain(case.case).is_whole


def test_the_last_two_answers_at_once_both_count(desk: Desk) -> None:
    case = begin(desk).submit()
    case.take("debts")
    case.take("record", by=desk.other_keeper)
    first = partial(
        engine.answer,
        referral_id=case.referral("debts").pk,
        by=desk.keeper,
        outcome="clear",
        key="debts",
    )
    won, last = overtaken(first, answering(case, "clear", "record", desk.other_keeper))
    assert (won.step, last.step) == ("checking", "review")
    assert_ended_once(case, "review")
