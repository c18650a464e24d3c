"""The statements defend themselves: a decision about a case that has moved on is not written."""

import pytest
from django.db import connection

from interior_portal.workflow.ledger import chain
from interior_portal.workflow.models import CaseEvent, WorkItem
from interior_portal.workflow.routing import route
from interior_portal.workflow.sql import read, write
from tests.workflow.trial import NOON, PERMIT, Cast, begin


def decided(cast: Cast) -> write.Change:
    """A grant as it was decided, not yet written."""
    case_id = begin(cast).taken().case_id
    standing = read.lock(read.Question(by=cast.officer, case_id=case_id))
    assert standing is not None
    event = chain.Event(
        reference=standing.case.reference,
        seq=standing.case.event_seq + 1,
        code="trial.permit.grant",
        transition="grant",
        from_step="review",
        to_step="granted",
        version=standing.case.version + 1,
        actor_id=cast.officer.pk,
        role="TRIAL_OFFICER",
        on_behalf_of_id=None,
        unit_id=standing.case.unit_id,
        at=NOON,
        data="{}",
        key="k",
        body_hash=b"",
    )
    return write.Change(
        standing=standing,
        route=route(standing, PERMIT.transition("grant")),
        deadline=standing.case.deadline,
        event=event,
        measures=(),
        effects=("trial.issue",),
    )


def test_a_case_that_moved_on_is_left_alone(cast: Cast) -> None:
    change = decided(cast)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE workflow_case SET event_seq = event_seq + 1")
    with pytest.raises(RuntimeError, match="changed although it was locked"):
        write.advance(change)
    with pytest.raises(RuntimeError, match="changed although it was locked"):
        write.claim(change.standing, change.event, write.Hold(cast.second.pk, NOON))
    assert not CaseEvent.objects.filter(key="k").exists()
    assert WorkItem.objects.get().claimed_by == cast.officer
