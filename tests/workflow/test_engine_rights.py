"""Who may move a case, and what the rules say."""

import datetime as dt
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser

from interior_portal.accounts.models import Posting, User
from interior_portal.shared import clock
from interior_portal.shared.refusals import Refused
from interior_portal.workflow import registry
from tests.workflow.trial import Cast, begin, end_postings, refusal_of


@pytest.mark.parametrize("name", ["rival", "clerk", "head", "stranger", "traveller"])
def test_only_the_role_at_the_unit_decides(cast: Cast, name: str) -> None:
    case = begin(cast).taken()
    with pytest.raises(Refused) as caught:
        case.do("grant", getattr(cast, name))
    assert refusal_of(caught) == "not_permitted"
    case.do("grant", cast.officer)


def test_a_role_that_ended_yesterday_decides_nothing(cast: Cast) -> None:
    case = begin(cast).taken()
    end_postings(cast.officer)
    with pytest.raises(Refused) as caught:
        case.do("grant", cast.officer)
    assert refusal_of(caught) == "not_permitted"


def test_a_role_counts_on_its_last_day_and_not_before_its_first(cast: Cast) -> None:
    case, today = begin(cast).taken(), clock.today()
    Posting.objects.filter(user=cast.officer).update(starts_on=today, ends_on=today)
    case.do("ask", cast.officer)
    case.do("answer", cast.traveller)
    Posting.objects.filter(user=cast.officer).update(
        starts_on=today + dt.timedelta(days=1), ends_on=None
    )
    with pytest.raises(Refused):
        case.claim(cast.officer)


@pytest.mark.parametrize("column", ["is_active", "is_staff"])
def test_a_disabled_officer_and_one_who_left_decide_nothing(cast: Cast, column: str) -> None:
    case = begin(cast).taken()
    User.objects.filter(pk=cast.officer.pk).update(**{column: False})
    with pytest.raises(Refused) as caught:
        case.do("grant", cast.officer)
    assert refusal_of(caught) == "not_permitted"


def test_a_disabled_applicant_does_nothing(cast: Cast) -> None:
    case = begin(cast)
    User.objects.filter(pk=cast.traveller.pk).update(is_active=False)
    with pytest.raises(Refused) as caught:
        case.do("submit", cast.traveller)
    assert refusal_of(caught) == "not_permitted"
    with pytest.raises(Refused):
        begin(cast, key="second")


def test_somebody_who_is_not_signed_in_is_not_the_system(cast: Cast) -> None:
    case = begin(cast).taken()
    case.do("ask", cast.officer)
    nobody: Any = AnonymousUser()  # what a careless view passes
    with pytest.raises(Refused) as caught:
        case.do("expire", nobody)
    assert refusal_of(caught) == "not_permitted"


def test_nobody_acts_for_the_system_and_the_system_for_nobody(cast: Cast) -> None:
    case = begin(cast)
    with pytest.raises(Refused) as caught:
        case.do("submit", None)
    assert refusal_of(caught) == "not_permitted"
    case.taken().do("ask", cast.officer)
    for by in (cast.officer, cast.traveller):
        with pytest.raises(Refused) as caught:
            case.do("expire", by)
        assert refusal_of(caught) == "not_permitted"


def test_an_officer_does_not_decide_their_own_case(cast: Cast) -> None:
    case = begin(cast, by=cast.officer, applicant=cast.officer)
    case.do("submit", cast.officer)
    with pytest.raises(Refused) as caught:
        case.claim(cast.officer)
    assert refusal_of(caught) == "own_case"
    with pytest.raises(Refused) as caught:
        case.do("grant", cast.officer)
    assert refusal_of(caught) == "own_case"
    case.claim(cast.second)


def test_four_eyes(cast: Cast) -> None:
    case = begin(cast).taken()
    case.do("propose", cast.officer)
    with pytest.raises(Refused) as caught:
        case.do("confirm", cast.officer)
    assert refusal_of(caught) == "four_eyes"
    with pytest.raises(Refused) as caught:
        case.claim(cast.officer)
    assert refusal_of(caught) == "four_eyes"
    case.claim(cast.second)
    case.do("confirm", cast.second)
    assert case.case.outcome == "refused"


def test_four_eyes_look_at_the_last_proposal(cast: Cast) -> None:
    case = begin(cast).taken()
    case.do("propose", cast.officer)
    case.claim(cast.second)
    case.do("send_back", cast.second)
    case.claim(cast.second)
    case.do("propose", cast.second)
    case.claim(cast.officer)
    case.do("confirm", cast.officer)
    assert case.case.outcome == "refused"


def test_four_eyes_hold_in_a_version_this_process_has_not_met(cast: Cast) -> None:
    case = begin(cast).taken()
    case.do("propose", cast.officer)
    registry._versions.clear()
    registry._four_eyes.clear()
    with pytest.raises(Refused) as caught:
        case.do("confirm", cast.officer)
    assert refusal_of(caught) == "four_eyes"


def test_a_step_the_case_does_not_stand_at(cast: Cast) -> None:
    with pytest.raises(Refused) as caught:
        begin(cast).do("answer", cast.traveller)
    assert refusal_of(caught) == "wrong_step"


def test_a_closed_case_stays_closed(cast: Cast) -> None:
    case = begin(cast)
    case.do("withdraw", cast.traveller)
    with pytest.raises(Refused) as caught:
        case.do("submit", cast.traveller)
    assert refusal_of(caught) == "wrong_step"


def test_a_rule_refuses_with_its_own_words(cast: Cast) -> None:
    case = begin(cast).taken()
    with pytest.raises(Refused) as caught:
        case.do("grant", cast.officer, number=4)
    assert str(caught.value) == "Only 3 may be granted."
    assert case.case.step == "review"
    case.do("grant", cast.officer, number=3)
