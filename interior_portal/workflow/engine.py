"""The only writer of a case. Each verb is one transaction (part of the caller's, if there is one) and
locks the case before anything else; every verb that changes a case adds an event to its chain.

Refusals are found before anything is written: a caller who catches one has a whole transaction.
`by=None` is the system.
"""

from collections.abc import Mapping
from typing import Any, TypeVar

from django.db import transaction as database

from interior_portal.accounts.models import Unit, User
from interior_portal.shared.refusals import Refused
from interior_portal.workflow import registry
from interior_portal.workflow.results import Advance, Claim, KeyReused, StaleCase
from interior_portal.workflow.verbs import advancing, holding, opening

__all__ = ["Advance", "Claim", "KeyReused", "StaleCase", "advance", "claim", "release", "start"]

Result = TypeVar("Result", Advance, Claim)


def start(
    *,
    procedure: str,
    by: User | None,
    unit: Unit,
    applicant: User,
    key: str,
    data: Mapping[str, Any] | None = None,
    category: str = "",
    promise_minutes: int | None = None,
) -> Advance:
    """Begin a case at `unit` for `applicant`; `by` may be a clerk who enters it for them.

    `category` is what figures are told apart by (a kind of visa), `promise_minutes` the promise where
    the directorate's data give another than the procedure. At most 4 statements. Raises `Refused`
    when `by` may not, `KeyReused`, `LookupError` for an unknown procedure.
    """
    request = opening.Opening(
        procedure=registry.get_procedure(procedure),
        by=by,
        unit_id=unit.pk,
        applicant_id=applicant.pk,
        key=key,
        data=data or {},
        category=category,
        promise_minutes=promise_minutes,
    )
    with database.atomic(savepoint=False):
        outcome = opening.open_case(request)
    return _unless_refused(outcome)


def advance(
    *,
    case_id: int,
    transition: str,
    by: User | None,
    version: int | None,
    key: str,
    data: Mapping[str, Any] | None = None,
) -> Advance:
    """Carry out a transition: case, items, event, tallies and outbox rows in one commit.

    `version` is the case's version the actor saw; only the system may give None, which stands for
    whatever it is now. `data` is kept in the event; it holds text, whole numbers, lists and mappings
    of these. Two statements, a third when the clock starts, pauses or runs on. Raises `Refused`,
    `StaleCase`, `KeyReused`, `Case.DoesNotExist`, and `KeyError` for a transition that the case's
    procedure does not have.
    """
    move = advancing.Move(case_id, transition, by, version, key, data or {})
    with database.atomic(savepoint=False):
        outcome = advancing.carry_out(move)
    return _unless_refused(outcome)


def claim(*, item_id: int, by: User) -> Claim:
    """Take an open item from its queue; taking it again changes nothing.

    Two statements. Raises `Refused`, `WorkItem.DoesNotExist`.
    """
    with database.atomic(savepoint=False):
        outcome = holding.take(item_id, by)
    return _unless_refused(outcome)


def release(*, item_id: int, by: User | None) -> Claim:
    """Put a taken item back into its queue. Two statements. Raises like `claim`."""
    with database.atomic(savepoint=False):
        outcome = holding.put_back(item_id, by)
    return _unless_refused(outcome)


def _unless_refused(outcome: Result | Refused) -> Result:
    """Raised only here, outside the atomic block: a refusal does not break the caller's transaction."""
    if isinstance(outcome, Refused):
        raise outcome
    return outcome
