"""Opening a vote, and casting a ballot: one for every seat, whoever presses twice or on two devices."""

from collections.abc import Collection, Mapping

from django.db import transaction
from django.db.models import Case, F, Q, Value, When
from django.utils.translation import gettext_lazy as _

from interior_portal.accounts.models import User
from interior_portal.shared.refusals import Refusal, Refused, check
from reports.actions.meetings import record
from reports.actions.meetings.calling import VOTE_PENDING, why_no_quorum
from reports.models import (
    Candidate,
    Election,
    Meeting,
    Motion,
    MotionText,
    OpenBallot,
    PaperCount,
    Seat,
    SecretCount,
    Vote,
    VotedSeat,
)
from reports.models.meetings.voting import Choice
from reports.queries.meetings import business, hall

Kind = record.Kind
MOST_ROUNDS = 2
NO_VOTE = Refusal("no_vote_open", _("This vote has ended. Your ballot was not counted any more."))
ALREADY_VOTED = Refusal(
    "already_voted", _("This seat has voted already. The first ballot counts; this one does not.")
)
NOT_HERE = Refusal(
    "not_in_the_hall", _("Who votes must be in the hall. Let the table note that you have come.")
)
NO_SEAT = Refusal("no_seat", _("You have no vote in this meeting at the moment."))
SETTLED = Refusal("motion_settled", _("This has been decided or withdrawn already."))
AMENDMENTS_FIRST = Refusal(
    "amendments_first", _("Amendments are voted first, in the order that the chair has given them.")
)
TEXT_HAS_CHANGED = Refusal(
    "text_has_changed",
    _("The motion was amended since. Word this amendment against its present text first."),
)
BY_DEVICE_ONLY = Refusal(
    "by_hand_not_secret",
    _("Nobody enters a secret ballot for somebody else. Give this seat a paper ballot."),
)
NOT_ON_PAPER = Refusal("no_paper_ballots", _("This vote is by name: enter what the seat says."))
TOO_MANY_MARKS = Refusal("too_many_marks", _("You may mark at most %(places)s names."))
NOT_STANDING = Refusal("not_standing", _("Choose among the names of this round."))
NO_CANDIDATES = Refusal("no_candidates", _("Name at least one candidate first."))
NEEDS_LOT = Refusal("needs_lot", _("The lot decides between them: write down whom it names."))


# --- opening ----------------------------------------------------------------------------------------


@transaction.atomic
def open_vote(*, motion: Motion, is_secret: bool, by: User) -> Vote:
    """Open the vote about a motion or an amendment with a quorum in the hall. Raises Refused."""
    found = record.kept(motion.meeting, by, (Meeting.State.OPEN,))
    row = Motion.objects.select_related("meeting").get(pk=motion.pk)
    check(why_not_put(row))
    text = business.current_text(row)
    vote = _begin(
        found,
        by,
        motion=row,
        version=text.version,
        is_secret=is_secret,
        majority=business.majority_of(row).value,
    )
    if is_secret:
        SecretCount.objects.bulk_create(SecretCount(vote=vote, choice=c) for c in Choice.values)
    facts = {"motion": row.number, "titles": row.titles(), "secret": is_secret}
    record.tell(found, Kind.VOTE_OPENED, by, {"vote": vote.number, **facts, **_present(vote)})
    return vote


def why_not_put(motion: Motion) -> Refusal | None:
    """Why a motion cannot be voted on now: settled, amendments wait, or it was worded against an older text."""
    if motion.state != Motion.State.MOVED:
        return SETTLED
    if motion.amends is None:
        return AMENDMENTS_FIRST if business.next_amendment(motion) else None
    if motion.amends.state != Motion.State.MOVED:
        return SETTLED
    texts = business.newest_texts((motion.amends, motion))
    return why_not_amendment(
        motion,
        turn=business.next_amendment(motion.amends),
        current=texts[motion.amends.pk],
        wanted=texts[motion.pk],
    )


