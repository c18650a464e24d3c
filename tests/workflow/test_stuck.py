"""What keeps a case from going on is found, named and mended; what is well is not."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import translation
from django.utils.translation import gettext_lazy

from interior_portal.accounts import registry as accounts
from interior_portal.accounts.models import Substitution, Unit
from interior_portal.accounts.registry import Role
from interior_portal.outbox import registry as outbox
from interior_portal.outbox import relay
from interior_portal.outbox.models import OutboxRow
from interior_portal.shared import clock
from interior_portal.shared.refusals import Refused
from interior_portal.workflow import engine, queries, registry
from interior_portal.workflow.models import CaseEvent, Referral, Timer, WorkItem
from interior_portal.workflow.procedures import Clock, Owner, Step, Transition
from interior_portal.workflow.queries import stuck
from interior_portal.workflow.queries.stuck import Finding, stuck_cases
from tests.workflow import asking
from tests.workflow.test_standing_in import stand_in
from tests.workflow.trial import NOON, PERMIT, Cast, Trial, begin, end_postings, refusal_of
from tests.workflow.twofold import Twofold


def causes() -> list[str]:
    return [finding.cause for finding in stuck_cases()]


def mend() -> None:
    for finding in stuck_cases():
        engine.repair(finding=finding, reason="test", by=None)


def run(sql: str, *parameters: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)


@pytest.fixture
def taken(cast: Cast) -> Trial:
    return begin(cast).taken()


@pytest.mark.usefixtures("branching")
def test_what_is_well_is_not_found(cast: Cast, taken: Trial) -> None:
    begin(cast, key="draft")
    begin(cast, key="asked").taken().do("ask", cast.officer)
    Twofold(cast).submitted().read()
    begin(cast, key="done").taken().do("grant", cast.officer)
    assert stuck_cases() == []


def test_a_desk_without_an_item_gets_one(taken: Trial, cast: Cast) -> None:
    WorkItem.objects.filter(case=taken.case_id).delete()
    (finding,) = stuck_cases()
    assert (finding.cause, finding.word, finding.repair) == ("no_item", "review", "reopen")
    assert finding.sentence == "This case has no item in the queue of its step “Review”."
    mend()
    assert stuck_cases() == []
    assert taken.item.queue == f"{taken.case.unit_id}:TRIAL_OFFICER"
    assert taken.item.due_at == taken.case.due_at
    event = CaseEvent.objects.get(code="workflow.repaired")
    assert event.data == {"cause": "no_item", "repair": "reopen", "reason": "test"}
    assert queries.verify_chain(taken.case).is_whole
    taken.claim(cast.officer)
    taken.do("grant", cast.officer)


@pytest.mark.usefixtures("branching")
def test_a_branch_without_an_item_gets_one(cast: Cast) -> None:
    case = Twofold(cast).submitted()
    before = case.desks
    WorkItem.objects.filter(case=case.case_id, branch="tax").delete()
    assert [(f.cause, f.branch, f.word) for f in stuck_cases()] == [("no_item", "tax", "tax_check")]
    mend()
    assert case.desks == before


def test_a_queue_that_nobody_works_on_is_named(taken: Trial, cast: Cast) -> None:
    for user in (cast.officer, cast.second):
        end_postings(user)
    assert causes() == ["lost_claim", "no_holder"]
    claim, queue = stuck_cases()
    assert (claim.repair, queue.repair) == ("release", "")
    assert queue.sentence == "Nobody at the unit holds the role “Trial officer” today."


def test_who_stands_in_is_somebody(taken: Trial, cast: Cast) -> None:
    stand_in(cast.officer, cast.clerk)
    engine.release(item_id=taken.item.pk, by=cast.officer)
    end_postings(cast.second)
    cast.officer.postings.update(ends_on=None)
    taken.claim(cast.clerk)
    assert stuck_cases() == []
    Substitution.objects.update(ended_at=NOON)
    assert causes() == ["lost_claim"]
    stand_in(cast.officer, cast.clerk)
    end_postings(cast.officer)
    assert causes() == ["lost_claim", "no_holder"]


def test_who_may_decide_takes_it_whatever_their_role(
    taken: Trial, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Claims go by the permission of what happens at the step, and so does the search."""
    for user in (cast.officer, cast.second):
        end_postings(user)
    engine.release(item_id=taken.item.pk, by=None)
    assert causes() == ["no_holder"]
    deciding = Role("TRIAL_HEAD", "Head", frozenset({"TRIAL_DECIDE"}))
    monkeypatch.setattr(accounts, "_roles", {**accounts._roles, "TRIAL_HEAD": deciding})
    assert stuck_cases() == []
    taken.claim(cast.head)
    assert stuck_cases() == []


