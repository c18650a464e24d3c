"""What every verb of a meeting does: lock it, look whether it may, tell of it."""

from collections.abc import Collection, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from interior_portal.accounts.models import User
from interior_portal.audit import actions as audit
from interior_portal.shared.refusals import Refusal, check
from reports.models import Meeting, MeetingEvent
from reports.queries.meetings import hall

Kind = MeetingEvent.Kind
NOT_NOW = Refusal(
    "meeting_not_in_state",
    _("The meeting is past this or has not come to it yet. Load the page again."),
)


def locked(meeting: Meeting, *states: str) -> Meeting:
    """The meeting under its lock; refused unless it is in one of these states."""
    row = Meeting.objects.select_for_update(of=("self",), no_key=True).select_related("unit")
    found = row.get(pk=meeting.pk)
    check(None if found.state in states else NOT_NOW)
    return found


def kept(meeting: Meeting, by: User, states: Collection[str]) -> Meeting:
    """The same for who keeps the meeting."""
    found = locked(meeting, *states)
    check(hall.why_not_keep(found, by))
    return found


def tell(
    meeting: Meeting, kind: MeetingEvent.Kind, by: User, data: Mapping[str, Any] | None = None
) -> None:
    """A line of the minutes and one of the ledger; `data` never says how somebody voted in secret."""
    facts = dict(data or {})
    MeetingEvent.objects.create(meeting=meeting, kind=kind, by=by, data=facts)
    note(meeting, kind.lower(), by, facts)


def note(meeting: Meeting, verb: str, by: User, data: Mapping[str, Any] | None = None) -> None:
    """A line of the ledger alone, for what is no matter of the minutes."""
    audit.record(
        action=f"reports.meeting.{verb}",
        by=by,
        subject_kind="meeting",
        subject_ref=meeting.reference,
        data=data,
    )