def why_not_amendment(
    amendment: Motion, *, turn: Motion | None, current: MotionText, wanted: MotionText
) -> Refusal | None:
    """The same for an amendment that waits: not its turn, or its motion says something else by now. No query."""
    if amendment != turn:
        return AMENDMENTS_FIRST
    return None if wanted.against == current.version else TEXT_HAS_CHANGED


@transaction.atomic
def open_round(*, election: Election, by: User) -> Vote:
    """Open the next round of an election: of all candidates, then of those with equal votes. Raises Refused."""
    found = record.kept(election.meeting, by, (Meeting.State.OPEN,))
    row = Election.objects.get(pk=election.pk)
    check(why_not_round(row))
    standing = _standing(row)
    taken = Candidate.objects.filter(election=row, elected_in__isnull=False).count()
    vote = _begin(
        found,
        by,
        election=row,
        version=_rounds_held(row) + 1,
        places=row.places - taken,
        is_secret=True,
    )
    SecretCount.objects.bulk_create(
        [
            *(SecretCount(vote=vote, candidate=candidate) for candidate in standing),
            SecretCount(vote=vote, choice=Choice.ABSTAIN),
        ]
    )
    facts = {"election": row.number, "titles": row.titles(), "round": vote.version}
    record.tell(found, Kind.VOTE_OPENED, by, {"vote": vote.number, **facts, **_present(vote)})
    return vote


def why_not_round(election: Election) -> Refusal | None:
    """Why no further round can be held: decided, for the lot, or nobody stands."""
    if election.state == Election.State.DECIDED:
        return SETTLED
    if needs_lot(election):
        return NEEDS_LOT
    return None if _standing(election) else NO_CANDIDATES


def needs_lot(election: Election) -> bool:
    """Equal votes that no further round will settle: by the rule of the election, or after the second round."""
    if election.state != Election.State.TIED:
        return False
    return election.tie == Election.Tie.LOT or _rounds_held(election) >= MOST_ROUNDS


def _rounds_held(election: Election) -> int:
    """Rounds that were confirmed; a stopped one is held again."""
    return Vote.objects.filter(election=election, state=Vote.State.CONFIRMED).count()


def _standing(election: Election) -> list[Candidate]:
    rows = Candidate.objects.filter(election=election, elected_in=None)
    if election.state == Election.State.TIED:
        rows = rows.filter(is_tied=True)
    return list(rows.order_by("pk"))


def _begin(meeting: Meeting, by: User, **facts: object) -> Vote:
    pending = Q(state__in=(Vote.State.OPEN, Vote.State.COUNTED))
    check(VOTE_PENDING if Vote.objects.filter(pending, meeting=meeting).exists() else None)
    there = hall.attendance(meeting)
    check(why_no_quorum(there))
    numbers = Vote.objects.filter(meeting=meeting).values_list("number", flat=True)
    return Vote.objects.create(
        meeting=meeting,
        number=business.next_number(numbers),
        seats=there.seats,
        quorum_needed=there.needed,
        present_at_opening=there.present,
        opened_by=by,
        **facts,
    )


def _present(vote: Vote) -> dict[str, int]:
    return {"present": vote.present_at_opening, "seats": vote.seats, "needed": vote.quorum_needed}


# --- casting ----------------------------------------------------------------------------------------


@transaction.atomic
def cast(
    *, vote: Vote, by: User, choice: Choice | None = None, marks: Collection[int] = ()
) -> None:
    """The ballot of who sits in a seat: a choice, or marks of candidates (none of them: a blank one).

    Under the lock of the vote: it is counted, or refused with a reason, and a second one of the seat always is.
    """
    open_now = _locked(vote)
    seat = hall.find_seat_of(open_now.meeting, by)
    if seat is None:
        raise Refused(NO_SEAT)
    check(_why_not_cast(open_now, seat))
    if not open_now.is_secret:
        check(None if choice else NOT_STANDING)
        OpenBallot.objects.create(vote=open_now, seat=seat, cast_by=by, choice=str(choice))
        return
    chosen = _chosen(open_now, choice, marks)
    VotedSeat.objects.create(vote=open_now, seat=seat)
    _add(open_now, chosen)


