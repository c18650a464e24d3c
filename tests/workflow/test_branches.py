"""Branches run side by side and come together once."""

import pytest
from pytest_django import DjangoAssertNumQueries

from interior_portal.shared.refusals import Refused
from interior_portal.workflow import queries, registry
from interior_portal.workflow.models import CaseEvent, Join
from tests.workflow.trial import Cast, refusal_of
from tests.workflow.twofold import CHECKED, Twofold

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("branching")]


def last_event(case: Twofold) -> CaseEvent:
    return CaseEvent.objects.filter(case=case.case_id).latest("seq")


def test_a_fork_puts_an_item_on_every_desk(
    cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    case = Twofold(cast)
    version = case.case.version
    with django_assert_num_queries(3):  # the clock starts
        case.do("submit", cast.traveller, seen=version)
    assert case.case.step == "checking"
    assert case.desks == [("police", "police_check"), ("tax", "tax_check")]
    assert (case.join.step, case.join.expected, case.join.arrived) == ("checking", 2, 0)
    assert case.join.positions == {"police": ["police_check", 2], "tax": ["tax_check", 2]}


def test_a_branch_goes_on_while_the_case_waits(
    cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    case = Twofold(cast).submitted()
    case.claim("police", cast.officer)
    version = case.case.version
    with django_assert_num_queries(2):
        advance = case.do("police_read", cast.officer, seen=version)
    assert advance.step == "police_sign"
    assert case.case.step == "checking"
    assert case.desks == [("police", "police_sign"), ("tax", "tax_check")]
    event = last_event(case)
    assert (event.from_step, event.to_step) == ("police_check", "police_sign")
    assert event.data == {"join": {"arrived": 0, "expected": 2}}


def test_the_last_to_arrive_takes_the_case_on(cast: Cast) -> None:
    case = Twofold(cast).submitted()
    case.do("tax_done", cast.second)
    assert (case.case.step, case.join.arrived) == ("checking", 1)
    assert case.join.positions["tax"] == [None, 3]
    assert case.desks == [("police", "police_check")]
    advance = case.read().do("police_done", cast.second)
    assert advance.step == "decision"
    assert case.case.step == "decision"
    assert case.desks == [("", "decision")]
    assert (case.join.arrived, case.join.closed_at) == (2, last_event(case).at)
    assert last_event(case).to_step == "decision"
    case.do("grant", cast.officer)
    assert case.case.outcome == "granted"
    assert queries.verify_chain(case.case).is_whole


def test_desks_of_different_branches_do_not_stand_in_each_others_way(cast: Cast) -> None:
    case = Twofold(cast).submitted()
    case.claim("police", cast.officer)
    seen = case.case.version
    case.do("tax_done", cast.second, seen=seen)
    case.do("police_read", cast.officer, seen=seen)
    with pytest.raises(Refused) as caught:
        case.do("police_done", cast.second, seen=seen)
    assert refusal_of(caught) == "stale_case"


def test_a_version_that_was_never_shown_is_stale(cast: Cast) -> None:
    case = Twofold(cast).submitted()
    with pytest.raises(Refused) as caught:
        case.do("tax_done", cast.second, seen=case.case.version + 1)
    assert refusal_of(caught) == "stale_case"


def test_a_branch_that_has_arrived_moves_no_more(cast: Cast) -> None:
    case = Twofold(cast).submitted()
    case.do("tax_done", cast.second)
    with pytest.raises(Refused) as caught:
        case.do("tax_done", cast.second)
    assert refusal_of(caught) == "wrong_step"


def test_four_eyes_and_claims_hold_within_a_branch(cast: Cast) -> None:
    case = Twofold(cast).submitted()
    with pytest.raises(Refused) as caught:
        case.do("police_read", cast.officer)
    assert refusal_of(caught) == "not_claimed"
    case.claim("tax", cast.officer)
    with pytest.raises(Refused) as caught:
        case.do("police_read", cast.officer)
    assert refusal_of(caught) == "not_claimed"
    case.read()
    with pytest.raises(Refused) as caught:
        case.do("police_done", cast.officer)
    assert refusal_of(caught) == "four_eyes"


def test_a_withdrawal_takes_it_from_every_desk(cast: Cast) -> None:
    case = Twofold(cast).submitted()
    case.do("tax_done", cast.second)
    case.do("withdraw", cast.traveller)
    assert case.desks == []
    assert (case.join.arrived, case.join.closed_at) == (1, last_event(case).at)
    with pytest.raises(Refused) as caught:
        case.do("police_done", cast.second)
    assert refusal_of(caught) == "wrong_step"


def test_a_second_round_has_a_join_of_its_own(cast: Cast) -> None:
    case = Twofold(cast).submitted()
    case.do("tax_done", cast.second)
    case.read().do("police_done", cast.second)
    case.do("check_again", cast.officer)
    assert case.desks == [("police", "police_check"), ("tax", "tax_check")]
    assert case.join.arrived == 0
    assert Join.objects.filter(case=case.case_id).count() == 2


def test_a_replayed_move_of_a_branch_moves_nothing(cast: Cast) -> None:
    case = Twofold(cast).submitted()
    first = case.do("tax_done", cast.second)
    case.calls -= 1
    again = case.do("tax_done", cast.second, seen=first.version - 1)
    assert (again.replayed, again.step, again.event_seq) == (True, first.step, first.event_seq)
    assert case.join.arrived == 1


def test_branches_hold_in_a_version_this_process_has_not_met(cast: Cast) -> None:
    case = Twofold(cast).submitted()
    registry._versions.clear()
    registry._branches.clear()
    case.claim("police", cast.officer)
    registry._branches.clear()
    case.do("police_read", cast.officer)
    assert case.desks == [("police", "police_sign"), ("tax", "tax_check")]


def test_a_page_offers_what_every_open_branch_allows(
    cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    case = Twofold(cast).submitted()
    kept = case.case
    with django_assert_num_queries(3):
        offered = queries.open_transitions(kept, cast.officer)
    assert {t.code: r.code if r else None for t, r in offered} == {
        "police_read": "not_claimed",
        "tax_done": None,
    }
    assert queries.why_not(kept, "tax_done", cast.officer) is None


def test_a_procedure_with_branches_survives_being_stored() -> None:
    from interior_portal.workflow.definition import as_definition, from_definition

    assert from_definition(as_definition(CHECKED)).sha256 == CHECKED.sha256
