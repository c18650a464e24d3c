"""Votes: who may, what is counted, what a tie, a lost quorum and an amendment do."""

import datetime as dt
from functools import partial

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.models.expressions import RawSQL

from interior_portal.audit.models import AuditEntry
from interior_portal.shared import clock
from interior_portal.shared.refusals import Refused
from reports.actions.meetings import calling, counting, following, hall, moving, voting
from reports.models import (
    AdoptedVersion,
    Meeting,
    MeetingEvent,
    Motion,
    OpenBallot,
    PaperCount,
    SecretCount,
    Vote,
    VotedSeat,
)
from reports.models.meetings.voting import Choice
from reports.queries.meetings import business
from reports.queries.meetings import hall as reading
from reports.rules import meetings as law
from tests.cast import Cast
from tests.reports.assembly import ABSTAIN, NO, YES, Assembly

pytestmark = pytest.mark.django_db


@pytest.fixture
def assembly(cast: Cast) -> Assembly:
    return Assembly(cast).opened()


def refused(call: object) -> str:
    assert callable(call)
    with pytest.raises(Refused) as error:
        call()
    return error.value.refusal.code


def test_a_meeting_opens_with_its_quorum_and_not_before(cast: Cast) -> None:
    assembly = Assembly(cast)
    assert refused(lambda: calling.open_meeting(meeting=assembly.meeting, by=assembly.by)) == (
        "meeting_not_in_state"
    )
    calling.call(meeting=assembly.meeting, by=assembly.by)
    for seat in assembly.seats[:2]:
        hall.arrive(seat=seat, by=assembly.by)
    with pytest.raises(Refused) as error:
        calling.open_meeting(meeting=assembly.meeting, by=assembly.by)
    assert error.value.refusal.params == {"present": 2, "seats": 5, "needed": 3}
    hall.arrive(seat=assembly.seats[2], by=assembly.by)
    calling.open_meeting(meeting=assembly.meeting, by=assembly.by)
    assert assembly.again().state == Meeting.State.OPEN


def test_only_who_keeps_the_meeting_keeps_it(cast: Cast) -> None:
    assembly = Assembly(cast)
    for somebody in (cast.chair, cast.head, cast.auditor, cast.officer):
        assert refused(lambda by=somebody: calling.call(meeting=assembly.meeting, by=by)) == (
            "not_permitted"
        )


def test_an_open_vote_is_counted_by_name_and_confirmed_by_the_chair(assembly: Assembly) -> None:
    motion = assembly.motion()
    vote = assembly.vote(motion)
    assembly.say(vote, "++-0 ")
    counted = assembly.end(vote)
    assert (counted.yes, counted.no, counted.abstain, counted.ballots) == (2, 1, 1, 4)
    assert Motion.objects.get(pk=motion.pk).state == Motion.State.MOVED
    assert refused(lambda: counting.confirm_vote(vote=vote, by=assembly.by)) == "not_the_chair"
    confirmed = assembly.confirm(counted)
    assert confirmed.outcome == Vote.Outcome.ADOPTED
    assert Motion.objects.get(pk=motion.pk).state == Motion.State.ADOPTED
    assert AdoptedVersion.objects.get(motion=motion).text_ar == "نص أول"
    assert refused(lambda: assembly.confirm(vote)) == "vote_not_counted"


def test_one_ballot_for_each_seat_and_only_from_the_hall(assembly: Assembly) -> None:
    vote, cast = assembly.vote(), assembly.cast
    voting.cast(vote=vote, by=cast.chair, choice=YES)
    hall.leave(seat=assembly.seats[4], by=assembly.by)
    codes = {"chair": "already_voted", "officer": "not_in_the_hall", "auditor": "no_seat"}
    for code, reason in codes.items():
        by = cast[code]
        assert refused(lambda by=by: voting.cast(vote=vote, by=by, choice=NO)) == reason
    assert list(OpenBallot.objects.values_list("choice", flat=True)) == ["YES"]
    assembly.end(vote)
    assert refused(lambda: voting.cast(vote=vote, by=cast.head, choice=NO)) == "no_vote_open"


