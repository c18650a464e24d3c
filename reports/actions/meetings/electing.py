"""Who stands, and what follows from a round: elected, a second round among equals, or the lot."""

import uuid
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from interior_portal.accounts.models import User
from interior_portal.shared.refusals import Refusal, check
from reports.actions.meetings import record
from reports.actions.meetings.calling import AT_WORK
from reports.actions.meetings.voting import SETTLED, needs_lot
from reports.models import Candidate, Election, Meeting, Panel, Seat, Vote
from reports.queries.meetings import business, hall
from reports.rules import meetings as law

Kind = record.Kind
NO_SEAT_HERE = Refusal(
    "candidate_without_seat", _("Only who has a seat of this meeting can stand.")
)
STANDS_ALREADY = Refusal("stands_already", _("This person stands already."))
ROUND_HELD = Refusal("round_held", _("A round was held already: nobody else can stand any more."))
LOT_DIFFERS = Refusal(
    "lot_differs", _("The lot names %(places)s of those with equal votes, and says who drew it.")
)
NO_LOT = Refusal("no_lot", _("There is nothing for the lot to decide."))


@transaction.atomic
def plan_election(
    *, meeting: Meeting, facts: Mapping[str, Any], by: User, key: uuid.UUID
) -> Election:
    """An election of so many; the same key again is the same one. Raises Refused."""
    found = record.kept(meeting, by, AT_WORK)
    numbers = Election.objects.filter(meeting=found).values_list("number", flat=True)
    defaults = {**facts, "meeting": found, "number": business.next_number(numbers)}
    election, is_new = Election.objects.get_or_create(key=key, defaults=defaults)
    if is_new:
        record.note(found, "election_planned", by, {"election": election.number})
    return election


@transaction.atomic
def nominate(*, election: Election, user: User, by: User) -> Candidate:
    """Let somebody stand who has a seat, before the first round. Raises Refused."""
    found = record.kept(election.meeting, by, AT_WORK)
    check(ROUND_HELD if Vote.objects.filter(election=election).exists() else None)
    seated = Seat.objects.filter(meeting=found, holder=user)
    check(None if seated.exists() else NO_SEAT_HERE)
    standing = Candidate.objects.filter(election=election, user=user)
    check(STANDS_ALREADY if standing.exists() else None)
    candidate = Candidate.objects.create(election=election, user=user)
    facts = {"election": election.number, "titles": election.titles(), "users": [user.pk]}
    record.tell(found, Kind.NOMINATED, by, facts)
    return candidate


def settle_election(meeting: Meeting, election: Election, vote: Vote, by: User) -> None:
    """What a confirmed round says; the caller holds the lock of the meeting."""
    result = law.elect(business.candidate_sums(vote), vote.places)
    Candidate.objects.filter(election=election).update(is_tied=False)
    _elect(meeting, election, result.elected, by=by, in_round=vote.version)
    if result.tied:
        Candidate.objects.filter(pk__in=result.tied).update(is_tied=True)
    state = Election.State.TIED if result.tied else Election.State.DECIDED
    Election.objects.filter(pk=election.pk).update(state=state)


@transaction.atomic
def draw_lot(*, election: Election, winners: Collection[int], drawn_by: str, by: User) -> None:
    """Write down whom the lot named and who drew it; by the chair. Raises Refused."""
    found = record.locked(election.meeting, Meeting.State.OPEN)
    check(hall.why_not_chair(found, by))
    row = Election.objects.get(pk=election.pk)
    check(SETTLED if row.state == Election.State.DECIDED else None)
    check(None if needs_lot(row) else NO_LOT)
    tied = Candidate.objects.filter(election=row, is_tied=True, elected_in=None)
    named, places = set(winners), places_left(row)
    fits = named <= set(tied.values_list("pk", flat=True)) and len(named) == places
    if not (fits and drawn_by.strip()):
        check(Refusal(LOT_DIFFERS.code, LOT_DIFFERS.message, {"places": places}))
    rounds = Vote.objects.filter(election=row, state=Vote.State.CONFIRMED).count()
    _elect(found, row, sorted(named), by=by, in_round=rounds, drawn_by=drawn_by.strip())
    Election.objects.filter(pk=row.pk).update(state=Election.State.DECIDED)


def places_left(election: Election) -> int:
    """How many are still to be elected."""
    taken = Candidate.objects.filter(election=election, elected_in__isnull=False).count()
    return election.places - taken


def _elect(
    meeting: Meeting,
    election: Election,
    keys: Iterable[int],
    *,
    by: User,
    in_round: int,
    drawn_by: str = "",
) -> None:
    chosen = Candidate.objects.filter(pk__in=list(keys))
    users = list(chosen.order_by("pk").values_list("user", flat=True))
    if not users:
        return
    chosen.update(elected_in=in_round, drawn_by=drawn_by)
    if election.is_panel:
        Panel.objects.bulk_create(
            [Panel(meeting=meeting, user_id=user, election=election) for user in users],
            ignore_conflicts=True,
        )
    facts = {"election": election.number, "titles": election.titles(), "users": users}
    record.tell(meeting, Kind.ELECTED, by, {**facts, "drawn_by": drawn_by})
