"""The chairing panel: marks, ties at the boundary, a second round, the lot."""

from functools import partial

import pytest

from interior_portal.shared.refusals import Refused
from reports.actions.meetings import electing, voting
from reports.models import Candidate, Election, Panel
from reports.queries.meetings import business, hall
from tests.cast import Cast
from tests.reports.assembly import Assembly

pytestmark = pytest.mark.django_db


@pytest.fixture
def assembly(cast: Cast) -> Assembly:
    return Assembly(cast).opened()


def refused(call: object) -> str:
    assert callable(call)
    with pytest.raises(Refused) as error:
        call()
    return error.value.refusal.code


def elected(election: Election) -> list[str]:
    rows = Candidate.objects.filter(election=election, elected_in__isnull=False).order_by("pk")
    return [row.user.email or "" for row in rows.select_related("user")]


def test_two_co_chairs_are_elected_and_chair_the_meeting_since(assembly: Assembly) -> None:
    election = assembly.election()
    assembly.round(election, [[0, 2], [0], [2], [0, 1], []])
    cast = assembly.cast
    assert elected(election) == [cast.chair.email, cast.head.email]
    assert set(Panel.objects.values_list("user", flat=True)) == {cast.chair.pk, cast.head.pk}
    assert hall.why_not_chair(assembly.again(), cast.head) is None
    assert hall.why_not_chair(assembly.again(), cast.co_chair) == hall.NOT_THE_CHAIR
    assert refused(lambda: voting.open_round(election=election, by=assembly.by)) == "motion_settled"


def test_equal_votes_at_the_boundary_bring_a_second_round_and_then_the_lot(
    assembly: Assembly,
) -> None:
    election = assembly.election()
    assembly.round(election, [[0, 1], [0, 2], [0], [1], [2]])
    assert elected(election) == [assembly.cast.chair.email]
    keys = [row.pk for row in business.candidates(election)]
    early = refused(
        lambda: electing.draw_lot(
            election=election, winners=[keys[1]], drawn_by="X", by=assembly.cast.chair
        )
    )
    assert early == "no_lot"
    second = voting.open_round(election=election, by=assembly.by)
    assert (second.version, second.places) == (2, 1)
    assert [row.pk for row in business.candidates_of_round(second)] == keys[1:]
    too_many = refused(lambda: voting.cast(vote=second, by=assembly.cast.chair, marks=keys[1:]))
    not_standing = refused(lambda: voting.cast(vote=second, by=assembly.cast.chair, marks=keys[:1]))
    assert (too_many, not_standing) == ("too_many_marks", "not_standing")
    for seat, key in zip(assembly.seats, (keys[1], keys[1], keys[2], keys[2]), strict=False):
        voting.cast(vote=second, by=seat.holder, marks=[key])
    assembly.confirm(assembly.end(second))
    assert refused(lambda: voting.open_round(election=election, by=assembly.by)) == "needs_lot"
    draw(assembly, election, keys[2])
    assert elected(election) == [assembly.cast.chair.email, assembly.cast.head.email]
    drawn = Candidate.objects.get(pk=keys[2])
    assert (drawn.elected_in, drawn.drawn_by) == (2, "أكبر الأعضاء سناً")


def draw(assembly: Assembly, election: Election, key: int) -> None:
    by = assembly.cast.chair
    lot = partial(electing.draw_lot, election=election, winners=[key], by=by)
    assert refused(partial(lot, drawn_by=" ")) == "lot_differs"
    lot(drawn_by="أكبر الأعضاء سناً")


def test_an_election_by_lot_needs_no_second_round(assembly: Assembly) -> None:
    election = assembly.election(tie=Election.Tie.LOT, places=1)
    assembly.round(election, [[0], [1], [0], [1], []])
    assert refused(lambda: voting.open_round(election=election, by=assembly.by)) == "needs_lot"


def test_only_seats_stand_and_nobody_after_the_first_round(assembly: Assembly) -> None:
    election, cast, by = assembly.election(1, places=1), assembly.cast, assembly.by
    codes = {"auditor": "candidate_without_seat", "chair": "stands_already"}
    for code, reason in codes.items():
        user = cast[code]
        found = refused(lambda user=user: electing.nominate(election=election, user=user, by=by))
        assert found == reason
    voting.open_round(election=election, by=by)
    late = refused(lambda: electing.nominate(election=election, user=cast.head, by=by))
    assert late == "round_held"


def test_who_is_beaten_stands_in_no_second_round(assembly: Assembly) -> None:
    election = assembly.election(3, places=1)
    assembly.round(election, [[0], [0], [1], [1], [2]])
    second = voting.open_round(election=election, by=assembly.by)
    keys = [row.pk for row in business.candidates(election)]
    assert [row.pk for row in business.candidates_of_round(second)] == keys[:2]
