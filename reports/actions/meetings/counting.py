"""Ending a vote: counted by the machine, confirmed by the chair; or stopped, and nothing is counted."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from interior_portal.accounts.models import User
from interior_portal.shared import clock
from interior_portal.shared.refusals import Refusal, check
from reports.actions.meetings import record
from reports.actions.meetings.adopting import settle_motion
from reports.actions.meetings.electing import settle_election
from reports.models import Meeting, OpenBallot, PaperCount, SecretCount, Vote, VotedSeat
from reports.models.meetings.voting import Choice
from reports.queries.meetings import business, hall
from reports.rules import meetings as law

Kind = record.Kind
ENDED = Refusal("vote_ended", _("This vote was ended already."))
NOT_COUNTED = Refusal("vote_not_counted", _("This vote does not wait for the chair."))
FOUR_EYES = Refusal(
    "vote_confirmed_by_another",
    _("Who ended the vote or entered ballots for others cannot confirm it. Another chair must."),
)
CASTING_MISSING = Refusal(
    "casting_missing", _("The votes are equal: say whether you decide for it or against it.")
)
CASTING_UNASKED = Refusal(
    "casting_unasked", _("The votes are not equal: there is nothing to decide.")
)


@transaction.atomic
def end_vote(*, vote: Vote, by: User) -> Vote:
    """Close the vote and count it; where the quorum is lost it is stopped instead. Raises Refused."""
    meeting = record.kept(vote.meeting, by, (Meeting.State.OPEN,))
    found = _locked(vote)
    check(None if found.is_open else ENDED)
    there = hall.attendance(meeting)
    if there.present < found.quorum_needed:
        return stop_locked(meeting, found, Vote.Stop.QUORUM, by)
    if found.is_secret:
        check(_why_not_papers(found))
        _forget_the_order(found)
    counted = _election_figures(found) if found.election_id else _motion_figures(meeting, found)
    now = clock.now()
    Vote.objects.filter(pk=found.pk).update(
        state=Vote.State.COUNTED,
        ended_at=now,
        ended_by=by,
        present_at_end=there.present,
        **counted,
    )
    figures = {key: value for key, value in counted.items() if value is not None}
    record.tell(meeting, Kind.VOTE_COUNTED, by, {"vote": found.number, **figures})
    return Vote.objects.get(pk=found.pk)


def _locked(vote: Vote) -> Vote:
    rows = Vote.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("meeting__unit").get(pk=vote.pk)


def _why_not_papers(vote: Vote) -> Refusal | None:
    on_paper = VotedSeat.objects.filter(vote=vote, is_on_paper=True).count()
    rows = list(PaperCount.objects.filter(vote=vote))
    if vote.election_id is None:
        papers = sum(row.count for row in rows)
        return law.why_not_papers(seats_on_paper=on_paper, papers=papers)
    blank = sum(row.count for row in rows if row.choice)
    marks = [row.count for row in rows if row.candidate_id]
    return law.why_not_marks(seats_on_paper=on_paper, blank=blank, marks=marks, places=vote.places)


def _forget_the_order(vote: Vote) -> None:
    """Write the list of who voted again in the order of the seats: their order in the table tells nothing."""
    rows = VotedSeat.objects.filter(vote=vote)
    seats = list(rows.order_by("seat__number").values_list("seat_id", "is_on_paper"))
    rows.delete()
    VotedSeat.objects.bulk_create(
        VotedSeat(vote=vote, seat_id=seat, is_on_paper=on_paper) for seat, on_paper in seats
    )


def _motion_figures(meeting: Meeting, vote: Vote) -> dict[str, object]:
    count = _count(vote)
    outcome = law.outcome_of(
        law.Majority(vote.majority),
        count,
        seats=vote.seats,
        chair_may_decide=meeting.has_casting_vote and not vote.is_secret,
    )
    return {
        "ballots": count.ballots,
        "yes": count.yes,
        "no": count.no,
        "abstain": count.abstain,
        "outcome": outcome.value,
    }


def _count(vote: Vote) -> law.Count:
    if not vote.is_secret:
        return law.count_of(vote.open_ballots.values_list("choice", flat=True))
    sums = business.choice_sums(vote)
    count = law.Count(*(sums.get(choice, 0) for choice in law.Choice))
    if count.ballots != VotedSeat.objects.filter(vote=vote).count():
        raise RuntimeError(f"vote {vote.pk}: the ballots are not as many as the seats that voted")
    return count


def _election_figures(vote: Vote) -> dict[str, object]:
    return {"ballots": VotedSeat.objects.filter(vote=vote).count()}


# --- stopping ---------------------------------------------------------------------------------------


@transaction.atomic
def stop_vote(*, vote: Vote, by: User) -> Vote:
    """Stop an open vote without counting it; it can be opened again. Raises Refused."""
    meeting = record.kept(vote.meeting, by, (Meeting.State.OPEN,))
    found = _locked(vote)
    check(None if found.is_open else ENDED)
    return stop_locked(meeting, found, Vote.Stop.CHAIR, by)


def stop_locked(meeting: Meeting, vote: Vote, stop: Vote.Stop, by: User) -> Vote:
    """The same under the lock of the meeting; sums of secret ballots are thrown away unread."""
    _locked(vote)
    for model in (SecretCount, PaperCount):
        model.objects.filter(vote=vote).delete()
    _forget_the_order(vote)
    there = hall.attendance(meeting)
    Vote.objects.filter(pk=vote.pk).update(
        state=Vote.State.STOPPED,
        ended_at=clock.now(),
        ended_by=by,
        present_at_end=there.present,
        stop=stop,
    )
    facts = {"vote": vote.number, "stop": stop, "present": there.present}
    record.tell(meeting, Kind.VOTE_STOPPED, by, {**facts, "needed": vote.quorum_needed})
    return Vote.objects.get(pk=vote.pk)


# --- confirming -------------------------------------------------------------------------------------


@transaction.atomic
def confirm_vote(*, vote: Vote, by: User, casting: Choice | None = None) -> Vote:
    """The chair confirms what was counted, and decides a tie where the rules say so. Raises Refused."""
    meeting = record.locked(vote.meeting, Meeting.State.OPEN)
    found = _locked(vote)
    check(why_not_confirm(found, by))
    check(_why_not_casting(found, casting))
    outcome = found.outcome
    if found.motion_id is not None:
        chosen = law.Choice(casting) if casting else None
        outcome = law.settled(law.Outcome(found.outcome), chosen).value
    Vote.objects.filter(pk=found.pk).update(
        state=Vote.State.CONFIRMED,
        outcome=outcome,
        casting=str(casting or ""),
        confirmed_at=clock.now(),
        confirmed_by=by,
    )
    confirmed = Vote.objects.select_related("motion", "election").get(pk=found.pk)
    facts = {"vote": found.number, "outcome": outcome, "casting": confirmed.casting}
    record.tell(meeting, Kind.VOTE_CONFIRMED, by, facts)
    if confirmed.motion is not None:
        settle_motion(confirmed.motion, confirmed, by)
    if confirmed.election is not None:
        settle_election(meeting, confirmed.election, confirmed, by)
    return confirmed


def why_not_confirm(vote: Vote, by: User) -> Refusal | None:
    """Why somebody cannot confirm this vote: not counted, not the chair, or it is their own count."""
    if vote.state != Vote.State.COUNTED:
        return NOT_COUNTED
    refusal = hall.why_not_chair(vote.meeting, by)
    if refusal is not None:
        return refusal
    entered = OpenBallot.objects.filter(vote=vote, entered_by=by).exists()
    counted = PaperCount.objects.filter(vote=vote, entered_by=by).exists()
    return FOUR_EYES if vote.ended_by_id == by.pk or entered or counted else None


def _why_not_casting(vote: Vote, casting: Choice | None) -> Refusal | None:
    if vote.outcome != Vote.Outcome.TIED:
        return CASTING_UNASKED if casting else None
    return None if casting in {Choice.YES, Choice.NO} else CASTING_MISSING
