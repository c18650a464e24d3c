"""Giving an item to somebody: by the head to anyone who can work on it, by its holder to a colleague."""

import pytest
from pytest_django import DjangoAssertNumQueries
from time_machine import travel

from interior_portal.accounts.models import User
from interior_portal.shared.refusals import Refused
from interior_portal.workflow import engine, queries
from interior_portal.workflow.models import CaseEvent, CaseNote
from tests.workflow.trial import NOON, Cast, begin, end_postings, refusal_of


@travel(NOON, tick=False)
def test_the_head_assigns_an_item_and_the_event_names_both(
    cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    case = begin(cast).taken()
    item, version = case.item, case.case.version
    with django_assert_num_queries(3):
        claim = engine.assign(item_id=item.pk, to=cast.second, by=cast.head)
    assert (claim.claimed_by_id, claim.claimed_at) == (cast.second.pk, NOON)
    assert (case.item.claimed_by, case.case.version) == (cast.second, version)
    event = CaseEvent.objects.get(code="workflow.assigned")
    assert (event.actor_id, event.role) == (cast.head.pk, "TRIAL_HEAD")
    assert event.data == {"from": cast.officer.pk, "to": cast.second.pk}
    assert engine.assign(item_id=item.pk, to=cast.second, by=cast.head) == claim
    assert case.case.event_seq == event.seq
    assert queries.verify_chain(case.case).is_whole
    case.do("grant", cast.second)


def test_what_lies_free_can_be_assigned(cast: Cast) -> None:
    case = begin(cast).submit()
    engine.assign(item_id=case.item.pk, to=cast.officer, by=cast.head)
    assert case.item.claimed_by == cast.officer
    assert CaseEvent.objects.get(code="workflow.assigned").data == {"to": cast.officer.pk}


def test_an_assigned_item_has_no_lease(cast: Cast) -> None:
    case = begin(cast).submit()
    engine.take_next(queues=[case.item.queue], by=cast.officer)
    assert case.item.lease_until is not None
    engine.assign(item_id=case.item.pk, to=cast.officer, by=cast.head)
    item = case.item
    assert item.claimed_by == cast.officer
    assert item.lease_until is None


@pytest.mark.parametrize("name", ["traveller", "clerk", "officer", "stranger"])
def test_only_who_may_put_back_what_others_hold_assigns(cast: Cast, name: str) -> None:
    case = begin(cast).taken()
    with pytest.raises(Refused) as caught:
        engine.assign(item_id=case.item.pk, to=cast.second, by=getattr(cast, name))
    assert refusal_of(caught) == "not_permitted"
    assert case.item.claimed_by == cast.officer


def refused(case_item: int, to: User, by: User) -> str:
    with pytest.raises(Refused) as caught:
        engine.assign(item_id=case_item, to=to, by=by)
    assert to.name in str(caught.value.refusal)
    return refusal_of(caught)


def test_nobody_is_given_what_they_could_not_take(cast: Cast) -> None:
    case = begin(cast).submit()
    for name in ("traveller", "clerk", "head", "stranger"):
        assert refused(case.item.pk, getattr(cast, name), cast.head) == "not_their_work"
    cast.second.is_active = False
    cast.second.save()
    assert refused(case.item.pk, cast.second, cast.head) == "not_their_work"
    end_postings(cast.officer)
    assert refused(case.item.pk, cast.officer, cast.head) == "not_their_work"
    assert case.item.claimed_by is None


def test_nobody_is_given_their_own_case_or_a_second_look_at_their_own_work(cast: Cast) -> None:
    own = begin(cast, key="own", by=cast.officer, applicant=cast.officer)
    own.do("submit", cast.officer)
    assert refused(own.item.pk, cast.officer, cast.head) == "their_own_case"
    proposed = begin(cast, key="proposed").taken()
    proposed.do("propose", cast.officer)
    assert refused(proposed.item.pk, cast.officer, cast.head) == "their_earlier_step"


def test_a_closed_item_is_given_to_nobody(cast: Cast) -> None:
    case = begin(cast).taken()
    item_id = case.item.pk
    case.do("grant", cast.officer)
    with pytest.raises(Refused) as caught:
        engine.assign(item_id=item_id, to=cast.second, by=cast.head)
    assert refusal_of(caught) == "item_closed"
    with pytest.raises(Refused) as caught:
        engine.hand_over(item_id=item_id, to=cast.second, by=cast.officer)
    assert refusal_of(caught) == "item_closed"


def test_the_holder_hands_over_with_a_note(
    cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    case = begin(cast).taken()
    item_id = case.item.pk
    with django_assert_num_queries(4):
        engine.hand_over(item_id=item_id, to=cast.second, by=cast.officer, note=" Call them. ")
    assert case.item.claimed_by == cast.second
    event = CaseEvent.objects.get(code="workflow.handed_over")
    assert (event.actor_id, event.role) == (cast.officer.pk, "TRIAL_OFFICER")
    assert event.data == {"from": cast.officer.pk, "to": cast.second.pk}
    note = CaseNote.objects.get()
    assert (note.case_id, note.text, note.by) == (case.case_id, "Call them.", cast.officer)


def test_only_the_holder_hands_over_and_only_to_a_colleague(cast: Cast) -> None:
    case = begin(cast).submit()
    item_id = case.item.pk

    def hand_over(to: User, by: User) -> str:
        with pytest.raises(Refused) as caught:
            engine.hand_over(item_id=item_id, to=to, by=by, note="Mine")
        return refusal_of(caught)

    assert hand_over(cast.second, cast.officer) == "not_held"
    case.claim(cast.officer)
    assert hand_over(cast.second, cast.head) == "claimed_by_other"
    assert hand_over(cast.stranger, cast.officer) == "not_their_work"
    cast.officer.is_active = False
    cast.officer.save()
    assert hand_over(cast.second, cast.officer) == "not_permitted"
    assert case.item.claimed_by == cast.officer
    assert not CaseNote.objects.exists()
