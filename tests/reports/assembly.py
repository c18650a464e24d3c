"""A meeting for tests, which reaches a state only through the real actions."""

import datetime as dt
import uuid
from typing import Any

from interior_portal.accounts.models import User
from interior_portal.shared import clock
from reports.actions.meetings import calling, counting, electing, hall, moving, voting
from reports.models import AgendaItem, Election, Meeting, Motion, Seat, Vote
from reports.models.meetings.voting import Choice
from reports.queries.meetings import business
from tests.cast import Cast

YES, NO, ABSTAIN = Choice.YES, Choice.NO, Choice.ABSTAIN


class Assembly:
    """Five seats (chair, co-chair, head, vehicle_head, officer), of which more than half are the quorum."""

    SITTERS = ("chair", "co_chair", "head", "vehicle_head", "officer")

    def __init__(self, cast: Cast, **facts: Any) -> None:
        self.cast = cast
        self.by: User = cast.secretary
        majorities = facts.pop("majorities", {})
        self.meeting = calling.plan(
            unit=cast.unit("authority"),
            facts={
                "kind": Meeting.Kind.CONFERENCE,
                "title_ar": "مؤتمر قوى الأمن الداخلي",
                "title_kmr": "Konferansa Hêzên Ewlehiya Hundirîn",
                "title_en": "Conference of the Internal Security Forces",
                "year": clock.today().year,
                "place": "القامشلي",
                "starts_on": clock.today(),
                "ends_on": clock.today() + dt.timedelta(days=1),
                **facts,
            },
            majorities=majorities,
            by=self.by,
            key=uuid.uuid4(),
        )
        self.item = self.add_item()
        self.seats = [self.add_seat(cast[code]) for code in self.SITTERS]

    def add_item(self, title: str = "النظام الداخلي") -> AgendaItem:
        titles = {"title_ar": title, "title_kmr": "Pêrewa navxweyî", "title_en": ""}
        return calling.add_item(meeting=self.meeting, titles=titles, by=self.by)

    def add_seat(self, user: User) -> Seat:
        return hall.add_seat(meeting=self.meeting, holder=user, speaks_for="", by=self.by)

    def again(self) -> Meeting:
        found = business.find_meeting(self.meeting.reference)
        assert found is not None
        return found

    def opened(self, present: int = 5) -> "Assembly":
        """Called and open, with so many seats in the hall."""
        calling.call(meeting=self.meeting, by=self.by)
        for seat in self.seats[:present]:
            hall.arrive(seat=seat, by=self.by)
        calling.open_meeting(meeting=self.meeting, by=self.by)
        return self

    def motion(self, text: str = "نص أول", **facts: Any) -> Motion:
        said = {"text_ar": text, "text_kmr": f"Nivîs {text}"}
        titles = {"title_ar": "مقترح", "title_kmr": "Pêşniyar", "title_en": "Proposal"}
        chosen = {"kind": Motion.Kind.PROPOSAL, "item": self.item, **titles, **facts}
        seats = {"mover": self.seats[0], "seconder": self.seats[1]}
        return moving.move(
            meeting=self.meeting,
            facts={**seats, **chosen},
            text=said,
            by=self.by,
            key=uuid.uuid4(),
        )

    def vote(self, motion: Motion | None = None, *, is_secret: bool = False) -> Vote:
        return voting.open_vote(motion=motion or self.motion(), is_secret=is_secret, by=self.by)

    def say(self, vote: Vote, choices: str) -> None:
        """`+-0`: what the seats say, in their order; a space says nothing."""
        words = {"+": YES, "-": NO, "0": ABSTAIN}
        for seat, sign in zip(self.seats, choices, strict=False):
            if sign != " ":
                voting.cast(vote=vote, by=seat.holder, choice=words[sign])

    def end(self, vote: Vote) -> Vote:
        return counting.end_vote(vote=vote, by=self.by)

    def confirm(self, vote: Vote, casting: Choice | None = None) -> Vote:
        return counting.confirm_vote(vote=vote, by=self.cast.chair, casting=casting)

    def decided(self, motion: Motion, choices: str = "+++++", *, is_secret: bool = False) -> Vote:
        vote = self.vote(motion, is_secret=is_secret)
        self.say(vote, choices)
        return self.confirm(self.end(vote))

    def election(self, candidates: int = 3, **facts: Any) -> Election:
        titles = {"title_ar": "انتخاب الديوان", "title_kmr": "Hilbijartina dîwanê", "title_en": ""}
        election = electing.plan_election(
            meeting=self.meeting,
            facts={**titles, "places": 2, "item": self.item, **facts},
            by=self.by,
            key=uuid.uuid4(),
        )
        for seat in self.seats[:candidates]:
            electing.nominate(election=election, user=seat.holder, by=self.by)
        return election

    def round(self, election: Election, marks: list[list[int]]) -> Vote:
        """A round in which the seats mark candidates by their place among them; confirmed."""
        vote = voting.open_round(election=election, by=self.by)
        keys = [candidate.pk for candidate in business.candidates(election)]
        for seat, chosen in zip(self.seats, marks, strict=False):
            voting.cast(vote=vote, by=seat.holder, marks=[keys[place] for place in chosen])
        return self.confirm(self.end(vote))
