"""What a case costs: steps, hands, visits, and who waited for whom, against cases told by hand."""

import datetime as dt

import pytest
import time_machine
from django.core.cache import cache
from pytest_django import DjangoAssertNumQueries

from interior_portal.workflow.models import Referral
from interior_portal.workflow.queries import routine as module
from interior_portal.workflow.queries.routine import Routine, routine
from tests.workflow.trial import NOON, PERMIT, Cast, Trial, begin

HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)
TODAY = dt.date(2026, 11, 21)


@pytest.fixture(autouse=True)
def _nothing_is_kept() -> None:
    cache.clear()


def answered(cast: Cast, last: dt.date = TODAY, first: dt.date = TODAY) -> Routine | None:
    return routine(PERMIT, [cast.desk.pk], first, last)


def with_both_officers(cast: Cast, now: time_machine.Traveller) -> Trial:
    """Three hours at desks, one with the applicant, refused by the second officer."""
    trial = begin(cast)
    now.shift(HOUR)  # before it is received: nobody waits for us yet
    trial.submit().claim(cast.officer)
    now.shift(HOUR)
    trial.do("ask", cast.officer)
    now.shift(HOUR)
    trial.do("answer", cast.traveller)
    trial.claim(cast.officer)
    trial.do("propose", cast.officer)
    now.shift(2 * HOUR)
    trial.claim(cast.second)
    trial.do("confirm", cast.second)
    return trial


def test_one_case_is_told_as_it_was(
    cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with time_machine.travel(NOON, tick=False) as now:
        with_both_officers(cast, now)
        with django_assert_num_queries(1):
            found = answered(cast)
    assert found == Routine(
        cases=1,
        steps=5.0,
        referrals=0.0,
        hand_overs=1.0,
        visits=0,
        waiting_applicant=0.25,
        waiting_directorate=0.0,
        at_desks=0.75,
        by_machine=0.0,
        median=4 * HOUR,
        p95=4 * HOUR,
    )


def test_questions_that_overlap_wait_once_and_those_that_hold_nobody_up_do_not(cast: Cast) -> None:
    with time_machine.travel(NOON, tick=False) as now:
        trial = begin(cast).taken()
        asked = {"case": trial.case, "subject": {}, "unit": cast.elsewhere, "asked_at": NOON}
        answer = {"answer": {}, "is_clear": True, "answered_at": NOON + HOUR}
        Referral.objects.create(question="a", mode="WAIT", **asked, **answer)
        Referral.objects.create(question="b", mode="PAUSE", **asked, **answer)
        Referral.objects.create(question="c", mode="GO_ON", **asked)
        now.shift(4 * HOUR)
        trial.do("grant", cast.officer)
        found = answered(cast)
    assert found is not None
    assert found.referrals == 3.0
    assert (found.waiting_directorate, found.at_desks) == (0.25, 0.75)


def test_a_case_that_a_clerk_entered_is_a_visit_and_no_hand_over(cast: Cast) -> None:
    with time_machine.travel(NOON, tick=False):
        for key, by in (("own", cast.traveller), ("entered", cast.clerk)):
            trial = begin(cast, key=key, by=by)
            trial.do("submit", cast.traveller)
            trial.claim(cast.officer)
            trial.do("grant", cast.officer)
        found = answered(cast)
    assert found is not None
    assert (found.cases, found.visits, found.visits_share) == (2, 1, 0.5)
    assert found.hand_overs == 0.0


def test_only_what_was_answered_in_these_days_at_these_units_counts(cast: Cast) -> None:
    with time_machine.travel(NOON, tick=False) as now:
        begin(cast, key="open").submit()
        begin(cast, key="left").do("withdraw", cast.traveller)
        begin(cast, key="today").taken().do("grant", cast.officer)
        now.shift(DAY)
        begin(cast, key="tomorrow").taken().do("grant", cast.officer)
        assert answered(cast, first=TODAY - DAY, last=TODAY - DAY) is None
        assert routine(PERMIT, [cast.elsewhere.pk], TODAY, TODAY) is None
        one, both = answered(cast), answered(cast, last=TODAY + DAY)
    assert one is not None
    assert both is not None
    assert (one.cases, both.cases) == (1, 2)


def test_of_too_many_cases_the_last_ones_are_read(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MOST", 2)
    with time_machine.travel(NOON, tick=False) as now:
        for number in range(3):
            trial = begin(cast, key=f"case-{number}").taken()
            now.shift((number + 1) * HOUR)
            trial.do("grant", cast.officer)
        found = answered(cast)
    assert found is not None
    assert (found.cases, found.is_sample) == (2, True)
    assert found.median == 2.5 * HOUR
