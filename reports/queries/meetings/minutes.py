"""The minutes: what happened in the order in which it did, in sentences of the reader's language."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language, gettext, gettext_noop

from interior_portal.accounts.models import User
from reports.models import AgendaItem, Meeting, MeetingEvent, OpenBallot, Vote
from reports.models.meetings.voting import Choice

MOST_EVENTS = 5000
Kind = MeetingEvent.Kind
Data = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class MinuteLine:
    """One sentence; `votes` are who said what in an open vote, `notes` what was said at an item."""

    at: dt.datetime
    sentence: str
    is_heading: bool = False
    notes: str = ""
    votes: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class _Known:
    """What the sentences name: people, items, votes and who said what by name."""

    people: Mapping[int, str]
    notes: Mapping[int, str]
    votes: Mapping[int, Vote]
    ballots: Mapping[int, tuple[tuple[str, str], ...]]


def minutes(meeting: Meeting) -> list[MinuteLine]:
    """The whole meeting in the active language. Five queries."""
    events = list(MeetingEvent.objects.filter(meeting=meeting).order_by("pk")[:MOST_EVENTS])
    known = _known(meeting, events)
    return [_line(event, known) for event in events]


def _known(meeting: Meeting, events: list[MeetingEvent]) -> _Known:
    keys = {key for event in events for key in _people_in(event.data)}
    rows = User.objects.filter(pk__in=keys)
    votes = Vote.objects.filter(meeting=meeting).select_related("motion", "election")
    return _Known(
        people={user.pk: str(user) for user in rows},
        notes=dict(AgendaItem.objects.filter(meeting=meeting).values_list("position", "notes")),
        votes={vote.number: vote for vote in votes},
        ballots=_ballots(meeting),
    )


def _people_in(data: Data) -> list[int]:
    return [*data.get("users", ()), *([data["user"]] if "user" in data else [])]


def _ballots(meeting: Meeting) -> dict[int, tuple[tuple[str, str], ...]]:
    """Who said what in each open vote, by its number and in the order of the seats."""
    rows = OpenBallot.objects.filter(vote__meeting=meeting).select_related("vote", "cast_by")
    said: dict[int, tuple[tuple[str, str], ...]] = {}
    for row in rows.order_by("vote__number", "seat__number"):
        word = str(Choice(row.choice).label)
        if row.entered_by_id:
            word = gettext("%(choice)s (entered by the secretary)") % {"choice": word}
        line = (str(row.cast_by), word)
        said[row.vote.number] = (*said.get(row.vote.number, ()), line)
    return said


def _line(event: MeetingEvent, known: _Known) -> MinuteLine:
    data = {**event.data, **_words(event.data, known), "kind": event.kind}
    sentence = _TOLD.get(event.kind, _plain)(data, known)
    if event.kind == Kind.ITEM_BEGUN:
        notes = known.notes.get(data["position"], "")
        return MinuteLine(event.at, sentence, is_heading=True, notes=notes)
    if event.kind == Kind.VOTE_COUNTED:
        return MinuteLine(event.at, sentence, votes=known.ballots.get(data["vote"], ()))
    return MinuteLine(event.at, sentence)


def _words(data: Data, known: _Known) -> dict[str, str]:
    """The title in the reader's language, and names for keys."""
    titles = data.get("titles", {})
    return {
        "title": titles.get(get_language() or "ar") or titles.get("ar", ""),
        "names": gettext(", ").join(known.people.get(key, "?") for key in _people_in(data)),
    }


def _vote_subject(data: Data, known: _Known) -> dict[str, Any]:
    return {**data, "title": known.votes[data["vote"]].subject.title}


def _opened_vote(data: Data, _known: _Known) -> str:
    if "election" in data:
        text = gettext(
            "Vote %(vote)s, secret: round %(round)s of the election “%(title)s”. %(present)s of %(seats)s"
            " seats are present, the quorum is %(needed)s."
        )
    elif data["secret"]:
        text = gettext(
            "Vote %(vote)s, secret, about “%(title)s”. %(present)s of %(seats)s seats are present, the"
            " quorum is %(needed)s."
        )
    else:
        text = gettext(
            "Vote %(vote)s, by name, about “%(title)s”. %(present)s of %(seats)s seats are present, the"
            " quorum is %(needed)s."
        )
    return text % data


