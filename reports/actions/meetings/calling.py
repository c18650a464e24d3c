"""A meeting from its plan to its end, its agenda and its documents."""

import uuid
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import Case, F, Max, Value, When
from django.utils.translation import gettext_lazy as _

from interior_portal.accounts.models import Unit, User
from interior_portal.accounts.queries import why_not_permitted
from interior_portal.documents import actions as documents
from interior_portal.documents.uploads.clean import SentFile
from interior_portal.notices import actions as notices
from interior_portal.shared import clock
from interior_portal.shared.refusals import Refusal, check
from reports.actions.meetings import record
from reports.models import (
    AgendaDocument,
    AgendaItem,
    MajorityRule,
    Meeting,
    Motion,
    Presence,
    Seat,
    Vote,
)
from reports.models.meetings.meeting import MotionKind
from reports.queries.meetings import business, hall
from reports.roles import MEETING_KEEP
from reports.rules.meetings import Majority

State = Meeting.State
Kind = record.Kind
BEFORE = (State.PREPARED, State.CALLED)
AT_WORK = (*BEFORE, State.OPEN)
PURPOSE = "reports.agenda"
NO_SEATS = Refusal(
    "meeting_has_no_seats", _("Add the seats first: a meeting without votes decides nothing.")
)
NO_AGENDA = Refusal(
    "meeting_has_no_agenda", _("Write the agenda first: people must know what they come for.")
)
NO_QUORUM = Refusal(
    "no_quorum",
    _(
        "%(present)s of %(seats)s seats are in the hall, %(needed)s must be. Nothing can be decided yet."
    ),
)
VOTE_PENDING = Refusal(
    "vote_pending", _("A vote is open or waits for the chair. Finish it before you go on.")
)
ITEM_BEGUN = Refusal("agenda_item_begun", _("This item was begun already and stays where it is."))


@transaction.atomic
def plan(
    *, unit: Unit, facts: Mapping[str, Any], majorities: Mapping[str, str], by: User, key: uuid.UUID
) -> Meeting:
    """A new meeting that is being prepared; the same key again is the same meeting. Raises Refused."""
    check(why_not_permitted(by, MEETING_KEEP, unit))
    meeting, is_new = Meeting.objects.get_or_create(
        key=key, defaults={**facts, "unit": unit, "created_by": by}
    )
    if is_new:
        MajorityRule.objects.bulk_create(
            MajorityRule(
                meeting=meeting,
                motion_kind=kind,
                majority=majorities.get(kind, Majority.SIMPLE.value),
            )
            for kind in MotionKind.values
        )
        record.note(meeting, "planned", by)
    return meeting


@transaction.atomic
def call(*, meeting: Meeting, by: User) -> None:
    """Call it: whoever has a seat hears of it. Raises Refused."""
    found = record.kept(meeting, by, (State.PREPARED,))
    seats = list(Seat.objects.filter(meeting=found).select_related("holder"))
    check(None if seats else NO_SEATS)
    check(None if AgendaItem.objects.filter(meeting=found).exists() else NO_AGENDA)
    Meeting.objects.filter(pk=found.pk).update(state=State.CALLED, called_at=clock.now())
    record.tell(found, Kind.CALLED, by, {"seats": len(seats)})
    for seat in seats:
        invite(found, seat)


def invite(meeting: Meeting, seat: Seat) -> None:
    """Tell the holder of a seat where they vote; once."""
    key = f"meeting:{meeting.pk}:{seat.pk}"
    kind = "reports.meeting_called"
    notices.send(kind=kind, to=seat.holder, about=meeting.reference, key=key)


@transaction.atomic
def open_meeting(*, meeting: Meeting, by: User) -> None:
    """Open it with a quorum in the hall. Raises Refused."""
    found = record.kept(meeting, by, (State.CALLED,))
    there = hall.attendance(found)
    check(why_no_quorum(there))
    Meeting.objects.filter(pk=found.pk).update(state=State.OPEN, opened_at=clock.now())
    record.tell(found, Kind.OPENED, by, _figures(there))


def why_no_quorum(there: hall.Attendance) -> Refusal | None:
    return None if there.is_quorate else Refusal(NO_QUORUM.code, NO_QUORUM.message, _figures(there))


def _figures(there: hall.Attendance) -> dict[str, int]:
    return {"present": there.present, "seats": there.seats, "needed": there.needed}


