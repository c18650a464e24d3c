"""Who holds an item as its page shows it, and to whom it could be given."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from interior_portal.accounts.models import Unit, User
from interior_portal.accounts.queries import has_permission
from interior_portal.shared import clock
from interior_portal.workflow import registry
from interior_portal.workflow.models import WorkItem
from interior_portal.workflow.sql.cursor import read_rows

MOST_COLLEAGUES = 50
Colleague = tuple[int, str]
_COLLEAGUES = """
SELECT a.id, a.name
FROM accounts_user a
WHERE a.is_active AND a.is_staff AND a.id <> ALL(%(without)s::bigint[]) AND EXISTS (
  SELECT FROM accounts_posting p
  JOIN accounts_unit pu ON pu.id = p.unit_id
  JOIN accounts_unit u ON starts_with(u.path, pu.path)
  JOIN unnest(%(units)s::bigint[], %(roles)s::text[]) AS q(unit_id, role) ON q.unit_id = u.id
  WHERE p.user_id = a.id AND p.role = q.role
    AND p.starts_on <= %(today)s AND (p.ends_on IS NULL OR p.ends_on >= %(today)s))
ORDER BY a.name, a.id LIMIT %(most)s
"""


@dataclass(frozen=True, slots=True)
class Holding:
    """An open item before somebody's eyes. `colleagues` is empty where they may not give it away.

    A lease that is over holds nothing: `holder` is then empty, and the item is free.
    """

    item: WorkItem
    holder: str
    is_mine: bool
    kept_until: dt.datetime | None
    may_put_back: bool
    colleagues: tuple[Colleague, ...]


@dataclass(frozen=True, slots=True)
class OpenItem:
    """An open item as rights over it are asked: where it stands (the code of the question for an item of a
    question), at which unit, and who holds it.
    """

    procedure: str
    step: str
    is_question: bool
    unit: Unit
    claimed_by_id: int | None


def looks_after(item: OpenItem, reader: User) -> bool:
    """Whether the reader may give the item to somebody, and put it back, whoever holds it."""
    owner = (
        registry.find_question(item.step)
        if item.is_question
        else registry.get_procedure(item.procedure)
    )
    permission = owner.release_permission if owner else ""
    return bool(permission) and has_permission(reader, permission, item.unit)


def may_give(item: OpenItem, reader: User) -> bool:
    """As the engine decides on `assign` and `hand_over`."""
    return item.claimed_by_id == reader.pk or looks_after(item, reader)


def may_put_back(item: OpenItem, reader: User) -> bool:
    """As the engine decides on `release`."""
    return item.claimed_by_id is not None and may_give(item, reader)


def holding_of(item: WorkItem, reader: User) -> Holding:
    """Who holds the item, whose case and holder are loaded. One query where the reader may give it away."""
    is_over = item.lease_until is not None and item.lease_until <= clock.now()
    holder = None if is_over else item.claimed_by
    is_mine = holder is not None and holder.pk == reader.pk
    is_looked_after = looks_after(_open_item(item), reader)
    return Holding(
        item=item,
        holder=holder.name if holder else "",
        is_mine=is_mine,
        kept_until=item.lease_until if is_mine else None,
        may_put_back=is_mine or (is_looked_after and holder is not None),
        colleagues=(
            colleagues([item.queue], [item.case.applicant_id, *([holder.pk] if holder else [])])
            if is_mine or is_looked_after
            else ()
        ),
    )


def _open_item(item: WorkItem) -> OpenItem:
    """One query for an item of a question, which lies at the unit that was asked."""
    return OpenItem(
        procedure=item.case.procedure,
        step=item.step,
        is_question=item.referral is not None,
        unit=item.referral.unit if item.referral is not None else item.case.unit,
        claimed_by_id=item.claimed_by_id,
    )


def colleagues(queues: Collection[str], without: Collection[int] = ()) -> tuple[Colleague, ...]:
    """Who works on some of these queues, by id and name, but for some; at most 50. One query."""
    pairs = [queue.split(":", 1) for queue in queues]
    parameters = {
        "units": [int(unit_id) for unit_id, _ in pairs],
        "roles": [role for _, role in pairs],
        "without": list(without),
        "today": clock.today(),
        "most": MOST_COLLEAGUES,
    }
    return tuple((pk, name) for pk, name in read_rows(_COLLEAGUES, parameters))
