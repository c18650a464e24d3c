"""What an administrator does to the catalogue where it takes more than one row."""

import datetime as dt

from django.db import transaction

from interior_portal.accounts.models import User
from interior_portal.audit import actions as audit
from interior_portal.shared.refusals import check
from visas.models import KindPromise, VisaKind
from visas.queries import keeping


@transaction.atomic
def promise(*, kind: VisaKind, minutes: int, since: dt.date, by: User | None) -> KindPromise:
    """Within how many working minutes the kind is decided from a day on: the promise before it ends the day before.

    Applications that were begun earlier keep the promise that they began with.
    """
    keeping.lock_kind(kind.pk)
    check(keeping.why_not_promise(kind=kind, since=since))
    KindPromise.objects.filter(kind=kind, until__isnull=True).update(
        until=since - dt.timedelta(days=1)
    )
    row = KindPromise.objects.create(kind=kind, minutes=minutes, since=since)
    audit.record(
        action="visas.kindpromise.added",
        by=by,
        subject_kind="kindpromise",
        subject_ref=str(row.pk),
        data={"kind": kind.code, "minutes": minutes, "since": since.isoformat()},
    )
    return row