@transaction.atomic
def close(*, meeting: Meeting, by: User) -> None:
    """Close it; who is in the hall leaves it with the close. Raises Refused."""
    found = record.kept(meeting, by, (State.OPEN,))
    pending = Vote.objects.filter(meeting=found, state__in=(Vote.State.OPEN, Vote.State.COUNTED))
    check(VOTE_PENDING if pending.exists() else None)
    now = clock.now()
    there = hall.attendance(found)
    AgendaItem.objects.filter(meeting=found, begun_at__isnull=False, ended_at=None).update(
        ended_at=now
    )
    Meeting.objects.filter(pk=found.pk).update(state=State.CLOSED, closed_at=now)
    record.tell(found, Kind.CLOSED, by, _figures(there))
    Presence.objects.filter(seat__meeting=found, left_at=None).update(left_at=now)


# --- the agenda -------------------------------------------------------------------------------------


@transaction.atomic
def add_item(*, meeting: Meeting, titles: Mapping[str, str], by: User) -> AgendaItem:
    """An item at the end of the agenda. Raises Refused."""
    found = record.kept(meeting, by, AT_WORK)
    last = AgendaItem.objects.filter(meeting=found).aggregate(last=Max("position"))["last"] or 0
    item = AgendaItem.objects.create(meeting=found, position=last + 1, **titles)
    record.note(found, "agenda_item_added", by, {"item": item.position})
    return item


@transaction.atomic
def move_item(*, item: AgendaItem, up: bool, by: User) -> None:
    """Let it change places with its neighbour; one that was begun stays. Raises Refused."""
    found = record.kept(item.meeting, by, AT_WORK)
    rows = AgendaItem.objects.filter(meeting=found)
    moved = rows.get(pk=item.pk)
    beside = (
        rows.filter(position__lt=moved.position).order_by("-position")
        if up
        else rows.filter(position__gt=moved.position).order_by("position")
    ).first()
    if beside is None:
        return
    check(ITEM_BEGUN if moved.begun_at or beside.begun_at else None)
    rows.filter(pk__in=(moved.pk, beside.pk)).update(
        position=Case(When(pk=moved.pk, then=Value(beside.position)), default=Value(moved.position))
    )
    record.note(found, "agenda_moved", by, {"item": moved.position, "to": beside.position})


@transaction.atomic
def remove_item(*, item: AgendaItem, by: User) -> None:
    """Take an item off that nothing hangs on yet. Raises Refused."""
    found = record.kept(item.meeting, by, AT_WORK)
    row = AgendaItem.objects.get(pk=item.pk, meeting=found)
    used = Motion.objects.filter(item=row).exists() or row.elections.exists()
    check(ITEM_BEGUN if row.begun_at or used or row.documents.exists() else None)
    row.delete()
    later = AgendaItem.objects.filter(meeting=found, position__gt=row.position)
    later.update(position=F("position") - 1)
    record.note(found, "agenda_item_removed", by, {"item": row.position})


@transaction.atomic
def begin_item(*, item: AgendaItem, by: User) -> None:
    """Come to an item: the one before it is over. Raises Refused."""
    found = record.kept(item.meeting, by, (State.OPEN,))
    check(ITEM_BEGUN if AgendaItem.objects.get(pk=item.pk).begun_at else None)
    check(VOTE_PENDING if business.find_open_vote(found) else None)
    now = clock.now()
    AgendaItem.objects.filter(meeting=found, begun_at__isnull=False, ended_at=None).update(
        ended_at=now
    )
    AgendaItem.objects.filter(pk=item.pk, meeting=found).update(begun_at=now)
    record.tell(found, Kind.ITEM_BEGUN, by, {"position": item.position, "titles": item.titles()})


@transaction.atomic
def write_notes(*, item: AgendaItem, notes: str, by: User) -> None:
    """What was said, for the minutes; until the statement is approved. Raises Refused."""
    found = record.kept(item.meeting, by, (State.OPEN, State.CLOSED))
    AgendaItem.objects.filter(pk=item.pk, meeting=found).update(notes=notes)
    record.note(found, "notes_written", by, {"item": item.position})


@transaction.atomic
def add_document(*, item: AgendaItem, file: SentFile, title: str, by: User) -> AgendaDocument:
    """A paper for all who have a seat. Raises Refused."""
    found = record.kept(item.meeting, by, AT_WORK)
    upload = documents.receive_upload(file, owner=by, purpose=PURPOSE)
    row = AgendaDocument.objects.create(item=item, upload=upload, title=title)
    record.note(found, "document_added", by, {"item": item.position})
    return row
