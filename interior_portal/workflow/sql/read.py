"""Reads a case with all that a decision needs: one statement, with or without the lock.

A statement that waits for the case's lock sees the case as it is after the wait, but items, events
and postings as they were before it. `seen_seq` is the event counter as it was before: where it
differs from the locked row's, somebody acted during the wait and the statement is run once more,
now with the lock held and everything fresh.
"""

import json
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, replace
from typing import Any

from interior_portal.accounts.models import User
from interior_portal.accounts.queries import HELD_ROLES
from interior_portal.shared import clock
from interior_portal.workflow import registry, versions
from interior_portal.workflow.context import (
    ActorStanding,
    Asked,
    CaseSnapshot,
    EarlierEvent,
    ItemSnapshot,
    JoinSnapshot,
    Place,
    Standing,
)
from interior_portal.workflow.questions import Answer
from interior_portal.workflow.sql.cursor import run, statement
from interior_portal.workflow.timing.deadline import Deadline

# The roles of %(by)s today at the unit `u` and the units above it: "role", or "role=whom they stand in for".
ROLES = statement(
    "ARRAY(SELECT held.role || coalesce('=' || held.absent_id, '') FROM (",
    HELD_ROLES,
    ") AS held WHERE starts_with(u.path, held.path))",
)
_COLUMNS = """
SELECT c.id, c.reference, c.procedure, c.step, c.version, c.outcome, c.category, c.unit_id,
  c.applicant_id, c.entered_by_id, c.opened_at, c.closed_at,
  c.promise_minutes, c.received_at, c.due_at, c.paused_at, c.pause_reason, c.remaining_minutes,
  c.paused_minutes_total, c.clock_ended_at, c.event_seq, c.event_hash,
  (SELECT s.event_seq FROM workflow_case s WHERE s.id = c.id) AS seen_seq,
  v.sha256, j.id, j.expected, j.arrived, j.positions::text,
  i.id, i.step, i.claimed_by_id, i.claimed_at, i.lease_until,
  k.seq, k.version, k.to_step, k.body_hash, a.is_active, a.is_staff,
  ARRAY(SELECT DISTINCT ON (e.transition) concat_ws('=', e.transition, e.actor_id, e.on_behalf_of_id)
        FROM workflow_caseevent e
        WHERE cardinality(%(not_by)s::text[]) > 0
          AND e.case_id = c.id AND e.transition = ANY(%(not_by)s::text[])
        ORDER BY e.transition, e.seq DESC),
"""
_EVENT_SEQ, _SEEN_SEQ = 20, 22  # the places of these columns
_TABLES = """
JOIN workflow_procedureversion v ON v.id = c.procedure_version_id
LEFT JOIN workflow_join j ON j.case_id = c.id AND j.closed_at IS NULL
LEFT JOIN workflow_caseevent k ON k.case_id = c.id AND k.key = %(key)s AND k.key <> ''
LEFT JOIN accounts_user a ON a.id = %(by)s
"""
_AT_CASE = """
FROM workflow_case c
JOIN accounts_unit u ON u.id = c.unit_id
"""
# Who answers a question is looked at where they answer: at the unit that was asked.
_AT_DESK = """
FROM workflow_case c
JOIN accounts_unit u ON u.id = coalesce((
  SELECT r.unit_id FROM workflow_referral r
  WHERE r.id = coalesce(%(referral)s::bigint,
    (SELECT referral_id FROM workflow_workitem WHERE id = %(item)s::bigint))), c.unit_id)
"""
_ASKED = """
, (SELECT coalesce(json_agg(json_build_array(r.id, r.question, r.round, r.unit_id, r.asked_by_id,
     r.answer, r.is_clear, r.withdrawn_at IS NOT NULL, r.child_id)), '[]')::text
   FROM (SELECT DISTINCT ON (question) * FROM workflow_referral WHERE case_id = c.id
         ORDER BY question, round DESC) AS r),
  (SELECT e.transition FROM workflow_caseevent e
   WHERE e.case_id = c.id AND e.to_step = c.step AND e.transition <> ''
   ORDER BY e.seq DESC LIMIT 1),
  coalesce(i.referral_id, %(referral)s::bigint),
  (SELECT coalesce(json_object_agg(code, id), '{}')::text
   FROM accounts_unit WHERE is_active AND code = ANY(%(desks)s::text[]))
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
_OF_REFERRAL = """
LEFT JOIN workflow_workitem i
  ON i.case_id = c.id AND i.closed_at IS NULL AND i.branch <> '' AND i.referral_id = %(referral)s::bigint
