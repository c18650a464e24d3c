"""Who holds an item."""

import pytest
from pytest_django import DjangoAssertNumQueries
from time_machine import travel

from interior_portal.shared.refusals import Refused
from interior_portal.workflow import engine
from interior_portal.workflow.models import CaseEvent, WorkItem
from tests.workflow.trial import NOON, Cast, begin, refusal_of


def test_a_decision_needs_the_claim(cast: Cast) -> None:
    case = begin(cast).submit()
    with pytest.raises(Refused) as caught:
        case.do("grant", cast.officer)
    assert refusal_of(caught) == "not_claimed"
    case.claim(cast.second)
    with pytest.raises(Refused) as caught:
        case.do("grant", cast.officer)
    assert refusal_of(caught) == "claimed_by_other"


@travel(NOON, tick=False)
def test_a_claim_names_its_holder_and_leaves_an_event(
    cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    case = begin(cast).submit()
    item, version = case.item, case.case.version
    with django_assert_num_queries(2):
        claim = engine.claim(item_id=item.pk, by=cast.officer)
    assert (claim.item_id, claim.claimed_by_id, claim.claimed_at) == (
        item.pk,
        cast.officer.pk,
        NOON,
    )
    assert (case.item.claimed_by, case.item.claimed_at) == (cast.officer, NOON)
    event = CaseEvent.objects.get(code="workflow.claimed")
    assert (event.seq, event.actor_id, event.role) == (3, cast.officer.pk, "TRIAL_OFFICER")
    assert case.case.version == version
    assert engine.claim(item_id=item.pk, by=cast.officer) == claim
    assert case.case.event_seq == 3


def test_nobody_takes_what_another_holds(cast: Cast) -> None:
    case = begin(cast).taken()
    with pytest.raises(Refused) as caught:
        case.claim(cast.second)
    assert refusal_of(caught) == "claimed_by_other"


@pytest.mark.parametrize("name", ["traveller", "rival", "clerk", "head", "stranger"])
def test_only_who_can_work_on_it_takes_an_item(cast: Cast, name: str) -> None:
    case = begin(cast).submit()
    with pytest.raises(Refused) as caught:
        case.claim(getattr(cast, name))
    assert refusal_of(caught) == "not_permitted"


def test_an_item_that_closed_cannot_be_taken(cast: Cast) -> None:
    case = begin(cast).submit()
    item = case.item
    case.do("withdraw", cast.traveller)
    with pytest.raises(Refused) as caught:
        engine.claim(item_id=item.pk, by=cast.officer)
    assert refusal_of(caught) == "item_closed"
    with pytest.raises(WorkItem.DoesNotExist):
        engine.claim(item_id=0, by=cast.officer)


def test_the_holder_puts_an_item_back(cast: Cast) -> None:
    case = begin(cast).taken()
    engine.release(item_id=case.item.pk, by=cast.officer)
    assert (case.item.claimed_by, case.item.claimed_at) == (None, None)
    event = CaseEvent.objects.get(code="workflow.released")
    assert (event.actor_id, event.data) == (cast.officer.pk, {"held_by": cast.officer.pk})
    with pytest.raises(Refused) as caught:
        engine.release(item_id=case.item.pk, by=cast.officer)
    assert refusal_of(caught) == "not_held"


def test_the_head_and_the_system_put_back_what_another_holds(cast: Cast) -> None:
    case = begin(cast).taken()
    with pytest.raises(Refused) as caught:
        engine.release(item_id=case.item.pk, by=cast.second)
    assert refusal_of(caught) == "claimed_by_other"
    engine.release(item_id=case.item.pk, by=cast.head)
    case.claim(cast.officer)
    engine.release(item_id=case.item.pk, by=None)
    roles = CaseEvent.objects.filter(code="workflow.released").order_by("seq").values_list("role")
    assert list(roles) == [("TRIAL_HEAD",), ("",)]