@pytest.mark.parametrize(
    ("has_casting_vote", "casting", "outcome"),
    [(False, None, "NOT_ADOPTED"), (True, YES, "ADOPTED"), (True, NO, "NOT_ADOPTED")],
)
def test_a_tie_is_lost_unless_the_chair_may_decide_it(
    cast: Cast, *, has_casting_vote: bool, casting: Choice | None, outcome: str
) -> None:
    assembly = Assembly(cast, has_casting_vote=has_casting_vote).opened()
    vote = assembly.vote()
    assembly.say(vote, "++--0")
    counted = assembly.end(vote)
    assert counted.outcome == ("TIED" if has_casting_vote else "NOT_ADOPTED")
    wrong = None if has_casting_vote else YES
    assert refused(lambda: assembly.confirm(counted, wrong)).startswith("casting_")
    assert assembly.confirm(counted, casting).outcome == outcome


def test_no_chair_decides_a_tie_of_a_secret_vote(cast: Cast) -> None:
    assembly = Assembly(cast, has_casting_vote=True).opened()
    vote = assembly.vote(is_secret=True)
    assembly.say(vote, "++--0")
    assert assembly.end(vote).outcome == "NOT_ADOPTED"


@pytest.mark.parametrize(
    ("majority", "choices", "outcome"),
    [
        ("SIMPLE", "+-000", "NOT_ADOPTED"),
        ("SIMPLE", "+0000", "ADOPTED"),
        ("ABSOLUTE", "++000", "NOT_ADOPTED"),
        ("ABSOLUTE", "+++--", "ADOPTED"),
        ("TWO_THIRDS", "+++--", "NOT_ADOPTED"),
        ("TWO_THIRDS", "++-00", "ADOPTED"),
    ],
)
def test_the_rule_of_the_meeting_says_which_majority(
    cast: Cast, majority: str, choices: str, outcome: str
) -> None:
    assembly = Assembly(cast, majorities={"PROPOSAL": majority}).opened()
    assert assembly.decided(assembly.motion(), choices).outcome == outcome


def test_a_quorum_lost_while_a_vote_is_open_stops_it_and_nothing_is_counted(cast: Cast) -> None:
    assembly = Assembly(cast).opened(present=3)
    motion = assembly.motion()
    vote = assembly.vote(motion, is_secret=True)
    assembly.say(vote, "+-+")
    stopped = hall.leave(seat=assembly.seats[0], by=assembly.by)
    assert stopped is not None
    assert (stopped.state, stopped.stop, stopped.yes) == ("STOPPED", "QUORUM", None)
    assert not SecretCount.objects.filter(vote=vote).exists()
    assert refused(lambda: assembly.vote(motion)) == "no_quorum"
    hall.arrive(seat=assembly.seats[0], by=assembly.by)
    assert assembly.decided(motion, "+++").outcome == "ADOPTED"


def test_a_quorum_that_is_gone_when_the_vote_ends_stops_it(assembly: Assembly) -> None:
    vote = assembly.vote()
    assembly.say(vote, "+++++")
    Vote.objects.filter(pk=vote.pk).update(quorum_needed=6)  # as if a seat had gone unseen
    ended = assembly.end(vote)
    assert (ended.state, ended.ballots) == ("STOPPED", None)


def test_whoever_is_stood_in_for_has_no_vote_meanwhile(assembly: Assembly) -> None:
    cast, seat = assembly.cast, assembly.seats[2]
    taken = refused(lambda: hall.deputise(seat=seat, deputy=cast.chair, by=assembly.by))
    assert taken == "has_a_seat"
    hall.deputise(seat=seat, deputy=cast.auditor, by=assembly.by)
    assert not reading.is_present(seat)
    hall.arrive(seat=seat, by=assembly.by)
    vote = assembly.vote()
    voting.cast(vote=vote, by=cast.auditor, choice=YES)
    assert refused(lambda: voting.cast(vote=vote, by=cast.head, choice=YES)) == "no_seat"
    assert refused(lambda: hall.return_seat(seat=seat, by=assembly.by)) == "vote_is_open"
    assembly.end(vote)
    hall.return_seat(seat=seat, by=assembly.by)
    assert reading.find_seat_of(assembly.again(), cast.head) == seat
    assert reading.find_seat_of(assembly.again(), cast.auditor) is None


