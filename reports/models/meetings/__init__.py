"""Meetings and conferences: who has a vote, what was moved, how it was voted, what was adopted."""

from reports.models.meetings.elections import Candidate, Election, Panel
from reports.models.meetings.meeting import AgendaDocument, AgendaItem, MajorityRule, Meeting
from reports.models.meetings.motions import Motion, MotionText
from reports.models.meetings.record import (
    AdoptedText,
    AdoptedVersion,
    FinalStatement,
    MeetingEvent,
    StatementVersion,
)
from reports.models.meetings.seats import Presence, Seat, SeatTerm
from reports.models.meetings.voting import OpenBallot, PaperCount, SecretCount, Vote, VotedSeat

__all__ = [
    "AdoptedText",
    "AdoptedVersion",
    "AgendaDocument",
    "AgendaItem",
    "Candidate",
    "Election",
    "FinalStatement",
    "MajorityRule",
    "Meeting",
    "MeetingEvent",
    "Motion",
    "MotionText",
    "OpenBallot",
    "Panel",
    "PaperCount",
    "Presence",
    "Seat",
    "SeatTerm",
    "SecretCount",
    "StatementVersion",
    "Vote",
    "VotedSeat",
]
