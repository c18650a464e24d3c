"""What follows a question after the commit: children, timers, notices, subscribers; lookups; system checks."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from interior_portal.accounts.models import User
from interior_portal.audit.models import AuditEntry
from interior_portal.notices.models import Notice
from interior_portal.outbox.models import OutboxRow
from interior_portal.shared.refusals import Refused
from interior_portal.workflow import checks, engine, handlers, lookups, registry, timer_kinds
from interior_portal.workflow.messages import HEARD
from interior_portal.workflow.models import Timer
from interior_portal.workflow.questions import Outcome, Subject
from tests.workflow import asking
from tests.workflow.asking import Desk, Licence, begin
from tests.workflow.trial import NOON, refusal_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("asked")]


@pytest.fixture(autouse=True)
def noon(time_machine: Any) -> Any:
    time_machine.move_to(NOON, tick=False)
    return time_machine


@pytest.fixture
def case(desk: Desk) -> Licence:
    return begin(desk).reviewed()


def rows(handler: str) -> list[Mapping[str, Any]]:
    found = OutboxRow.objects.filter(handler=handler).order_by("pk")
    return list(found.values_list("payload", flat=True))


def told(kind: str) -> list[str]:
    notices = Notice.objects.filter(kind=f"workflow.{kind}")
    return sorted(notices.values_list("recipient__name", flat=True))


def end_child(case: Licence, move: str) -> None:
    child = case.referral("visit").child
    assert child is not None
    engine.advance(
        case_id=child.pk, transition=move, by=case.desk.keeper, version=child.version, key=move
    )
    (payload,) = rows("workflow.child_ended")
    handlers.answer_with_outcome(payload)
    handlers.answer_with_outcome(payload)  # a worker that died in between comes again


@pytest.mark.parametrize(("move", "step"), [("pass", "granted"), ("fail", "refused")])
def test_the_outcome_of_a_child_is_the_answer(move: str, step: str, case: Licence) -> None:
    case.do("visit", case.desk.cast.officer)
    end_child(case, move)
    asked = case.referral("visit")
    assert asked.child is not None
    assert case.case.step == step
    assert asked.answer == {
        "outcome": {"pass": "passed", "fail": "failed"}[move],
        "note": asked.child.reference,
        "data": {},
    }


def test_a_child_that_ends_before_its_question_is_withdrawn_answers_nobody(case: Licence) -> None:
    case.do("visit", case.desk.cast.officer)
    child = case.referral("visit").child
    assert child is not None
    engine.advance(
        case_id=child.pk, transition="pass", by=case.desk.keeper, version=1, key="in time"
    )
    case.withdraw("visit")
    (payload,) = rows("workflow.child_ended")
    handlers.answer_with_outcome(payload)
    child.refresh_from_db()
    assert (child.outcome, child.event_seq) == ("passed", 2)
    assert (case.case.step, case.referral("visit").answer) == ("refused", None)


def test_subscribers_hear_of_events_and_others_cost_no_row(case: Licence) -> None:
    before = OutboxRow.objects.count()
    case.refer("history")
    assert OutboxRow.objects.count() == before
    registry.subscribe("workflow.answered", "trial.issue")
    registry.subscribe("trial.licence.checking.answered", "trial.tell_granted")
    registry.subscribe("trial.licence.started", "trial.tell_received")
    case.answer("history")
    event = case.last_event
    assert rows("trial.issue") == [
        {"case": case.case_id, "reference": case.case.reference, "seq": event.seq}
    ]
    assert rows("trial.tell_granted") == []
    other = begin(case.desk, key="other")
    assert rows("trial.tell_received") == [
        {"case": other.case_id, "reference": other.case.reference, "seq": 1}
    ]
    other.submit().answer("debts")
    other.answer("record")
    assert [row["seq"] for row in rows("trial.tell_granted")] == [other.last_event.seq]


def test_the_desk_is_told_of_a_reminder_or_who_holds_the_question(case: Licence) -> None:
    registry.subscribe(*HEARD[0])
    case.refer("history")
    case.remind("history")
    handlers.tell_desk(rows("workflow.tell_desk")[-1])
    assert told("question_reminded") == ["Both", "Chief", "Keeper", "Other_Keeper"]
    case.take("history")
    Notice.objects.all().delete()
    handlers.tell_desk(rows("workflow.tell_desk")[-1])
    assert told("question_reminded") == ["Keeper"]


def test_an_overdue_question_is_told_to_who_heads_the_desk_and_who_asked(
    case: Licence, noon: Any
) -> None:
    registry.subscribe(*HEARD[1])
    case.refer("history")
    noon.shift(dt.timedelta(minutes=120))
    timer = Timer.objects.get(case=case.case_id, kind="REFERRAL_DUE", about="trial.history")
    assert timer.fires_at == case.referral("history").due_at
    due = registry.DueTimer(timer.pk, case.case_id, timer.kind, timer.about, timer.fires_at)
    timer_kinds.note_overdue(due)
    assert case.last_event.code == "workflow.question_overdue"
    handlers.tell_overdue(rows("workflow.tell_overdue")[-1])
    assert told("question_overdue") == ["Chief", "Officer"]


def test_who_asked_is_told_of_the_answer_and_an_applicant_is_not(case: Licence) -> None:
    registry.subscribe(*HEARD[2])
    case.refer("history")
    case.answer("history")
    other = begin(case.desk, key="other").submit()
    other.answer("debts")
    for payload in rows("workflow.tell_asker"):
        handlers.tell_asker(payload)
    assert told("question_answered") == ["Officer"]


def plate(number: str) -> Subject:
    return Subject(kind="vehicle", rows=(), values={"plate": number})


def test_a_lookup_answers_at_once_and_the_ledger_knows_no_plate(desk: Desk) -> None:
    @registry.lookup("trial.wanted", permission="TRIAL_DECIDE")
    def wanted(subject: Subject) -> Mapping[str, Any]:
        return {"is_wanted": subject.values["plate"] == "HSK4711"}

    officer: User = desk.cast.officer
    assert lookups.look_up("trial.wanted", plate("HSK4711"), officer, "Stop")["is_wanted"]
    lookups.look_up("trial.wanted", plate("HSK4712"), officer, "Stop")
    first, second = AuditEntry.objects.filter(action="workflow.looked_up").order_by("pk")
    assert (first.actor_id, first.reason, first.subject_kind) == (officer.pk, "Stop", "vehicle")
    assert first.data == {"lookup": "trial.wanted"}
    assert first.subject_ref == lookups.mark_of(plate("HSK4711"))
    assert first.subject_ref != second.subject_ref
    assert "4711" not in f"{first.subject_ref}{first.data}"


def test_a_lookup_is_refused_without_a_right_or_a_reason(desk: Desk) -> None:
    registry.lookup("trial.wanted", permission="TRIAL_DECIDE")(lambda _subject: {})
    for by, reason, code in (
        (desk.keeper, "Stop", "not_permitted"),
        (desk.cast.officer, " ", "no_reason"),
    ):
        with pytest.raises(Refused) as caught:
            lookups.look_up("trial.wanted", plate("1"), by, reason)
        assert refusal_of(caught) == code
    assert not AuditEntry.objects.filter(action="workflow.looked_up").exists()


@pytest.mark.parametrize(
    ("holders", "hear"), [(1, ["Keeper"]), (0, ["Both", "Keeper", "Other_Keeper"])]
)
def test_the_desk_of_a_child_hears_that_it_is_not_needed(
    case: Licence, holders: int, hear: list[str]
) -> None:
    case.do("visit", case.desk.cast.officer)
    child = case.referral("visit").child
    assert child is not None
    if holders:
        engine.claim(item_id=child.items.get().pk, by=case.desk.keeper)
    case.withdraw("visit")
    (payload,) = rows("workflow.tell_withdrawn")
    assert payload["reference"] == child.reference
    handlers.tell_withdrawn(payload)
    handlers.tell_withdrawn(payload)  # a worker that died in between comes again
    assert told("not_needed") == hear


def faults() -> list[str]:
    return [str(message.msg) for message in checks.check_questions(None)]


def test_the_questions_of_the_trial_can_be_answered() -> None:
    assert faults() == []


def test_the_system_check_names_what_nobody_can_answer() -> None:
    registry._questions["trial.debts"] = replace(asking.DEBTS, role="NOBODY", permission="NONE")
    only = (Outcome(code="passed", label="Passed", is_clear=True),)
    registry._questions["trial.visit"] = replace(asking.VISIT, outcomes=only)
    del registry._questions["trial.history"]
    registry.subscribe("trial.never", "trial.nobody")
    assert faults() == [
        "Question trial.debts is put to the unknown role 'NOBODY'.",
        "Question trial.debts needs NONE, which no role has.",
        "Question trial.visit has no outcome 'failed', in which trial.visit may end.",
        "Procedure trial.licence asks 'trial.history', which nobody registered.",
        "Somebody wants to hear of 'trial.never', which never happens.",
        "'trial.never' has no handler 'trial.nobody'.",
    ]
    registry._questions["trial.visit"] = replace(asking.VISIT, withdrawal="end")
    assert (
        "Question trial.visit is withdrawn by 'end', which trial.visit does not know." in faults()
    )
    registry._questions["trial.visit"] = replace(asking.VISIT, withdrawal="pass")
    assert (
        "Question trial.visit is withdrawn by 'pass', which the system does not carry out at once and always."
        in faults()
    )
    registry._questions["trial.visit"] = replace(asking.VISIT, procedure="trial.none")
    assert "Question trial.visit is answered by the unknown procedure 'trial.none'." in faults()