WHERE c.id = (SELECT case_id FROM workflow_referral WHERE id = %(referral)s::bigint)
"""
_LOCK = "FOR NO KEY UPDATE OF c"
CASE, ITEM, REFERRAL = "case", "item", "referral"
_FOUND = {CASE: _OF_CASE, ITEM: _OF_ITEM, REFERRAL: _OF_REFERRAL}


def _text(found: str, *, asks: bool, locked: bool, at_desk: bool) -> str:
    return statement(
        _COLUMNS,
        ROLES,
        _ASKED if asks else "",
        _AT_DESK if at_desk else _AT_CASE,
        _TABLES,
        _FOUND[found],
        _LOCK if locked else "",
    )


# One text for each way of asking: (found by, with questions?, locked?, where the actor is looked at).
# What a procedure without questions does not need is not read for it. Equal texts are prepared once.
_STATEMENTS = {
    (found, asks, locked, at_desk): _text(found, asks=asks, locked=locked, at_desk=at_desk)
    for found, asks, at_desk in (
        (CASE, False, False),
        (CASE, True, False),
        (ITEM, False, False),
        (ITEM, True, True),
        (REFERRAL, True, False),
        (REFERRAL, True, True),
    )
    for locked in (False, True)
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """Whose standing in which case is asked for. Give a case, with the branch if it is one, or an item, or
    a question that was put to a desk. `asks` reads the case's questions as well; `at_desk` looks at what
    the actor is at the unit that answers, as it always is for an item of a question.
    """

    by: User | None
    case_id: int | None = None
    branch: str = ""
    item_id: int | None = None
    referral_id: int | None = None
    key: str = ""
    not_by: Collection[str] = ()
    asks: bool = False
    at_desk: bool = False

    @property
    def way(self) -> tuple[str, bool, bool]:
        """How the case is found, whether its questions are read, and where the actor is looked at."""
        if self.referral_id is not None:
            return REFERRAL, True, self.at_desk
        if self.item_id is not None:
            asks = registry.is_anything_asked()
            return ITEM, asks, asks
        return CASE, self.asks, False


def read(question: Question) -> Standing | None:
    """The case as a page shows it; None when there is none. One statement, no lock."""
    return _standing(question, lock=False)


def lock(question: Question) -> Standing | None:
    """The case, locked until the transaction ends; None when there is none.

    One statement, a second one when somebody acted during the wait for the lock or nothing was found.
    """
    return _standing(question, lock=True)


def _standing(question: Question, *, lock: bool) -> Standing | None:
    not_by = tuple(question.not_by)
    found, asks, at_desk = question.way
    sql = _STATEMENTS[found, asks, lock, at_desk]
    parameters: dict[str, Any] = {
        "by": question.by.pk if question.by else None,
        "today": clock.today(),
        "key": question.key,
        "not_by": not_by,
        **_PARAMETERS[found](question),
    }
    if asks:
        desks = registry.units_that_answer()
        parameters |= {"item": question.item_id, "referral": question.referral_id, "desks": desks}
    rows = run(sql, parameters)
    # A case that was taken to another version during the wait does not fit the version it had before.
    overtaken = rows[0][_EVENT_SEQ] != rows[0][_SEEN_SEQ] if rows else lock
    if overtaken:
        rows = run(sql, parameters)
    if not rows:
        return None
    if not asks:
        return _from_row(rows[0], not_by, question.by)
    *row, asked, way_in, referral_id, desks = rows[0]
    found_asked = {row[1]: _asked(*row) for row in json.loads(asked)}
    return replace(
        _from_row(tuple(row), not_by, question.by),
        asked=found_asked,
        way_in=way_in or "",
        to_answer=next((each for each in found_asked.values() if each.id == referral_id), None),
        desks=json.loads(desks),
    )


_PARAMETERS: dict[str, Callable[[Question], dict[str, Any]]] = {
    CASE: lambda question: {"case": question.case_id, "branch": question.branch},
    ITEM: lambda question: {"item": question.item_id},
    REFERRAL: lambda question: {"referral": question.referral_id},
}


def _asked(
    id_: int, question: str, round_: int, unit_id: int, asked_by_id: int | None, *ended: Any
) -> Asked:
    answer, is_clear, is_withdrawn, child_id = ended
    return Asked(
        id=id_,
        question=question,
        round=round_,
        unit_id=unit_id,
        asked_by_id=asked_by_id,
        answer=Answer(**answer, is_clear=is_clear) if answer is not None else None,
        is_withdrawn=is_withdrawn,
        child_id=child_id,
    )


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
        last_actors={**dict.fromkeys(not_by, ()), **dict(_last_actors(text) for text in last)},
        earlier=None if seq is None else EarlierEvent(seq, version, step, bytes(body_hash)),
    )


def _places(positions: str) -> dict[str, Place]:
    return {branch: Place(*place) for branch, place in json.loads(positions).items()}


def _last_actors(text: str) -> tuple[str, tuple[int, ...]]:
    """From "transition=actor=on behalf of"; the system leaves no actor."""
    transition, *people = text.split("=")
    return transition, tuple(map(int, people))


def actor_standing(
    by: User | None, *, is_active: bool | None, roles: Iterable[str]
) -> ActorStanding | None:
    """Only no user at all is the system; a user without a row (nobody signed in) may do nothing."""
    if by is None:
        return None
    own: set[str] = set()
    absent: dict[str, tuple[int, ...]] = {}
    for held in roles:
        role, _, absent_id = held.partition("=")
        if absent_id:
            absent[role] = (*absent.get(role, ()), int(absent_id))
        else:
            own.add(role)
    by_substitution = {role: people for role, people in absent.items() if role not in own}
    return ActorStanding(
        by.pk or 0, bool(is_active), frozenset(own | absent.keys()), by_substitution
    )
