"""Two at once about one vote, on two connections: each ballot is counted or refused, and none is lost."""

from functools import partial

import pytest

from interior_portal.outbox import relay
from reports.actions.meetings import counting, hall, voting
from reports.models import OpenBallot, Presence, SecretCount, Vote, VotedSeat
from reports.queries.meetings.hall import attendance
from tests.cast import Cast
from tests.reports.assembly import NO, YES, Assembly
from tests.workflow.test_races import at_once, overtaken


@pytest.fixture
def assembly(transactional_db: None, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Assembly:
    monkeypatch.setattr(relay, "nudge", lambda _ids: None)
    return Assembly(cast).opened()


def total(vote: Vote) -> int:
    return sum(SecretCount.objects.filter(vote=vote).values_list("count", flat=True))


def test_a_seat_that_votes_twice_in_parallel_is_counted_once(assembly: Assembly) -> None:
    by = assembly.cast.chair
    open_vote = assembly.vote()
    calls = [partial(voting.cast, vote=open_vote, by=by, choice=c) for c in (YES, NO)]
    assert sorted(map(str, at_once([*calls]))) == ["None", "already_voted"]
    assert OpenBallot.objects.filter(vote=open_vote).count() == 1
    assembly.end(open_vote)
    assembly.confirm(Vote.objects.get(pk=open_vote.pk))
    secret = assembly.vote(is_secret=True)
    calls = [partial(voting.cast, vote=secret, by=by, choice=c) for c in (YES, NO)]
    assert overtaken(*calls) == (None, "already_voted")
    assert (VotedSeat.objects.filter(vote=secret).count(), total(secret)) == (1, 1)


def test_five_phones_at_once_are_five_ballots(assembly: Assembly) -> None:
    vote = assembly.vote(is_secret=True)
    calls = [partial(voting.cast, vote=vote, by=seat.holder, choice=YES) for seat in assembly.seats]
    assert at_once([*calls]) == [None] * 5
    assert assembly.end(vote).yes == 5


def test_a_ballot_that_comes_while_the_vote_ends_is_in_or_refused(assembly: Assembly) -> None:
    by = assembly.cast.chair
    late = assembly.vote(is_secret=True)
    ended, told = overtaken(
        partial(assembly.end, late), partial(voting.cast, vote=late, by=by, choice=YES)
    )
    assert (ended.ballots, told) == (0, "no_vote_open")
    assert not VotedSeat.objects.filter(vote=late).exists()
    assembly.confirm(late)
    early = assembly.vote(is_secret=True)
    overtaken(partial(voting.cast, vote=early, by=by, choice=YES), partial(assembly.end, early))
    assert Vote.objects.get(pk=early.pk).yes == 1


def test_a_vote_is_ended_once_and_confirmed_once(assembly: Assembly) -> None:
    vote = assembly.vote()
    ends = [partial(counting.end_vote, vote=vote, by=assembly.by)] * 2
    states = {str(getattr(found, "state", found)) for found in at_once([*ends])}
    assert states == {"COUNTED", "vote_ended"}
    chairs = (assembly.cast.chair, assembly.cast.co_chair)
    confirms = [partial(counting.confirm_vote, vote=vote, by=chair) for chair in chairs]
    states = {str(getattr(found, "state", found)) for found in at_once([*confirms])}
    assert states == {"CONFIRMED", "vote_not_counted"}


def test_whoever_leaves_while_the_vote_ends_stops_it_first_or_comes_too_late(
    cast: Cast, transactional_db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(relay, "nudge", lambda _ids: None)
    assembly = Assembly(cast).opened(present=3)
    leave = partial(hall.leave, seat=assembly.seats[0], by=assembly.by)
    vote = assembly.vote()
    stopped, told = overtaken(leave, partial(assembly.end, vote))
    assert (stopped.state, told) == ("STOPPED", "vote_ended")
    hall.arrive(seat=assembly.seats[0], by=assembly.by)
    vote = assembly.vote(vote.motion)
    counted, nothing = overtaken(partial(assembly.end, vote), leave)
    assert (counted.state, nothing) == ("COUNTED", None)


def test_a_delegate_and_the_secretary_who_note_the_same_arrival_at_once_note_it_once(
    cast: Cast, transactional_db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(relay, "nudge", lambda _ids: None)
    assembly = Assembly(cast).opened(present=3)
    seat = assembly.seats[4]
    come = partial(hall.come, meeting=assembly.meeting, by=seat.holder)
    arrive = partial(hall.arrive, seat=seat, by=assembly.by)
    assert overtaken(come, arrive) == (seat, "in_the_hall")
    hall.leave(seat=seat, by=assembly.by)
    assert overtaken(arrive, come) == (None, "in_the_hall")
    assert Presence.objects.filter(seat=seat, left_at=None).count() == 1
    assert attendance(assembly.meeting).present == 4


def test_whoever_comes_while_a_vote_is_stopped_is_counted_for_the_next_one(
    cast: Cast, transactional_db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(relay, "nudge", lambda _ids: None)
    assembly = Assembly(cast).opened(present=3)
    vote = assembly.vote()
    late = assembly.seats[4]
    stopped, came = overtaken(
        partial(hall.leave, seat=assembly.seats[0], by=assembly.by),
        partial(hall.come, meeting=assembly.meeting, by=late.holder),
    )
    assert (stopped.state, came) == ("STOPPED", late)
    assert assembly.vote(vote.motion).state == Vote.State.OPEN


def test_one_vote_at_a_time(assembly: Assembly) -> None:
    motions = [assembly.motion(), assembly.motion()]
    calls = [partial(assembly.vote, motion) for motion in motions]
    kinds = {str(getattr(found, "state", found)) for found in at_once([*calls])}
    assert kinds == {"OPEN", "vote_pending"}