def _counted(data: Data, known: _Known) -> str:
    facts = _vote_subject(data, known)
    if "yes" not in data:
        return gettext("Vote %(vote)s (“%(title)s”): %(ballots)s ballots were cast.") % facts
    text = gettext(
        "Vote %(vote)s (“%(title)s”): %(yes)s for, %(no)s against, %(abstain)s abstained."
    )
    return text % facts


def _stopped(data: Data, known: _Known) -> str:
    facts = _vote_subject(data, known)
    if data["stop"] == Vote.Stop.QUORUM:
        text = gettext(
            "Vote %(vote)s (“%(title)s”) was stopped: only %(present)s seats are present and %(needed)s"
            " must be. Nothing was counted."
        )
    else:
        text = gettext(
            "Vote %(vote)s (“%(title)s”) was stopped by the table of the meeting. Nothing was counted."
        )
    return text % facts


def _confirmed(data: Data, known: _Known) -> str:
    facts = _vote_subject(data, known)
    vote = known.votes[data["vote"]]
    if vote.election_id:
        return gettext("The chair confirms the count of vote %(vote)s (“%(title)s”).") % facts
    adopted = vote.outcome == Vote.Outcome.ADOPTED
    if data["casting"]:
        text = (
            gettext("The votes are equal. The chair decides for “%(title)s”: it is adopted.")
            if adopted
            else gettext(
                "The votes are equal. The chair decides against “%(title)s”: it is not adopted."
            )
        )
    elif adopted:
        text = gettext("“%(title)s” is adopted. The chair confirms the count.")
    elif vote.yes == vote.no and vote.yes:
        text = gettext(
            "“%(title)s” is not adopted: the votes are equal. The chair confirms the count."
        )
    else:
        text = gettext("“%(title)s” is not adopted. The chair confirms the count.")
    return text % facts


def _moved(data: Data, _known: _Known) -> str:
    if "amends" in data:
        text = gettext(
            "Seat %(seat)s moves amendment %(motion)s to motion %(amends)s: “%(title)s”. Seat %(second)s"
            " seconds it."
        )
    else:
        text = gettext(
            "Seat %(seat)s moves motion %(motion)s: “%(title)s”. Seat %(second)s seconds it."
        )
    return text % data


def _elected(data: Data, _known: _Known) -> str:
    if data["drawn_by"]:
        text = gettext("“%(title)s”: the lot, drawn by %(drawn_by)s, names %(names)s.")
    else:
        text = gettext("“%(title)s”: elected are %(names)s.")
    return text % data


def _plain(data: Data, _known: _Known) -> str:
    return gettext(_SENTENCES[data["kind"]]) % data


_SENTENCES: Mapping[str, str] = {
    Kind.CALLED: gettext_noop("The meeting is called. %(seats)s seats have a vote."),
    Kind.OPENED: gettext_noop(
        "The meeting is opened. %(present)s of %(seats)s seats are present, the quorum is %(needed)s."
    ),
    Kind.CLOSED: gettext_noop("The meeting is closed. %(present)s of %(seats)s seats are present."),
    Kind.ARRIVED: gettext_noop("%(names)s arrives (seat %(seat)s)."),
    Kind.LEFT: gettext_noop("%(names)s leaves (seat %(seat)s)."),
    Kind.DEPUTISED: gettext_noop("%(names)s takes seat %(seat)s as a deputy."),
    Kind.RETURNED: gettext_noop("%(names)s takes seat %(seat)s back."),
    Kind.ITEM_BEGUN: gettext_noop("Item %(position)s: %(title)s"),
    Kind.REWORDED: gettext_noop("Motion %(motion)s (“%(title)s”) is worded anew."),
    Kind.WITHDRAWN: gettext_noop("Motion %(motion)s (“%(title)s”) is withdrawn."),
    Kind.NOMINATED: gettext_noop("%(names)s stands in the election “%(title)s”."),
    Kind.STATEMENT: gettext_noop("The final statement is approved."),
}
_TOLD: Mapping[str, Callable[[Data, _Known], str]] = {
    Kind.MOVED: _moved,
    Kind.VOTE_OPENED: _opened_vote,
    Kind.VOTE_COUNTED: _counted,
    Kind.VOTE_STOPPED: _stopped,
    Kind.VOTE_CONFIRMED: _confirmed,
    Kind.ELECTED: _elected,
}
