"""Work done for somebody who is absent: both names stand in the event, and four eyes stay four."""

import datetime as dt

import pytest

from interior_portal.accounts.models import Substitution, User
from interior_portal.shared import clock
from interior_portal.shared.refusals import Refused
from interior_portal.workflow import engine, queries
from interior_portal.workflow.models import CaseEvent
from tests.workflow.trial import Cast, Trial, begin, end_postings, refusal_of


def stand_in(absent: User, substitute: User, days: int = 1) -> Substitution:
    """From yesterday on, for so many days after it."""
    yesterday = clock.today() - dt.timedelta(days=1)
    return Substitution.objects.create(
        absent=absent,
        substitute=substitute,
        starts_on=yesterday,
        ends_on=yesterday + dt.timedelta(days=days),
    )


def names(case: Trial) -> list[tuple[str, str, str]]:
    return [
        (entry.code.rpartition(".")[2], entry.actor_name, entry.on_behalf_of_name)
        for entry in queries.timeline(case.case)
    ]


def test_the_event_names_who_acted_and_for_whom(cast: Cast) -> None:
    case = begin(cast).submit()
    stand_in(cast.officer, cast.clerk)
    assert queries.queues_of(cast.clerk).count(case.item.queue) == 1
    case.claim(cast.clerk)
    case.do("grant", cast.clerk)
    assert names(case)[2:] == [
        ("claimed", "Clerk", "Officer"),
        ("was_granted", "Clerk", "Officer"),
    ]
    event = CaseEvent.objects.latest("seq")
    assert (event.role, event.on_behalf_of_id) == ("TRIAL_OFFICER", cast.officer.pk)
    assert queries.verify_chain(case.case).is_whole


def test_who_has_the_role_themselves_acts_in_their_own_name(cast: Cast) -> None:
    case = begin(cast).submit()
    stand_in(cast.officer, cast.second)
    case.claim(cast.second)
    case.do("grant", cast.second)
    assert names(case)[2:] == [("claimed", "Second", ""), ("was_granted", "Second", "")]


def test_heads_are_stood_in_for_as_well(cast: Cast) -> None:
    case = begin(cast).taken()
    stand_in(cast.head, cast.second)
    engine.assign(item_id=case.item.pk, to=cast.second, by=cast.second)
    assert names(case)[-1] == ("assigned", "Second", "Head")


@pytest.mark.parametrize("ended", ["substitution", "posting", "early"])
def test_what_ended_yesterday_is_refused(cast: Cast, ended: str) -> None:
    case = begin(cast).submit()
    arranged = stand_in(cast.officer, cast.clerk, days=0 if ended == "substitution" else 1)
    if ended == "posting":
        end_postings(cast.officer)
    if ended == "early":
        arranged.ended_at = clock.now()
        arranged.save()
    with pytest.raises(Refused) as caught:
        case.claim(cast.clerk)
    assert refusal_of(caught) == "not_permitted"
    assert queries.queues_of(cast.clerk).count(case.item.queue) == 0


def test_a_claim_does_not_outlast_the_substitution(cast: Cast) -> None:
    case = begin(cast).submit()
    arranged = stand_in(cast.officer, cast.clerk)
    case.claim(cast.clerk)
    arranged.ended_at = clock.now()
    arranged.save()
    with pytest.raises(Refused) as caught:
        case.do("grant", cast.clerk)
    assert refusal_of(caught) == "not_permitted"


def proposed_by(cast: Cast, by: User) -> Trial:
    case = begin(cast).taken(by)
    case.do("propose", by)
    return case


def test_nobody_confirms_what_the_absent_proposed_in_their_name(cast: Cast) -> None:
    case = proposed_by(cast, cast.officer)
    stand_in(cast.officer, cast.clerk)
    refusal = queries.why_not(case.case, "confirm", cast.clerk)
    assert refusal is not None
    assert refusal.code == "absent_four_eyes"
    with pytest.raises(Refused) as caught:
        case.claim(cast.clerk)
    assert refusal_of(caught) == "absent_four_eyes"
    case.claim(cast.second)
    case.do("confirm", cast.second)


def test_nobody_confirms_what_was_proposed_in_their_own_name(cast: Cast) -> None:
    stand_in(cast.officer, cast.clerk)
    case = proposed_by(cast, cast.clerk)
    for name in ("officer", "clerk"):
        with pytest.raises(Refused) as caught:
            case.claim(getattr(cast, name))
        assert refusal_of(caught) == "four_eyes"


def test_a_colleague_with_a_role_of_their_own_is_the_second_pair_of_eyes(cast: Cast) -> None:
    case = proposed_by(cast, cast.officer)
    stand_in(cast.officer, cast.second)
    case.claim(cast.second)
    case.do("confirm", cast.second)
    assert names(case)[-1] == ("confirm", "Second", "")


def test_the_absent_persons_own_case_is_nobodys_to_decide_in_their_name(cast: Cast) -> None:
    case = begin(cast, by=cast.officer, applicant=cast.officer)
    case.do("submit", cast.officer)
    stand_in(cast.officer, cast.clerk)
    with pytest.raises(Refused) as caught:
        case.claim(cast.clerk)
    assert refusal_of(caught) == "absent_own_case"
    with pytest.raises(Refused) as caught:
        engine.assign(item_id=case.item.pk, to=cast.clerk, by=cast.head)
    assert refusal_of(caught) == "their_own_case"
