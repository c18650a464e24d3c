"""Where the open cases of a procedure stand, for how long, and which are late."""

import datetime as dt

import pytest
import time_machine
from django.core.cache import cache
from pytest_django import DjangoAssertNumQueries
from redis.exceptions import ConnectionError as CacheAway

from interior_portal.workflow.queries import kept
from interior_portal.workflow.queries.heat import Heat, StepHeat, heat
from tests.workflow.trial import NOON, PERMIT, Cast, begin
from tests.workflow.twofold import CHECKED, Twofold

HOUR = dt.timedelta(hours=1)


@pytest.fixture(autouse=True)
def _nothing_is_kept() -> None:
    cache.clear()


def test_each_step_has_its_cases_with_their_ages(
    cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with time_machine.travel(NOON, tick=False) as now:
        for number in range(3):
            begin(cast, key=f"case-{number}").submit()
            now.shift(HOUR)
        begin(cast, key="draft")
        begin(cast, key="closed").taken().do("grant", cast.officer)
        begin(cast, key="elsewhere", unit=cast.elsewhere)
        with django_assert_num_queries(1):
            found = heat(PERMIT, [cast.desk.pk])
    assert found == Heat(
        at=NOON + 3 * HOUR,
        cases=4,
        late=0,
        steps={
            "review": StepHeat(cases=3, median_age=2 * HOUR, oldest_age=3 * HOUR, late=0),
            "draft": StepHeat(cases=1, median_age=0 * HOUR, oldest_age=0 * HOUR, late=0),
        },
    )


def test_age_begins_anew_at_each_step_and_what_is_past_its_deadline_is_late(cast: Cast) -> None:
    with time_machine.travel(NOON, tick=False) as now:
        begin(cast, key="old").submit()
        moved = begin(cast, key="moved").taken()
        now.shift(dt.timedelta(days=30))
        moved.do("propose", cast.officer)
        now.shift(HOUR)
        begin(cast, key="new").submit()
        found = heat(PERMIT, [cast.desk.pk])
    assert found.steps["second_review"].oldest_age == HOUR
    assert (found.steps["review"].late, found.steps["review"].late_percent) == (1, 50)
    assert found.late == 2


@pytest.mark.usefixtures("branching")
def test_branches_stand_where_they_are_and_their_case_counts_once(
    cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with time_machine.travel(NOON, tick=False) as now:
        Twofold(cast, key="one").submitted()
        now.shift(HOUR)
        Twofold(cast, key="two").submitted().read()
        now.shift(HOUR)
        with django_assert_num_queries(2):
            found = heat(CHECKED, [cast.desk.pk])
    assert found.cases == 2
    stands = {step: (at.cases, at.oldest_age) for step, at in found.steps.items()}
    assert stands == {
        "checking": (2, 2 * HOUR),
        "police_check": (1, 2 * HOUR),
        "police_sign": (1, HOUR),
        "tax_check": (2, 2 * HOUR),
    }


def test_it_is_kept_for_a_minute_apart_for_each_set_of_units(
    cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    begin(cast, key="one").submit()
    first = heat(PERMIT, [cast.desk.pk, cast.elsewhere.pk])
    begin(cast, key="two").submit()
    with django_assert_num_queries(0):
        assert heat(PERMIT, [cast.elsewhere.pk, cast.desk.pk]) == first
    assert heat(PERMIT, [cast.desk.pk]).cases == 2


def test_without_the_cache_everybody_reads_anew(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Away:
        def get(self, _key: str) -> None:
            raise CacheAway

    monkeypatch.setattr(kept, "cache", Away())
    begin(cast).submit()
    assert heat(PERMIT, [cast.desk.pk]).cases == 1


def test_where_nothing_stands_there_is_nothing(cast: Cast) -> None:
    found = heat(PERMIT, [cast.desk.pk])
    assert (found.cases, found.late, found.steps) == (0, 0, {})
