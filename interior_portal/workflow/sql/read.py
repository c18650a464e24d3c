"""Reads a case with all that a decision needs: one statement, with or without the lock.

A statement that waits for the case's lock sees the case as it is after the wait, but items, events
and postings as they were before it. `seen_seq` is the event counter as it was before: where it
differs from the locked row's, somebody acted during the wait and the statement is run once more,
now with the lock held and everything fresh.
"""

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from interior_portal.accounts.models import User
from interior_portal.shared import clock
from interior_portal.workflow import versions
from interior_portal.workflow.context import (
    ActorStanding,
    CaseSnapshot,
    EarlierEvent,
    ItemSnapshot,
    JoinSnapshot,
    Place,
    Standing,
)
from interior_portal.workflow.sql.cursor import run, statement
from interior_portal.workflow.timing.deadline import Deadline

# The roles of %(by)s today at the unit `u` and the units above it.
ROLES = """
ARRAY(SELECT p.role FROM accounts_posting p JOIN accounts_unit pu ON pu.id = p.unit_id
      WHERE p.user_id = %(by)s AND starts_with(u.path, pu.path)
        AND p.starts_on <= %(today)s AND (p.ends_on IS NULL OR p.ends_on >= %(today)s))
"""
_COLUMNS = """
SELECT c.id, c.reference, c.procedure, c.step, c.version, c.outcome, c.category, c.unit_id,
  c.applicant_id, c.entered_by_id, c.opened_at, c.closed_at,
  c.promise_minutes, c.received_at, c.due_at, c.paused_at, c.pause_reason, c.remaining_minutes,
  c.paused_minutes_total, c.clock_ended_at, c.event_seq, c.event_hash,
  (SELECT s.event_seq FROM workflow_case s WHERE s.id = c.id) AS seen_seq,
  v.sha256, j.id, j.expected, j.arrived, j.positions::text,
  i.id, i.step, i.claimed_by_id, i.claimed_at, i.lease_until,
  k.seq, k.version, k.to_step, k.body_hash, a.is_active, a.is_staff,
  ARRAY(SELECT DISTINCT ON (e.transition) concat_ws('=', e.transition, e.actor_id)
        FROM workflow_caseevent e
        WHERE cardinality(%(not_by)s::text[]) > 0
          AND e.case_id = c.id AND e.transition = ANY(%(not_by)s::text[])
        ORDER BY e.transition, e.seq DESC),
"""
_EVENT_SEQ, _SEEN_SEQ = 20, 22  # the places of these columns
_TABLES = """
FROM workflow_case c
JOIN accounts_unit u ON u.id = c.unit_id
JOIN workflow_procedureversion v ON v.id = c.procedure_version_id
LEFT JOIN workflow_join j ON j.case_id = c.id AND j.closed_at IS NULL
LEFT JOIN workflow_caseevent k ON k.case_id = c.id AND k.key = %(key)s AND k.key <> ''
LEFT JOIN accounts_user a ON a.id = %(by)s
"""
_OF_CASE = """
LEFT JOIN workflow_workitem i
  ON i.case_id = c.id AND i.closed_at IS NULL AND i.branch = %(branch)s
WHERE c.id = %(case)s
"""
_OF_ITEM = """
LEFT JOIN workflow_workitem i ON i.id = %(item)s AND i.closed_at IS NULL
WHERE c.id = (SELECT case_id FROM workflow_workitem WHERE id = %(item)s)
"""
_LOCK = "FOR NO KEY UPDATE OF c"
# One text for each way of asking: (by item?, locked?). Equal texts are prepared once.
_STATEMENTS = {
    (by_item, locked): statement(
        _COLUMNS, ROLES, _TABLES, _OF_ITEM if by_item else _OF_CASE, _LOCK if locked else ""
    )
    for by_item in (False, True)
    for locked in (False, True)
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """Whose standing in which case is asked for. Give a case, with the branch if it is one, or an item."""

    by: User | None
    case_id: int | None = None
    branch: str = ""
    item_id: int | None = None
    key: str = ""
    not_by: Collection[str] = ()


def read(question: Question) -> Standing | None:
    """The case as a page shows it; None when there is none. One statement, no lock."""
    return _standing(question, lock=False)


def lock(question: Question) -> Standing | None:
    """The case, locked until the transaction ends; None when there is none.

    One statement, a second one when somebody acted during the wait for the lock.
    """
    return _standing(question, lock=True)


def _standing(question: Question, *, lock: bool) -> Standing | None:
    not_by = tuple(question.not_by)
    by_item = question.case_id is None
    sql = _STATEMENTS[by_item, lock]
    parameters: dict[str, Any] = {
        "by": question.by.pk if question.by else None,
        "today": clock.today(),
        "key": question.key,
        "not_by": not_by,
        **(
            {"item": question.item_id}
            if by_item
            else {"case": question.case_id, "branch": question.branch}
        ),
    }
    rows = run(sql, parameters)
    if rows and rows[0][_EVENT_SEQ] != rows[0][_SEEN_SEQ]:
        rows = run(sql, parameters)
    return _from_row(rows[0], not_by, question.by) if rows else None


def _from_row(row: tuple[Any, ...], not_by: Iterable[str], by: User | None) -> Standing:
    sha256, join_id, expected, arrived, positions, *more = row[23:]
    *item, seq, version, step, body_hash, is_active, is_staff, last, roles = more
    return Standing(
        case=CaseSnapshot(*(*row[:12], Deadline(*row[12:20]), row[20], bytes(row[21]))),
        procedure=versions.find(sha256),
        item=None if item[0] is None else ItemSnapshot(*item),
        join=None
        if join_id is None
        else JoinSnapshot(join_id, expected, arrived, _places(positions)),
        actor=actor_standing(by, is_active=is_active, roles=roles if is_staff else ()),
        last_actors={**dict.fromkeys(not_by), **dict(_last_actor(text) for text in last)},
        earlier=None if seq is None else EarlierEvent(seq, version, step, bytes(body_hash)),
    )


def _places(positions: str) -> dict[str, Place]:
    return {branch: Place(*place) for branch, place in json.loads(positions).items()}


def _last_actor(text: str) -> tuple[str, int | None]:
    """From "transition=actor"; the system leaves no actor."""
    transition, _, actor = text.partition("=")
    return transition, int(actor) if actor else None


def actor_standing(
    by: User | None, *, is_active: bool | None, roles: Iterable[str]
) -> ActorStanding | None:
    """Only no user at all is the system; a user without a row (nobody signed in) may do nothing."""
    if by is None:
        return None
    return ActorStanding(by.pk or 0, bool(is_active), frozenset(roles))
