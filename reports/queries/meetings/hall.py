"""Who has a vote, who is in the hall now, whether they are enough, who chairs."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from interior_portal.accounts.models import User
from interior_portal.accounts.queries import has_permission, units_where, why_not_permitted
from interior_portal.accounts.roles import YEAR_VIEW
from interior_portal.shared.refusals import Refusal
from reports.models import Meeting, Panel, Presence, Seat, SeatTerm
from reports.roles import MEETING_CHAIR, MEETING_KEEP

NOT_THE_CHAIR = Refusal("not_the_chair", _("This is for the chair of the meeting."))


@dataclass(frozen=True, slots=True)
class Attendance:
    """Seats, how many of them are in the hall, and how many must be."""

    seats: int
    present: int
    needed: int

    @property
    def is_quorate(self) -> bool:
        return self.present >= self.needed


@dataclass(frozen=True, slots=True)
class SeatLine:
    """A seat as the secretary sees it: who has the vote now, since when they are here (None: they are not)."""

    seat: Seat
    sitter: User
    deputy: User | None
    arrived_at: dt.datetime | None


def attendance(meeting: Meeting) -> Attendance:
    """Now, by the entries of the door. Two queries."""
    seats = Seat.objects.filter(meeting=meeting).count()
    present = Presence.objects.filter(seat__meeting=meeting, left_at=None).count()
    return Attendance(seats, present, meeting.quorum.needed(seats))


def present_at(meeting: Meeting, moment: dt.datetime) -> int:
    """How many seats were in the hall at a moment. One query."""
    here = Q(left_at__isnull=True) | Q(left_at__gt=moment)
    return Presence.objects.filter(here, seat__meeting=meeting, arrived_at__lte=moment).count()


def seat_lines(meeting: Meeting) -> list[SeatLine]:
    """All seats in their order. Three queries."""
    terms = {t.seat_id: t.deputy for t in _terms(meeting).select_related("deputy")}
    here = dict(
        Presence.objects.filter(seat__meeting=meeting, left_at=None).values_list(
            "seat", "arrived_at"
        )
    )
    seats = Seat.objects.filter(meeting=meeting).select_related("holder")
    return [
        SeatLine(seat, terms.get(seat.pk) or seat.holder, terms.get(seat.pk), here.get(seat.pk))
        for seat in seats
    ]


def _terms(meeting: Meeting) -> QuerySet[SeatTerm]:
    return SeatTerm.objects.filter(meeting=meeting, until=None)


def sitter_of(seat: Seat) -> User:
    """Whose vote it is now: the deputy's while one has the seat. One query."""
    term = SeatTerm.objects.filter(seat=seat, until=None).select_related("deputy").first()
    return term.deputy if term else seat.holder


def find_seat_of(meeting: Meeting, user: User) -> Seat | None:
    """The seat that somebody votes for now: as its deputy, or as its holder while no deputy has it. One query."""
    deputised = SeatTerm.objects.filter(until=None)
    own = Q(holder=user) & ~Q(pk__in=deputised.values("seat"))
    stood_in = Q(pk__in=deputised.filter(deputy=user).values("seat"))
    seats = Seat.objects.filter(own | stood_in, meeting=meeting).select_related("holder")
    return seats.order_by("number").first()


def is_present(seat: Seat) -> bool:
    return Presence.objects.filter(seat=seat, left_at=None).exists()


def why_not_keep(meeting: Meeting, user: User) -> Refusal | None:
    """Why somebody may not keep this meeting."""
    return why_not_permitted(user, MEETING_KEEP, meeting.unit)


def why_not_chair(meeting: Meeting, user: User) -> Refusal | None:
    """Why somebody does not chair it: its own panel does; until it has one, the co-chairs of the unit. Two queries."""
    panel = list(Panel.objects.filter(meeting=meeting).values_list("user", flat=True))
    if panel:
        return None if user.pk in panel else NOT_THE_CHAIR
    return None if has_permission(user, MEETING_CHAIR, meeting.unit) else NOT_THE_CHAIR


def may_read(meeting: Meeting, user: User) -> bool:
    """Who reads the year of the unit."""
    return has_permission(user, YEAR_VIEW, meeting.unit)


def meetings_for(user: User) -> QuerySet[Meeting]:
    """The meetings that somebody of staff may read, the newest first."""
    meetings = Meeting.objects.filter(unit__in=units_where(user, YEAR_VIEW))
    return meetings.select_related("unit").order_by("-starts_on", "-pk")


def meetings_seating(user: User) -> QuerySet[Meeting]:
    """The meetings in which somebody has a seat or takes one for somebody, once they are called; newest first."""
    mine = Seat.objects.filter(
        Q(holder=user) | Q(pk__in=SeatTerm.objects.filter(deputy=user).values("seat"))
    )
    called = Meeting.objects.filter(pk__in=mine.values("meeting"))
    return called.exclude(state=Meeting.State.PREPARED).order_by("-starts_on", "-pk")


def open_meetings_seating(user: User) -> list[Meeting]:
    """Those of them that are open now. One query."""
    return list(meetings_seating(user).filter(state=Meeting.State.OPEN))
