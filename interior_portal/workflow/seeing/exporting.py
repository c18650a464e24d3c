"""Writes the events of cases out, and says so in the audit ledger first."""

import datetime as dt
from collections.abc import Iterator

from django.utils import timezone

from interior_portal.accounts.models import User
from interior_portal.audit.actions import record
from interior_portal.workflow.seeing.eventlog import Choice, as_csv, as_xes, lines

FORMATS = {"csv": as_csv, "xes": as_xes}


def export(
    *,
    by: User | None,
    form: str,
    procedure: str,
    first: dt.date,
    last: dt.date,
    unit_ids: tuple[int, ...] | None = None,
) -> Iterator[str]:
    """Pieces of the file of this form ("csv" or "xes"), and a line in the audit ledger at once.

    Cases opened from `first` to `last`, both included; an empty `procedure` means all of them, and
    `unit_ids` None all units. The events are read while the pieces are taken.
    """
    choice = Choice(
        since=_midnight(first),
        until=_midnight(last + dt.timedelta(days=1)),
        procedure=procedure or None,
        unit_ids=unit_ids,
    )
    record(
        action="workflow.events.exported",
        by=by,
        subject_kind="procedure",
        subject_ref=procedure or "all",
        data={"format": form, "first": first.isoformat(), "last": last.isoformat()},
    )
    return FORMATS[form](lines(choice))


def _midnight(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time.min))
