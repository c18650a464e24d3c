"""What lies on whose desk: the inbox, page by page, and counts that stop at 99.

Each queue is one probe of a partial index over open items. Pages go on after the last row seen, so
the hundredth costs what the first does. Items without a deadline come last, oldest first.
"""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db import connection

from interior_portal.accounts.models import User
from interior_portal.shared import clock
from interior_portal.workflow import registry
from interior_portal.workflow.models import WorkItem

MOST_COUNTED = 99
# Both halves are ordered as the index is, though the second has one deadline only: none.
_INBOX = """
SELECT i.id, c.id, c.reference, c.procedure, c.category, i.step, i.queue, c.unit_id, i.due_at,
  i.opened_at, coalesce(a.name, ''), i.claimed_by_id, coalesce(h.name, ''), i.claimed_at
FROM (
  SELECT found.* FROM unnest(%(queues)s::text[]) AS q(code) CROSS JOIN LATERAL (
    (SELECT id, case_id, step, queue, due_at, opened_at, claimed_by_id, claimed_at
     FROM workflow_workitem
     WHERE queue = q.code AND closed_at IS NULL
       AND (due_at, id) > (%(due_at)s::timestamptz, %(due_id)s::bigint)
     ORDER BY due_at, id LIMIT %(size)s)
    UNION ALL
    (SELECT id, case_id, step, queue, due_at, opened_at, claimed_by_id, claimed_at
     FROM workflow_workitem
     WHERE queue = q.code AND closed_at IS NULL AND due_at IS NULL AND id > %(free_id)s::bigint
     ORDER BY due_at, id LIMIT %(size)s)
  ) AS found
  ORDER BY found.due_at NULLS LAST, found.id LIMIT %(size)s
) AS i
JOIN workflow_case c ON c.id = i.case_id
JOIN accounts_user a ON a.id = c.applicant_id
LEFT JOIN accounts_user h ON h.id = i.claimed_by_id
ORDER BY i.due_at NULLS LAST, i.id
"""
_HELD = """
SELECT i.id, c.id, c.reference, c.procedure, c.category, i.step, i.queue, c.unit_id, i.due_at,
  i.opened_at, coalesce(a.name, ''), i.claimed_by_id, h.name, i.claimed_at
FROM workflow_workitem i
JOIN workflow_case c ON c.id = i.case_id
JOIN accounts_user a ON a.id = c.applicant_id
JOIN accounts_user h ON h.id = i.claimed_by_id
WHERE i.claimed_by_id = %(by)s AND i.closed_at IS NULL
ORDER BY i.due_at NULLS LAST, i.id LIMIT %(size)s
"""
_COUNTS = """
SELECT q.code, (SELECT count(*) FROM (
  SELECT FROM workflow_workitem WHERE queue = q.code AND closed_at IS NULL LIMIT %(most)s + 1
) AS found)
FROM unnest(%(queues)s::text[]) AS q(code)
"""
_AHEAD = """
WITH mine AS (
  SELECT id, queue, due_at FROM workflow_workitem WHERE id = %(item)s AND closed_at IS NULL
)
SELECT count(*) FROM (
  SELECT FROM mine JOIN workflow_workitem i ON i.queue = mine.queue AND i.closed_at IS NULL
    AND (i.due_at, i.id) < (coalesce(mine.due_at, 'infinity'), mine.id)
  UNION ALL
  SELECT FROM mine JOIN workflow_workitem i ON i.queue = mine.queue AND i.closed_at IS NULL
    AND mine.due_at IS NULL AND i.due_at IS NULL AND i.id < mine.id
  LIMIT %(most)s + 1
) AS ahead
"""
_QUEUES = """
SELECT DISTINCT u.id, p.role
FROM accounts_posting p
JOIN accounts_user a ON a.id = p.user_id AND a.is_active AND a.is_staff
JOIN accounts_unit pu ON pu.id = p.unit_id
JOIN accounts_unit u ON starts_with(u.path, pu.path)
WHERE p.user_id = %(by)s AND p.role = ANY(%(roles)s)
  AND p.starts_on <= %(today)s AND (p.ends_on IS NULL OR p.ends_on >= %(today)s)
ORDER BY u.id, p.role
"""


