"""What keeps a case from going on is found, named and mended; what is well is not."""

import datetime as dt
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection

from interior_portal.accounts.models import Unit
from interior_portal.outbox import registry as outbox
from interior_portal.outbox import relay
from interior_portal.outbox.models import OutboxRow
from interior_portal.shared.refusals import Refused
from interior_portal.workflow import engine, queries
from interior_portal.workflow.models import CaseEvent, Timer, WorkItem
from interior_portal.workflow.queries.stuck import Finding, stuck_cases
from tests.workflow.trial import NOON, Cast, Trial, begin, end_postings, refusal_of
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
    assert finding.sentence == "This case has no item in the queue of its step “review”."
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
    mended = [finding.repair for finding in stuck_cases()]
    assert mended == ["release", ""]


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


def test_a_handler_that_raises_for_ever_is_visible_and_the_case_goes_on(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_payload: object) -> None:
        raise RuntimeError("for ever")

    monkeypatch.setattr(relay, "nudge", lambda _ids: None)
    monkeypatch.setitem(outbox._handlers, "trial.tell_received", fail)
    case = begin(cast).submit()
    for _attempt in range(8):
        OutboxRow.objects.update(available_at=NOON - dt.timedelta(days=999))
        relay.drain()
    assert causes() == ["dead_row"]
    case.claim(cast.officer)
    case.do("propose", cast.officer)
    assert case.case.step == "second_review"
    mend()
    row = OutboxRow.objects.get(handler="trial.tell_received")
    assert (row.state, row.attempts) == ("PENDING", 0)


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
    line = f"{reference}: This case has no item in the queue of its step “review”."
    assert out.getvalue().splitlines() == [line, "1 found"]
    call_command("stuck_cases", "--repair", stdout=out)
    assert out.getvalue().splitlines()[2:] == [f"{line} [reopen]", "1 found"]
    assert stuck_cases() == []
