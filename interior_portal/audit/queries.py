"""Reads of the ledger."""

from django.db.models import QuerySet

from interior_portal.audit.models import AuditEntry

MOST_ENTRIES = 200


def entries_for(
    subject_kind: str, subject_ref: str, *, limit: int = MOST_ENTRIES
) -> QuerySet[AuditEntry]:
    """The newest entries about one subject, newest first, never more than `MOST_ENTRIES`."""
    entries = AuditEntry.objects.filter(subject_kind=subject_kind, subject_ref=subject_ref)
    return entries.order_by("-id")[: min(limit, MOST_ENTRIES)]