def test_the_secretary_enters_an_open_vote_by_hand_and_cannot_confirm_it(cast: Cast) -> None:
    assembly = Assembly(cast).opened()
    vote = assembly.vote()
    assembly.say(vote, "++++")
    voting.enter_for(vote=vote, seat=assembly.seats[4], choice=NO, by=assembly.by)
    entered = OpenBallot.objects.get(vote=vote, seat=assembly.seats[4])
    assert (entered.cast_by, entered.entered_by) == (cast.officer, cast.secretary)
    assert refused(lambda: voting.cast(vote=vote, by=cast.officer, choice=YES)) == "already_voted"
    counted = assembly.end(vote)
    assert (counted.yes, counted.no) == (4, 1)
    assert counting.why_not_confirm(counted, cast.secretary) == reading.NOT_THE_CHAIR
    counted.ended_by = cast.chair
    assert counting.why_not_confirm(counted, cast.chair) == counting.FOUR_EYES
    assert counting.why_not_confirm(counted, cast.co_chair) is None


def test_nobody_enters_a_secret_ballot_for_another_but_paper_is_counted(cast: Cast) -> None:
    assembly = Assembly(cast).opened()
    vote, by = assembly.vote(is_secret=True), assembly.by
    seats = assembly.seats
    by_hand = refused(lambda: voting.enter_for(vote=vote, seat=seats[0], choice=YES, by=by))
    assert by_hand == "by_hand_not_secret"
    assembly.say(vote, "+-")
    voting.give_paper(vote=vote, seat=seats[2], by=by)
    assert refused(lambda: voting.cast(vote=vote, by=cast.head, choice=YES)) == "already_voted"
    assert refused(lambda: assembly.end(vote)) == law.LONE_PAPER.code
    voting.give_paper(vote=vote, seat=seats[3], by=by)
    assert refused(lambda: assembly.end(vote)) == law.PAPERS_DIFFER.code
    voting.enter_papers(vote=vote, choices={"YES": 1, "NO": 0, "ABSTAIN": 1}, marks={}, by=by)
    counted = assembly.end(vote)
    assert (counted.yes, counted.no, counted.abstain) == (2, 1, 1)
    assert PaperCount.objects.filter(vote=vote, entered_by=cast.secretary).count() == 3


def test_amendments_are_voted_first_in_the_order_of_the_chair(assembly: Assembly) -> None:
    motion = assembly.motion("تجتمع الهيئة كل سنة")
    near = assembly.motion("تجتمع الهيئة كل سنتين", amends=motion)
    far = assembly.motion("تجتمع الهيئة كل شهر", amends=motion)
    moving.order_amendments(
        motion=motion, numbers=[far.number, near.number], by=assembly.cast.chair
    )
    assert refused(lambda: assembly.vote(motion)) == "amendments_first"
    assert refused(lambda: assembly.vote(near)) == "amendments_first"
    assembly.decided(far, "++---")
    assembly.decided(near, "+++++")
    text = business.current_text(motion)
    assert (text.version, text.text_ar, text.amendment) == (2, "تجتمع الهيئة كل سنتين", near)
    assembly.decided(motion)
    adopted = AdoptedVersion.objects.get()
    assert (adopted.motion, adopted.text_ar) == (motion, "تجتمع الهيئة كل سنتين")


def test_an_amendment_against_an_older_text_is_worded_anew_first(assembly: Assembly) -> None:
    motion = assembly.motion()
    first, second = (assembly.motion(f"تعديل {n}", amends=motion) for n in (1, 2))
    assembly.decided(first)
    assert refused(lambda: assembly.vote(second)) == "text_has_changed"
    text = {"text_ar": "تعديل جديد", "text_kmr": "Guhertina nû"}
    moving.reword(motion=second, text=text, by=assembly.by)
    assembly.decided(second)
    assert business.current_text(motion).text_ar == "تعديل جديد"


def test_bylaws_that_change_get_a_further_version(assembly: Assembly) -> None:
    first = assembly.motion("مادة 1", kind=Motion.Kind.BYLAWS)
    assembly.decided(first)
    bylaws = AdoptedVersion.objects.get(motion=first).text
    second = assembly.motion("مادة 1 معدلة", kind=Motion.Kind.BYLAWS, changes=bylaws)
    assembly.decided(second)
    versions = AdoptedVersion.objects.filter(text=bylaws).values_list("version", "text_ar")
    assert list(versions) == [(1, "مادة 1"), (2, "مادة 1 معدلة")]