def _locked(vote: Vote) -> Vote:
    rows = Vote.objects.select_for_update(of=("self",), no_key=True).select_related("meeting__unit")
    found = rows.get(pk=vote.pk)
    check(None if found.is_open else NO_VOTE)
    return found


def _why_not_cast(vote: Vote, seat: Seat) -> Refusal | None:
    if not hall.is_present(seat):
        return NOT_HERE
    return ALREADY_VOTED if seat.pk in business.voted(vote) else None


def _chosen(vote: Vote, choice: Choice | None, marks: Collection[int]) -> Q:
    """The sums that this ballot adds one to."""
    if vote.motion_id is not None:
        check(None if choice else NOT_STANDING)
        return Q(choice=str(choice))
    wanted = set(marks)
    standing = {candidate.pk for candidate in business.candidates_of_round(vote)}
    check(None if wanted <= standing else NOT_STANDING)
    if len(wanted) > vote.places:
        raise Refused(Refusal(TOO_MANY_MARKS.code, TOO_MANY_MARKS.message, {"places": vote.places}))
    return Q(candidate__in=wanted) if wanted else Q(choice=str(Choice.ABSTAIN))


def _add(vote: Vote, chosen: Q) -> None:
    """All sums are written anew, the others with nought: no row shows which one this ballot was for."""
    one = Case(When(chosen, then=Value(1)), default=Value(0))
    SecretCount.objects.filter(vote=vote).update(count=F("count") + one)


# --- for who has no device --------------------------------------------------------------------------


@transaction.atomic
def enter_for(*, vote: Vote, seat: Seat, choice: Choice, by: User) -> None:
    """What a seat without a phone says in an open vote, entered by the secretary and marked so. Raises Refused."""
    open_now = _locked(vote)
    check(hall.why_not_keep(open_now.meeting, by))
    check(BY_DEVICE_ONLY if open_now.is_secret else None)
    check(_why_not_cast(open_now, seat))
    OpenBallot.objects.create(
        vote=open_now, seat=seat, cast_by=hall.sitter_of(seat), entered_by=by, choice=str(choice)
    )
    record.note(open_now.meeting, "vote_entered", by, {"vote": vote.number, "seat": seat.number})


@transaction.atomic
def give_paper(*, vote: Vote, seat: Seat, by: User) -> None:
    """A paper ballot for a seat in a secret vote: it cannot vote on a device any more. Raises Refused."""
    open_now = _locked(vote)
    check(hall.why_not_keep(open_now.meeting, by))
    check(None if open_now.is_secret else NOT_ON_PAPER)
    check(_why_not_cast(open_now, seat))
    VotedSeat.objects.create(vote=open_now, seat=seat, is_on_paper=True)
    record.note(open_now.meeting, "paper_given", by, {"vote": vote.number, "seat": seat.number})


@transaction.atomic
def enter_papers(
    *, vote: Vote, choices: Mapping[str, int], marks: Mapping[int, int], by: User
) -> None:
    """The count of the paper ballots: by choice, or blank ones and marks of candidates. Raises Refused."""
    open_now = _locked(vote)
    check(hall.why_not_keep(open_now.meeting, by))
    check(None if open_now.is_secret else NOT_ON_PAPER)
    PaperCount.objects.filter(vote=open_now).delete()
    PaperCount.objects.bulk_create(
        [
            *(
                PaperCount(vote=open_now, choice=choice, count=count, entered_by=by)
                for choice, count in choices.items()
            ),
            *(
                PaperCount(vote=open_now, candidate_id=key, count=count, entered_by=by)
                for key, count in marks.items()
            ),
        ]
    )
    record.note(open_now.meeting, "papers_entered", by, {"vote": vote.number})
