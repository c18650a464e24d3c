"""The only writer of the ledger."""

from collections.abc import Mapping
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser

from interior_portal.audit.models import AuditEntry


def record(
    *,
    action: str,
    by: AbstractBaseUser | None,
    subject_kind: str,
    subject_ref: str,
    reason: str = "",
    data: Mapping[str, Any] | None = None,
) -> AuditEntry:
    """Append that `by` (None: the system) did `action` (`people.person.seen`); one statement.

    Call it in the transaction of what it tells of. `data` names what was touched (fields, counts,
    references), never the values of a person: the ledger is kept for ever and read by auditors.
    """
    return AuditEntry.objects.create(
        action=action,
        actor_id=None if by is None else by.pk,
        subject_kind=subject_kind,
        subject_ref=subject_ref,
        reason=reason,
        data=dict(data or {}),
    )
