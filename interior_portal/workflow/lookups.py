"""Lookups: read-only questions between directorates, answered at once and written into the ledger."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from interior_portal.accounts.models import User
from interior_portal.accounts.queries import why_not_permitted
from interior_portal.audit import actions as audit
from interior_portal.shared.refusals import Refusal, check
from interior_portal.workflow import registry
from interior_portal.workflow.ledger.chain import canonical
from interior_portal.workflow.questions import Subject

LOOKED_UP = "workflow.looked_up"
NO_REASON = Refusal("no_reason", _("Say why you look this up."))


def look_up(code: str, subject: Subject, by: User, reason: str) -> Mapping[str, Any]:
    """What is known about `subject`. The line in the ledger comes first and stays even when reading fails.

    Two statements, and what the lookup reads. Raises `Refused` without the permission or a reason,
    `LookupError` for a code nobody registered.
    """
    lookup = registry.get_lookup(code)
    check(why_not_permitted(by, lookup.permission))
    check(None if reason.strip() else NO_REASON)
    audit.record(
        action=LOOKED_UP,
        by=by,
        subject_kind=subject.kind,
        subject_ref=mark_of(subject),
        reason=reason,
        data={"lookup": code},
    )
    with transaction.atomic():
        return lookup.read(subject)


def mark_of(subject: Subject) -> str:
    """The same for the same subject, and telling nothing without the portal's own key: an auditor who knows
    a plate finds who looked it up, and who reads the ledger learns no plate.
    """
    text = canonical({"kind": subject.kind, "values": dict(subject.values)})
    return salted_hmac(LOOKED_UP, text, algorithm="sha256").hexdigest()[:32]