@dataclass(frozen=True, slots=True)
class InboxRow:
    """One open item as a list shows it. Names are empty where there is nobody."""

    item_id: int
    case_id: int
    reference: str
    procedure: str
    category: str
    step: str
    queue: str
    unit_id: int
    due_at: dt.datetime | None
    opened_at: dt.datetime
    applicant_name: str
    claimed_by_id: int | None
    claimed_by_name: str
    claimed_at: dt.datetime | None


@dataclass(frozen=True, slots=True)
class Cursor:
    """The last row of a page; `str()` gives what stands in an address, `read` takes it back."""

    due_at: dt.datetime | None
    item_id: int

    def __str__(self) -> str:
        return f"{self.due_at.astimezone(dt.UTC).isoformat() if self.due_at else ''}~{self.item_id}"

    @classmethod
    def read(cls, text: str) -> "Cursor | None":
        """None for what is no cursor: the list then begins at its start."""
        due_at, _, item_id = text.partition("~")
        try:
            moment = dt.datetime.fromisoformat(due_at) if due_at else None
            return cls(moment, int(item_id)) if moment is None or moment.tzinfo else None
        except ValueError:
            return None


@dataclass(frozen=True, slots=True)
class InboxPage:
    """Rows, most urgent first, and where the next page begins (None on the last)."""

    rows: tuple[InboxRow, ...]
    after: Cursor | None


@dataclass(frozen=True, slots=True)
class Count:
    """A number that is counted up to 99; `str()` gives "99+" for more."""

    number: int

    @property
    def is_more(self) -> bool:
        return self.number > MOST_COUNTED

    def __str__(self) -> str:
        return f"{MOST_COUNTED}+" if self.is_more else str(self.number)


def queues_of(user: User) -> list[str]:
    """The queues a person works on: their roles at their units and the units below. One query.

    Ask once per request and pass the answer on.
    """
    roles = {step.role for p in registry.procedures() for step in p.steps if step.role}
    parameters = {"by": user.pk, "roles": sorted(roles), "today": clock.today()}
    return [f"{unit_id}:{role}" for unit_id, role in _rows(_QUEUES, parameters)]


def inbox(queues: Collection[str], *, after: Cursor | None = None, size: int = 25) -> InboxPage:
    """A page of what lies open in `queues`, taken or not. One query."""
    parameters: dict[str, Any] = {
        "queues": list(queues),
        "due_at": "-infinity",
        "due_id": 0,
        "free_id": 0,
        "size": size + 1,
    }
    if after is not None and after.due_at is not None:
        parameters |= {"due_at": after.due_at, "due_id": after.item_id}
    elif after is not None:
        parameters |= {"due_at": "infinity", "free_id": after.item_id}
    rows = tuple(InboxRow(*row) for row in _rows(_INBOX, parameters))
    if len(rows) <= size:
        return InboxPage(rows, None)
    last = rows[size - 1]
    return InboxPage(rows[:size], Cursor(last.due_at, last.item_id))


def held_items(user: User, size: int = 100) -> tuple[InboxRow, ...]:
    """What the person has taken, most urgent first. One query."""
    return tuple(InboxRow(*row) for row in _rows(_HELD, {"by": user.pk, "size": size}))


def queue_counts(queues: Collection[str]) -> dict[str, Count]:
    """How much lies open in each queue. One query, which stops counting at 99."""
    parameters = {"queues": list(queues), "most": MOST_COUNTED}
    return {queue: Count(number) for queue, number in _rows(_COUNTS, parameters)}


def queue_place(item: WorkItem) -> Count:
    """How many items of the same queue come before this one. One query, which stops at 99."""
    return Count(int(_rows(_AHEAD, {"item": item.pk, "most": MOST_COUNTED})[0][0]))


def _rows(sql: str, parameters: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return list(cursor.fetchall())
