"""Taking votes. What a secret ballot says and who cast it stand in tables that nothing joins.

`VotedSeat` has no number and no time of its own, `SecretCount` is one sum for each choice, all of them written
anew with every ballot: whichever transaction a row shows is the same for all choices. When the vote ends, the
list of seats is written again in the order of the hall.
"""

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from interior_portal.accounts.models import User
from interior_portal.audit import append_only
from interior_portal.payments import kept
from interior_portal.shared import clock
from reports.models.meetings.elections import Candidate, Election
from reports.models.meetings.meeting import MajorityRule, Meeting
from reports.models.meetings.motions import Motion
from reports.models.meetings.seats import Seat
from reports.rules import meetings as law

_ONLY_WHILE_OPEN = """
IF (SELECT state FROM reports_vote WHERE id = {row}.vote_id) <> 'OPEN' THEN
    RAISE EXCEPTION 'pgtrigger: % of an ended vote', TG_TABLE_NAME;
END IF;
RETURN {row};
"""


def _fixed_with_the_vote() -> list[pgtrigger.Trigger]:
    """Rows come, change and go while their vote is open, and never after."""
    return [
        pgtrigger.Trigger(
            name="only_while_open",
            when=pgtrigger.Before,
            operation=pgtrigger.Insert | pgtrigger.Update,
            func=_ONLY_WHILE_OPEN.format(row="NEW"),
        ),
        pgtrigger.Trigger(
            name="stays_when_ended",
            when=pgtrigger.Before,
            operation=pgtrigger.Delete,
            func=_ONLY_WHILE_OPEN.format(row="OLD"),
        ),
    ]


class Choice(models.TextChoices):
    YES = law.Choice.YES.value, _("Yes")
    NO = law.Choice.NO.value, _("No")
    ABSTAIN = law.Choice.ABSTAIN.value, _("I abstain")


