"""Columns that belong together are tied in the database, whoever writes them."""

import pytest
from django.db import IntegrityError, connection, transaction

from tests.workflow.trial import Cast, begin

WRONG = [
    ("case_closed_with_outcome", "UPDATE workflow_case SET outcome = 'granted'"),
    ("case_closed_with_outcome", "UPDATE workflow_case SET closed_at = now()"),
    (
        "case_closed_with_outcome",
        "UPDATE workflow_case SET closed_at = now(), outcome = 'granted', clock_ended_at = NULL",
    ),
    ("case_pause_is_whole", "UPDATE workflow_case SET pause_reason = 'why'"),
    ("case_pause_is_whole", "UPDATE workflow_case SET remaining_minutes = 5"),
    (
        "case_clock_runs_or_is_paused",
        "UPDATE workflow_case SET paused_at = now(), pause_reason = 'why', remaining_minutes = 5",
    ),
    ("case_clock_runs_or_is_paused", "UPDATE workflow_case SET due_at = NULL"),
    ("case_clock_runs_or_is_paused", "UPDATE workflow_case SET received_at = NULL"),
    (
        "case_ended_clock_is_not_paused",
        """UPDATE workflow_case SET paused_at = now(), pause_reason = 'why', remaining_minutes = 5,
        due_at = NULL, clock_ended_at = now()""",
    ),
    ("item_claim_is_whole", "UPDATE workflow_workitem SET claimed_at = NULL"),
    ("item_claim_is_whole", "UPDATE workflow_workitem SET claimed_by_id = NULL"),
    (
        "item_one_open_per_branch",
        """INSERT INTO workflow_workitem (case_id, step, queue, opened_at)
        SELECT case_id, step, queue, opened_at FROM workflow_workitem""",
    ),
]


@pytest.mark.parametrize(("constraint", "sql"), WRONG, ids=[sql for _, sql in WRONG])
def test_a_row_that_cannot_be_is_refused(cast: Cast, constraint: str, sql: str) -> None:
    begin(cast).taken()
    with (
        pytest.raises(IntegrityError, match=constraint),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql)
