"""What the verbs share that leave a case at its step: the lock, and the line in the ledger."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from interior_portal.accounts.models import User
from interior_portal.workflow.context import Standing
from interior_portal.workflow.ledger import chain
from interior_portal.workflow.models import Case
from interior_portal.workflow.sql import read


def locked(case_id: int, by: User | None, key: str = "") -> Standing:
    """The case, locked. `Case.DoesNotExist`."""
    standing = read.lock(read.Question(by=by, case_id=case_id, key=key))
    if standing is None:
        raise Case.DoesNotExist(f"there is no case {case_id}")
    return standing


def event_of(
    standing: Standing,
    code: str,
    at: dt.datetime,
    facts: Mapping[str, Any],
    *,
    role: str = "",
    key: str = "",
    body_hash: bytes = b"",
    is_newer: bool = False,
    to_step: str = "",
) -> chain.Event:
    """The next line of a case that no transition moves; `is_newer` makes pages shown before it stale."""
    case, actor = standing.case, standing.actor
    return chain.Event(
        reference=case.reference,
        seq=case.event_seq + 1,
        code=code,
        transition="",
        from_step=case.step,
        to_step=to_step or case.step,
        version=case.version + is_newer,
        actor_id=actor.id if actor else None,
        role=role,
        on_behalf_of_id=None,
        unit_id=case.unit_id,
        at=at,
        data=chain.canonical(facts),
        key=key,
        body_hash=body_hash,
    )