def test_a_motion_is_seconded_by_another_and_withdrawn_with_its_amendments(
    assembly: Assembly,
) -> None:
    alone = refused(lambda: assembly.motion(seconder=assembly.seats[0]))
    assert alone == "seconded_by_another"
    motion = assembly.motion()
    amendment = assembly.motion(amends=motion)
    moving.withdraw(motion=motion, by=assembly.by)
    states = Motion.objects.filter(pk__in=(motion.pk, amendment.pk)).values_list("state", flat=True)
    assert set(states) == {"WITHDRAWN"}
    assert refused(lambda: assembly.vote(motion)) == "motion_settled"


def test_an_adopted_recommendation_goes_into_the_year_once(assembly: Assembly) -> None:
    unit, due_on = assembly.cast.unit("traffic"), clock.today() + dt.timedelta(days=400)
    follow = partial(following.follow_up, unit=unit, due_on=due_on, by=assembly.by)
    motion = assembly.motion("دورات تدريبية", kind=Motion.Kind.RECOMMENDATION)
    assert refused(partial(follow, motion=motion)) == "not_to_follow"
    assembly.decided(motion)
    made = follow(motion=motion)
    year = assembly.meeting.year
    assert (made.meeting_year, made.year, made.number) == (year, year + 1, 1)
    assert (made.text_ar, made.unit, made.motion) == ("دورات تدريبية", unit, motion)
    assert refused(partial(follow, motion=motion)) == "not_to_follow"


# --- secrecy ----------------------------------------------------------------------------------------


def columns(model: type[SecretCount | VotedSeat]) -> set[str]:
    return {field.name for field in model._meta.get_fields() if field.concrete}


def test_nothing_joins_a_secret_ballot_to_its_seat(assembly: Assembly) -> None:
    """No number, no time, no transaction of a row that would tell, nor any line of a ledger."""
    vote = assembly.vote(is_secret=True)
    told, noted = MeetingEvent.objects.count(), AuditEntry.objects.count()
    for code, choice in (("officer", NO), ("head", YES), ("chair", ABSTAIN)):
        voting.cast(vote=vote, by=assembly.cast[code], choice=choice)
    assert (MeetingEvent.objects.count(), AuditEntry.objects.count()) == (told, noted)
    assert columns(VotedSeat) == {"vote", "seat", "is_on_paper"}
    assert columns(SecretCount) == {"id", "vote", "choice", "candidate", "count"}
    assert len(set(commands(SecretCount))) == 1
    assembly.end(vote)
    assert seats_on_disk() == [seat.pk for seat in assembly.seats if seat.number in {1, 3, 5}]
    assert len(set(commands(VotedSeat))) == 1
    assert not OpenBallot.objects.exists()


def commands(model: type[SecretCount | VotedSeat]) -> list[str]:
    """What wrote each row as it is now: of one transaction, as here, its commands tell as much."""
    rows = model.objects.annotate(command=RawSQL("cmin::text", ()))
    return list(rows.values_list("command", flat=True))


def seats_on_disk() -> list[int]:
    """In the order of the table itself."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT seat_id FROM reports_votedseat ORDER BY ctid")
        return [row[0] for row in cursor.fetchall()]


def test_what_was_counted_stays_as_it_was(assembly: Assembly) -> None:
    vote = assembly.vote(is_secret=True)
    assembly.say(vote, "+++--")
    assembly.confirm(assembly.end(vote))
    changes = (
        "UPDATE reports_secretcount SET count = count + 1",
        "DELETE FROM reports_votedseat",
        "UPDATE reports_vote SET yes = 5, no = 0",
        "DELETE FROM reports_vote",
        "UPDATE reports_meetingevent SET data = '{}'",
    )
    for change in changes:
        with pytest.raises(DatabaseError, match="pgtrigger"), transaction.atomic():
            run(change)
    assert Vote.objects.get(pk=vote.pk).yes == 3


def run(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)
