"""Seats, deputies, and who comes and goes. A quorum that is lost stops the vote that is open."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from interior_portal.accounts.models import User
from interior_portal.shared import clock
from interior_portal.shared.refusals import Refusal, Refused, check
from reports.actions.meetings import counting, record
from reports.actions.meetings.calling import AT_WORK, invite
from reports.models import Meeting, Presence, Seat, SeatTerm, Vote
from reports.queries.meetings import business
from reports.queries.meetings import hall as reading

State = Meeting.State
Kind = record.Kind
HAS_A_SEAT = Refusal(
    "has_a_seat", _("This person has a seat of this meeting already: everyone has one vote.")
)
IN_THE_HALL = Refusal("in_the_hall", _("This seat is in the hall already."))
NOT_IN_THE_HALL = Refusal("not_in_the_hall", _("This seat is not in the hall."))
HAS_BEGUN = Refusal("seats_are_fixed", _("The meeting has begun: its seats are fixed."))
VOTE_IS_OPEN = Refusal("vote_is_open", _("A vote is open. Wait until it has ended."))
NO_SEAT = Refusal("no_seat", _("You have no vote in this meeting at the moment."))
NOBODY = Refusal("no_deputy", _("No deputy has this seat."))


@transaction.atomic
def add_seat(*, meeting: Meeting, holder: User, speaks_for: str, by: User) -> Seat:
    """One more vote, before the meeting is opened. Raises Refused."""
    found = record.kept(meeting, by, AT_WORK)
    check(HAS_BEGUN if found.is_open else None)
    check(_why_second_seat(found, holder))
    numbers = Seat.objects.filter(meeting=found).values_list("number", flat=True)
    seat = Seat.objects.create(
        meeting=found,
        number=business.next_number(numbers),
        holder=holder,
        speaks_for=speaks_for,
    )
    record.note(found, "seat_added", by, {"seat": seat.number})
    if found.state == State.CALLED:
        invite(found, seat)
    return seat


def _why_second_seat(meeting: Meeting, user: User) -> Refusal | None:
    own = Seat.objects.filter(meeting=meeting, holder=user)
    other = SeatTerm.objects.filter(meeting=meeting, deputy=user, until=None)
    return HAS_A_SEAT if own.exists() or other.exists() else None


@transaction.atomic
def deputise(*, seat: Seat, deputy: User, by: User) -> SeatTerm:
    """Let a deputy take the seat, from now on; a holder in the hall gives the place up. Raises Refused."""
    found = record.kept(seat.meeting, by, AT_WORK)
    check(_why_second_seat(found, deputy))
    check(_why_not_change_hands(found))
    _end_term(seat)
    _go(found, seat, by)
    term = SeatTerm.objects.create(meeting=found, seat=seat, deputy=deputy, arranged_by=by)
    record.tell(found, Kind.DEPUTISED, by, {"seat": seat.number, "user": deputy.pk})
    return term


@transaction.atomic
def return_seat(*, seat: Seat, by: User) -> None:
    """The deputy's time is over: the holder has the vote again. Raises Refused."""
    found = record.kept(seat.meeting, by, AT_WORK)
    check(_why_not_change_hands(found))
    check(None if _end_term(seat) else NOBODY)
    _go(found, seat, by)
    record.tell(found, Kind.RETURNED, by, {"seat": seat.number, "user": seat.holder_id})


def _end_term(seat: Seat) -> int:
    return SeatTerm.objects.filter(seat=seat, until=None).update(until=clock.now())


def _why_not_change_hands(meeting: Meeting) -> Refusal | None:
    """Nobody takes a seat over in the middle of a vote."""
    return VOTE_IS_OPEN if business.find_open_vote(meeting) else None


@transaction.atomic
def arrive(*, seat: Seat, by: User) -> None:
    """Who has the vote of this seat has come into the hall. Raises Refused."""
    found = record.kept(seat.meeting, by, (State.CALLED, State.OPEN))
    _come(found, seat, reading.sitter_of(seat), by)


@transaction.atomic
def come(*, meeting: Meeting, by: User) -> Seat:
    """Whoever has a vote now says that they have come; the secretary may put it right. Raises Refused."""
    found = record.locked(meeting, State.CALLED, State.OPEN)
    seat = reading.find_seat_of(found, by)
    if seat is None:
        raise Refused(NO_SEAT)
    _come(found, seat, by, by)
    return seat


def _come(found: Meeting, seat: Seat, user: User, by: User) -> None:
    check(IN_THE_HALL if reading.is_present(seat) else None)
    Presence.objects.create(seat=seat, user=user)
    record.tell(found, Kind.ARRIVED, by, {"seat": seat.number, "user": user.pk})


@transaction.atomic
def leave(*, seat: Seat, by: User) -> Vote | None:
    """They have left. Gives the vote that this stopped, where the quorum is lost by it. Raises Refused."""
    found = record.kept(seat.meeting, by, (State.CALLED, State.OPEN))
    check(None if _go(found, seat, by) else NOT_IN_THE_HALL)
    return _look_at_the_quorum(found, by)


def _go(meeting: Meeting, seat: Seat, by: User) -> bool:
    presence = Presence.objects.filter(seat=seat, left_at=None).first()
    if presence is None:
        return False
    Presence.objects.filter(pk=presence.pk).update(left_at=clock.now())
    record.tell(meeting, Kind.LEFT, by, {"seat": seat.number, "user": presence.user_id})
    return True


def _look_at_the_quorum(meeting: Meeting, by: User) -> Vote | None:
    vote = business.find_open_vote(meeting)
    if vote is None or reading.attendance(meeting).present >= vote.quorum_needed:
        return None
    return counting.stop_locked(meeting, vote, Vote.Stop.QUORUM, by)
