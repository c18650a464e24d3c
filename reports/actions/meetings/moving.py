"""Motions and amendments: moved, worded anew, put in order, withdrawn."""

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from interior_portal.accounts.models import User
from interior_portal.shared.refusals import Refusal, Refused, check
from reports.actions.meetings import record
from reports.actions.meetings.calling import AT_WORK
from reports.actions.meetings.voting import SETTLED
from reports.models import Meeting, Motion, MotionText, Seat, Vote
from reports.queries.meetings import business, hall

Kind = record.Kind
SECOND_BY_ANOTHER = Refusal(
    "seconded_by_another", _("A motion is seconded by another seat than the one that moves it.")
)
NOT_OF_THIS_MEETING = Refusal("not_of_this_meeting", _("Choose seats of this meeting."))
ITS_VOTE_IS_UNDER_WAY = Refusal(
    "its_vote_is_under_way", _("A vote about this is open or waits for the chair.")
)


@transaction.atomic
def move(
    *, meeting: Meeting, facts: Mapping[str, Any], text: Mapping[str, str], by: User, key: uuid.UUID
) -> Motion:
    """A motion or, with `amends` among the facts, an amendment; the same key again is the same one.

    `text` has `text_ar` and `text_kmr`. Raises Refused.
    """
    found = record.kept(meeting, by, AT_WORK)
    known = Motion.objects.filter(key=key).first()
    if known is not None:
        return known
    check(_why_not_seats(found, facts["mover"], facts["seconder"]))
    amended: Motion | None = facts.get("amends")
    if amended is not None:
        check(_why_not_amend(amended))
    numbers = Motion.objects.filter(meeting=found).values_list("number", flat=True)
    motion = Motion.objects.create(
        **facts,
        meeting=found,
        number=business.next_number(numbers),
        turn=_last_turn(amended),
        key=key,
    )
    _write(motion, text, by)
    said = {"motion": motion.number, "titles": motion.titles(), "seat": motion.mover.number}
    amends = {"amends": amended.number} if amended else {}
    record.tell(found, Kind.MOVED, by, {**said, "second": motion.seconder.number, **amends})
    return motion


def _why_not_seats(meeting: Meeting, mover: Seat, seconder: Seat) -> Refusal | None:
    if {mover.meeting_id, seconder.meeting_id} != {meeting.pk}:
        return NOT_OF_THIS_MEETING
    return SECOND_BY_ANOTHER if mover == seconder else None


def _why_not_amend(motion: Motion) -> Refusal | None:
    """Amendments to amendments are not heard here: word the first one anew."""
    if motion.state != Motion.State.MOVED or motion.amends_id is not None:
        return SETTLED
    return _why_under_way(motion)


def _why_under_way(motion: Motion) -> Refusal | None:
    pending = (Vote.State.OPEN, Vote.State.COUNTED)
    under_way = Vote.objects.filter(motion=motion, state__in=pending).exists()
    return ITS_VOTE_IS_UNDER_WAY if under_way else None


def _last_turn(motion: Motion | None) -> int:
    if motion is None:
        return 0
    return business.next_number(motion.amendments.values_list("turn", flat=True))


def _write(motion: Motion, text: Mapping[str, str], by: User) -> None:
    versions = MotionText.objects.filter(motion=motion).values_list("version", flat=True)
    against = business.current_text(motion.amends).version if motion.amends else None
    MotionText.objects.create(
        motion=motion, version=business.next_number(versions), against=against, by=by, **text
    )


@transaction.atomic
def reword(*, motion: Motion, text: Mapping[str, str], by: User) -> None:
    """Its mover words it anew; an amendment is then against the present text of its motion. Raises Refused."""
    found = record.kept(motion.meeting, by, AT_WORK)
    row = Motion.objects.select_related("amends").get(pk=motion.pk)
    check(SETTLED if row.state != Motion.State.MOVED else _why_under_way(row))
    _write(row, text, by)
    record.tell(found, Kind.REWORDED, by, {"motion": row.number, "titles": row.titles()})


@transaction.atomic
def withdraw(*, motion: Motion, by: User) -> None:
    """Taken back by its mover, with the amendments to it. Raises Refused."""
    found = record.kept(motion.meeting, by, AT_WORK)
    row = Motion.objects.get(pk=motion.pk)
    for each in (row, *business.amendments(row)):
        check(_why_under_way(each))
    check(SETTLED if row.state != Motion.State.MOVED else None)
    Motion.objects.filter(amends=row, state=Motion.State.MOVED).update(state=Motion.State.WITHDRAWN)
    Motion.objects.filter(pk=row.pk).update(state=Motion.State.WITHDRAWN)
    record.tell(found, Kind.WITHDRAWN, by, {"motion": row.number, "titles": row.titles()})


@transaction.atomic
def order_amendments(*, motion: Motion, numbers: Sequence[int], by: User) -> None:
    """The order of voting, the amendment that goes furthest first; by the chair or the secretary. Raises Refused."""
    found = record.locked(motion.meeting, *AT_WORK)
    if hall.why_not_keep(found, by) is not None:
        check(hall.why_not_chair(found, by))
    rows = {each.number: each for each in business.amendments(motion)}
    if sorted(rows) != sorted(numbers):
        raise Refused(record.NOT_NOW)
    for each in rows.values():
        check(_why_under_way(each))
    for turn, number in enumerate(numbers, 1):
        Motion.objects.filter(pk=rows[number].pk).update(turn=turn)
    record.note(found, "amendments_ordered", by, {"motion": motion.number})