def test_a_claim_under_a_lease_ends_by_itself(taken: Trial, cast: Cast) -> None:
    WorkItem.objects.filter(case=taken.case_id).update(
        claimed_by=cast.clerk, lease_until=clock.now()
    )
    assert stuck_cases() == []
    WorkItem.objects.filter(case=taken.case_id).update(lease_until=None)
    assert causes() == ["lost_claim"]


def test_where_there_is_no_repair_there_is_advice(taken: Trial, cast: Cast) -> None:
    every = {Finding(1, "R", cause, "", 0, "x", "") for cause in stuck._SENTENCES}
    assert [f.cause for f in every if bool(f.repair) is bool(f.advice)] == []
    Unit.objects.filter(pk=cast.desk.pk).update(is_active=False)
    (finding,) = stuck_cases()
    assert finding.advice == "Put the unit into service again."
    with pytest.raises(Refused) as caught:
        engine.repair(finding=finding, reason="test", by=None)
    assert refusal_of(caught) == "not_stuck"


@pytest.mark.usefixtures("asked", "db")
def test_a_question_that_nobody_answers_is_named() -> None:
    """Whoever may answer counts at the unit that was asked, not at the unit of the case."""
    desk = asking.make_desk()
    case = asking.begin(desk).submit()
    assert stuck_cases() == []
    case.take("debts", by=desk.chief)
    assert stuck_cases() == []
    for user in (desk.keeper, desk.other_keeper, desk.both):
        end_postings(user)
    assert stuck_cases() == []
    end_postings(desk.chief)
    assert causes() == ["lost_claim", "no_holder", "no_holder"]


@pytest.mark.usefixtures("asked", "db")
def test_who_waits_for_answers_but_asks_nothing_is_named() -> None:
    case = asking.begin(asking.make_desk()).submit()
    Referral.objects.filter(case=case.case_id).update(withdrawn_at=NOON)
    WorkItem.objects.filter(case=case.case_id).delete()
    (finding,) = stuck_cases()
    assert (finding.cause, finding.repair) == ("no_question", "")
    assert "Show the reference" in str(finding.advice)


def test_a_unit_out_of_service_is_named(taken: Trial, cast: Cast) -> None:
    Unit.objects.filter(pk=cast.desk.pk).update(is_active=False)
    assert causes() == ["unit_inactive"]


def test_a_claim_of_somebody_who_left_is_given_back(taken: Trial, cast: Cast) -> None:
    type(cast.officer).objects.filter(pk=cast.officer.pk).update(is_active=False)
    assert causes() == ["lost_claim"]
    mend()
    assert taken.item.claimed_by is None
    assert stuck_cases() == []


@pytest.mark.usefixtures("branching")
def test_a_join_that_does_not_fit_is_named(cast: Cast) -> None:
    case = Twofold(cast).submitted()
    run("UPDATE workflow_join SET arrived = 1 WHERE case_id = %s", case.case_id)
    assert causes() == ["join"]
    run("UPDATE workflow_join SET arrived = 0, closed_at = now() WHERE case_id = %s", case.case_id)
    assert "join" in causes()


def test_a_timer_that_was_given_up_is_tried_again(taken: Trial) -> None:
    timer = Timer.objects.create(
        case=taken.case, kind="X", fires_at=NOON, set_at=NOON, attempts=8, gave_up_at=NOON
    )
    assert causes() == ["timer"]
    mend()
    timer.refresh_from_db()
    assert (timer.gave_up_at, timer.attempts, stuck_cases()) == (None, 0, [])


@pytest.mark.parametrize(
    ("kind", "named"),
    [
        ("TIMEOUT", "The case moves on by itself"),
        ("NEAR_BREACH", "Its holder is warned that little time is left"),
        ("BREACH", "The promise is recorded as broken"),
        ("REFERRAL_DUE", "A question is recorded as overdue"),
        ("GONE", "GONE"),
    ],
)
def test_a_timer_is_named_by_what_it_does(taken: Trial, kind: str, named: str) -> None:
    Timer.objects.filter(case=taken.case).delete()
    Timer.objects.create(case=taken.case, kind=kind, fires_at=NOON, set_at=NOON, gave_up_at=NOON)
    (finding,) = stuck_cases()
    assert finding.sentence == f"A timer of this case failed too often: “{named}”."