class Vote(models.Model):
    """One taking of votes, about a motion or a round of an election. One at a time in a meeting."""

    class State(models.TextChoices):
        OPEN = "OPEN", _("open")
        COUNTED = "COUNTED", _("counted")
        CONFIRMED = "CONFIRMED", _("confirmed by the chair")
        STOPPED = "STOPPED", _("stopped, nothing was counted")

    class Stop(models.TextChoices):
        QUORUM = "QUORUM", _("The quorum was lost.")
        CHAIR = "CHAIR", _("It was stopped by the table of the meeting.")

    class Outcome(models.TextChoices):
        ADOPTED = law.Outcome.ADOPTED.value, _("adopted")
        NOT_ADOPTED = law.Outcome.NOT_ADOPTED.value, _("not adopted")
        TIED = law.Outcome.TIED.value, _("equal votes: the chair decides")

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="votes")
    motion = models.ForeignKey(Motion, models.PROTECT, null=True, related_name="votes")
    election = models.ForeignKey(Election, models.PROTECT, null=True, related_name="votes")
    # Of the text that is voted on, or of the round of an election.
    version = models.PositiveSmallIntegerField()
    places = models.PositiveSmallIntegerField(default=1)
    number = models.PositiveSmallIntegerField()
    is_secret = models.BooleanField()
    majority = models.CharField(max_length=10, choices=MajorityRule.Kind.choices, blank=True)
    state = models.CharField(max_length=9, choices=State.choices, default=State.OPEN)
    seats = models.PositiveSmallIntegerField()
    quorum_needed = models.PositiveSmallIntegerField()
    present_at_opening = models.PositiveSmallIntegerField()
    present_at_end = models.PositiveSmallIntegerField(null=True)
    opened_at = models.DateTimeField(default=clock.now)
    opened_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    stop = models.CharField(max_length=10, choices=Stop.choices, blank=True)
    ballots = models.PositiveSmallIntegerField(null=True)
    yes = models.PositiveSmallIntegerField(null=True)
    no = models.PositiveSmallIntegerField(null=True)
    abstain = models.PositiveSmallIntegerField(null=True)
    outcome = models.CharField(max_length=11, choices=Outcome.choices, blank=True)
    casting = models.CharField(max_length=7, choices=Choice.choices, blank=True)
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("vote")
        verbose_name_plural = _("votes")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "number"], name="vote_number_once"),
            models.UniqueConstraint(
                fields=["meeting"], condition=Q(state="OPEN"), name="vote_one_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(motion__isnull=False, election__isnull=True)
                | Q(motion__isnull=True, election__isnull=False, is_secret=True),
                name="vote_about_one_thing",
            ),
            models.CheckConstraint(
                condition=Q(
                    state="OPEN", ended_at__isnull=True, ended_by__isnull=True, stop="", outcome=""
                )
                | Q(~Q(stop=""), state="STOPPED", ended_at__isnull=False, outcome="")
                | Q(
                    state__in=("COUNTED", "CONFIRMED"),
                    ended_at__isnull=False,
                    ended_by__isnull=False,
                    present_at_end__gte=F("quorum_needed"),
                    stop="",
                ),
                name="vote_ends_in_one_way",
            ),
            models.CheckConstraint(
                condition=Q(state__in=("OPEN", "STOPPED"), ballots__isnull=True, yes__isnull=True)
                | Q(state__in=("COUNTED", "CONFIRMED"), ballots__isnull=False),
                name="vote_counted_or_not",
            ),
            models.CheckConstraint(
                condition=Q(yes__isnull=True, no__isnull=True, abstain__isnull=True)
                | Q(ballots=F("yes") + F("no") + F("abstain")),
                name="vote_sums_to_its_ballots",
            ),
            models.CheckConstraint(
                condition=Q(state="CONFIRMED", confirmed_at__isnull=False)
                & Q(confirmed_by__isnull=False)
                & ~Q(confirmed_by=F("ended_by"))
                | ~Q(state="CONFIRMED") & Q(confirmed_at__isnull=True, confirmed_by__isnull=True),
                name="vote_confirmed_by_another",
            ),
            models.CheckConstraint(
                condition=Q(casting="") | Q(is_secret=False, yes=F("no")),
                name="vote_casting_only_for_open_ties",
            ),
        ]
        triggers = [
            *kept.never_deleted(),
            pgtrigger.Protect(
                name="ended_votes_stay",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__state__in=("CONFIRMED", "STOPPED")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.meeting_id}: {self.number}"

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN

    @property
    def subject(self) -> Motion | Election:
        """What it is about."""
        subject = self.motion or self.election
        if subject is None:
            raise ValueError("a vote is about a motion or an election")
        return subject


class OpenBallot(models.Model):
    """One seat's word in an open vote, by name; `entered_by` is the secretary where somebody has no phone."""

    vote = models.ForeignKey(Vote, models.PROTECT, related_name="open_ballots")
    seat = models.ForeignKey(Seat, models.PROTECT, related_name="+")
    cast_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    entered_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    choice = models.CharField(max_length=7, choices=Choice.choices)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = _("open ballot")
        verbose_name_plural = _("open ballots")
        constraints = [models.UniqueConstraint(fields=["vote", "seat"], name="open_ballot_once")]
        triggers = append_only.triggers()

    def __str__(self) -> str:
        return f"{self.vote_id}: {self.seat_id}"


class VotedSeat(models.Model):
    """That a seat has voted in a secret vote; never what, never when."""

    pk = models.CompositePrimaryKey("vote_id", "seat_id")
    vote = models.ForeignKey(Vote, models.PROTECT, related_name="voted")
    seat = models.ForeignKey(Seat, models.PROTECT, related_name="+")
    is_on_paper = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("seat that has voted")
        verbose_name_plural = _("seats that have voted")
        triggers = _fixed_with_the_vote()

    def __str__(self) -> str:
        return f"{self.vote_id}: {self.seat_id}"


class _Counted(models.Model):
    """A sum for one choice, or for one candidate."""

    choice = models.CharField(max_length=7, choices=Choice.choices, blank=True)
    candidate = models.ForeignKey(Candidate, models.PROTECT, null=True, related_name="+")
    count = models.PositiveSmallIntegerField(default=0)

    class Meta:
        abstract = True


class SecretCount(_Counted):
    """Ballots cast on devices."""

    vote = models.ForeignKey(Vote, models.PROTECT, related_name="secret_counts")

    class Meta:
        verbose_name = _("sum of secret ballots")
        verbose_name_plural = _("sums of secret ballots")
        constraints = [
            models.UniqueConstraint(
                fields=["vote", "choice", "candidate"],
                name="secret_count_once",
                nulls_distinct=False,
            )
        ]
        triggers = _fixed_with_the_vote()

    def __str__(self) -> str:
        return f"{self.vote_id}: {self.choice or self.candidate_id}"


class PaperCount(_Counted):
    """Ballots counted by hand, and who entered them."""

    vote = models.ForeignKey(Vote, models.PROTECT, related_name="paper_counts")
    entered_by = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("sum of paper ballots")
        verbose_name_plural = _("sums of paper ballots")
        constraints = [
            models.UniqueConstraint(
                fields=["vote", "choice", "candidate"],
                name="paper_count_once",
                nulls_distinct=False,
            )
        ]
        triggers = _fixed_with_the_vote()

    def __str__(self) -> str:
        return f"{self.vote_id}: {self.choice or self.candidate_id}"
