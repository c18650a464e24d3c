"""Whose queues there are, and how much lies in them: counts that stop at 99."""

from collections.abc import Collection
from dataclasses import dataclass

from interior_portal.accounts.models import Unit, User
from interior_portal.accounts.queries import HELD_ROLES
from interior_portal.accounts.registry import roles_with
from interior_portal.shared import clock
from interior_portal.workflow import registry
from interior_portal.workflow.models import WorkItem
from interior_portal.workflow.sql.cursor import read_rows, statement

MOST_COUNTED = 99
_COUNTS = """
SELECT q.code, (SELECT count(*) FROM (
  SELECT FROM workflow_workitem WHERE queue = q.code AND closed_at IS NULL LIMIT %(most)s + 1
) AS found)
FROM unnest(%(queues)s::text[]) AS q(code)
"""
_AHEAD = """
WITH mine AS (
  SELECT id, queue, due_at FROM workflow_workitem WHERE id = %(item)s
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
_QUEUES = statement(
    "SELECT DISTINCT u.id, held.role FROM (",
    HELD_ROLES,
    """
) AS held
JOIN accounts_user a ON a.id = %(by)s AND a.is_active AND a.is_staff
JOIN accounts_unit u ON starts_with(u.path, held.path)
WHERE held.role = ANY(%(roles)s)
ORDER BY u.id, held.role
""",
)
_DESKS = statement(
    "SELECT u.id, w.role, bool_or(w.role = held.role) FROM (",
    HELD_ROLES,
    """
) AS held
JOIN accounts_user a ON a.id = %(by)s AND a.is_active AND a.is_staff
JOIN unnest(%(held)s::text[], %(roles)s::text[]) AS w(held, role) ON w.held = held.role
JOIN accounts_unit u ON starts_with(u.path, held.path)
GROUP BY u.id, w.role ORDER BY u.path, w.role
""",
)


@dataclass(frozen=True, slots=True)
class Desk:
    """A queue as its reader knows it. `is_own` where they take items, not where they only look on."""

    queue: str
    unit: Unit
    role: str
    is_own: bool


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
    parameters = {"by": user.pk, "roles": sorted(_desk_roles()), "today": clock.today()}
    return [f"{unit_id}:{role}" for unit_id, role in read_rows(_QUEUES, parameters)]


def desks_of(user: User) -> tuple[Desk, ...]:
    """The queues a person sees, in the order of the units: their own, as `queues_of` gives them, and
    those whose items they may take from their holders. Two queries.
    """
    pairs = sorted({(role, role) for role in _desk_roles()} | _looked_after())
    parameters = {
        "by": user.pk,
        "held": [held for held, _ in pairs],
        "roles": [role for _, role in pairs],
        "today": clock.today(),
    }
    rows = read_rows(_DESKS, parameters)
    units = Unit.objects.in_bulk({unit_id for unit_id, _, _ in rows})
    return tuple(
        Desk(f"{unit_id}:{role}", units[unit_id], role, is_own) for unit_id, role, is_own in rows
    )


def _desk_roles() -> set[str]:
    steps = {step.role for p in registry.procedures() for step in p.steps if step.role}
    return steps | {question.role for question in registry.questions()}


def _looked_after() -> set[tuple[str, str]]:
    """Pairs of a role and a role of a desk that it looks after: it may put back what that one holds."""
    steps = {
        (held, step.role)
        for procedure in registry.procedures()
        for held in roles_with(procedure.release_permission)
        for step in procedure.steps
        if step.role
    } | {
        (held, question.role)
        for question in registry.questions()
        for held in roles_with(question.release_permission)
    }
    return steps | {
        (held, question.role)
        for question in registry.questions()
        for held in roles_with(question.release_permission)
    }


def queue_counts(queues: Collection[str]) -> dict[str, Count]:
    """How much lies open in each queue. One query, which stops counting at 99."""
    parameters = {"queues": list(queues), "most": MOST_COUNTED}
    return {queue: Count(number) for queue, number in read_rows(_COUNTS, parameters)}


def queue_place(item: WorkItem) -> Count:
    """How many open items of the same queue come before this one. One query, which stops at 99."""
    return Count(int(read_rows(_AHEAD, {"item": item.pk, "most": MOST_COUNTED})[0][0]))
