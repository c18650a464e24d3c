"""What the pages of a meeting show besides its rows."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from interior_portal.ui.components import State, Tab
from reports.models import Meeting, Motion, Vote
from reports.queries.meetings import business, hall
from reports.rules.differences import Piece, differences
from reports.views.meetings.reading import Reader

TABS = (
    ("meeting", _("Agenda")),
    ("meeting_seats", _("Seats and hall")),
    ("meeting_minutes", _("Minutes")),
    ("meeting_statement", _("Final statement")),
)
MEETING_STATES: Mapping[str, State] = {
    Meeting.State.PREPARED: "draft",
    Meeting.State.CALLED: "waiting",
    Meeting.State.OPEN: "waiting",
    Meeting.State.CLOSED: "paused",
    Meeting.State.CONCLUDED: "done",
}
MOTION_STATES: Mapping[str, State] = {
    Motion.State.MOVED: "waiting",
    Motion.State.ADOPTED: "done",
    Motion.State.NOT_ADOPTED: "refused",
    Motion.State.WITHDRAWN: "paused",
}


def frame(reader: Reader, current: str = "meeting") -> dict[str, Any]:
    """What every page of a meeting has: its heading, tabs, the hall now, the vote that is open. Four queries."""
    meeting = reader.meeting
    return {
        "meeting": meeting,
        "reader": reader,
        "tabs": [
            Tab(label, reverse(f"reports:{name}", args=[meeting.reference]), name == current)
            for name, label in TABS
        ],
        "there": hall.attendance(meeting),
        "open_vote": business.find_open_vote(meeting),
        "state": MEETING_STATES[meeting.state],
    }


def vote_state(vote: Vote) -> tuple[State, str]:
    """Colour and word of a vote: what came of it, or where it stands."""
    if vote.state == Vote.State.STOPPED:
        return "paused", gettext("stopped, nothing was counted")
    if vote.state == Vote.State.OPEN:
        return "waiting", gettext("open")
    if vote.state == Vote.State.COUNTED:
        return "waiting", gettext("waits for the chair")
    if vote.election_id:
        return "done", gettext("confirmed by the chair")
    word = str(Vote.Outcome(vote.outcome).label)
    return ("done" if vote.outcome == Vote.Outcome.ADOPTED else "refused"), word


@dataclass(frozen=True, slots=True)
class Compared:
    """A text in both languages beside an older one, by words."""

    before: int
    after: int
    ar: list[Piece]
    kmr: list[Piece]


def compared(before: Any, after: Any) -> Compared:
    """Two versions of the same text, which have `version`, `text_ar` and `text_kmr`."""
    return Compared(
        before.version,
        after.version,
        differences(before.text_ar, after.text_ar),
        differences(before.text_kmr, after.text_kmr),
    )