def test_a_step_and_a_timer_are_named_in_the_language_of_the_reader() -> None:
    version = replace(
        PERMIT,
        steps=(
            replace(PERMIT.steps[0], label=gettext_lazy("Waiting for the applicant")),
            *PERMIT.steps[1:],
        ),
    )
    registry.remember_version(version)
    step = Finding(1, "R", "no_item", "", 0, "draft", version.sha256)
    timer = Finding(1, "R", "timer", "", 0, "TIMEOUT", version.sha256)
    with translation.override("kmr"):
        assert "Li benda serlêder" in step.sentence
        assert "Dosye bi xwe didome" in timer.sentence
    forgotten = replace(step, sha256="another")
    assert forgotten.sentence == "This case has no item in the queue of its step “draft”."


SEALED = replace(
    PERMIT,
    code="trial.sealed",
    reference_prefix="QS",
    steps=(
        *PERMIT.steps,
        Step(code="sealing", label="Sealing", owner=Owner.SYSTEM, clock=Clock.RUNS),
    ),
    transitions=(
        *(replace(t, target="sealing") if t.code == "grant" else t for t in PERMIT.transitions),
        Transition(
            code="seal", label="Seal", source=("sealing",), target="granted", by=Owner.SYSTEM
        ),
    ),
)


@pytest.fixture
def given_up(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """All that waits in the outbox fails until it is given up."""

    def fail(_payload: object) -> None:
        raise RuntimeError("for ever")

    def drained() -> None:
        for _attempt in range(8):
            OutboxRow.objects.update(available_at=NOON - dt.timedelta(days=999))
            relay.drain()

    monkeypatch.setattr(relay, "nudge", lambda _ids: None)
    monkeypatch.setattr(outbox, "_handlers", dict.fromkeys(outbox._handlers, fail))
    return drained


def test_a_message_that_was_given_up_keeps_no_case_at_a_desk(
    cast: Cast, given_up: Callable[[], None]
) -> None:
    case = begin(cast).submit()
    given_up()
    assert OutboxRow.objects.get(handler="trial.tell_received").state == "DEAD"
    assert stuck_cases() == []
    case.claim(cast.officer)
    case.do("propose", cast.officer)
    assert case.case.step == "second_review"


def test_what_was_given_up_keeps_a_case_that_waits_for_the_portal(
    cast: Cast, given_up: Callable[[], None]
) -> None:
    registry.register_procedure(SEALED)
    case = begin(cast, procedure=SEALED.code).taken()
    OutboxRow.objects.all().delete()
    case.do("grant", cast.officer)
    assert stuck_cases() == []
    OutboxRow.objects.filter(handler="trial.tell_granted").delete()
    given_up()
    (finding,) = stuck_cases()
    assert (finding.cause, finding.word, finding.repair) == ("dead_row", "trial.issue", "retry_row")
    mend()
    row = OutboxRow.objects.get(handler="trial.issue")
    assert (row.state, row.attempts, stuck_cases()) == ("PENDING", 0, [])


def test_what_was_mended_meanwhile_is_refused(taken: Trial) -> None:
    item = WorkItem.objects.filter(case=taken.case_id)
    item.delete()
    (finding,) = stuck_cases()
    mend()
    with pytest.raises(Refused) as caught:
        engine.repair(finding=finding, reason="again", by=None)
    assert refusal_of(caught) == "not_stuck"
    assert isinstance(finding, Finding)


def test_the_command_names_and_mends(taken: Trial) -> None:
    WorkItem.objects.filter(case=taken.case_id).delete()
    out = StringIO()
    call_command("stuck_cases", stdout=out)
    reference = taken.case.reference
    line = f"{reference}: This case has no item in the queue of its step “Review”."
    assert out.getvalue().splitlines() == [line, "1 found"]
    call_command("stuck_cases", "--repair", stdout=out)
    assert out.getvalue().splitlines()[2:] == [f"{line} [reopen]", "1 found"]
    assert stuck_cases() == []
