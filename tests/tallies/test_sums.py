"""Sums of periods: read from months, days and deltas, they are the sums of what was counted."""

import datetime as dt
from collections import Counter
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from pytest_django import DjangoAssertNumQueries

from interior_portal.tallies import actions, queries, recounting, registry
from interior_portal.tallies.models import DailyTally, MonthlyTally, TallyDelta
from interior_portal.tallies.queries import Period, Sum
from interior_portal.tallies.registry import Kind, Measure, Recount
from interior_portal.tallies.spread import bucket_of, counts_of

# What a test says is true: its "records" are the deltas themselves, kept beside in another unit's name.
TRUE = Recount(
    "what the test says",
    """
SELECT measure, day, unit_id - 1000 AS unit_id, category, 0 AS bucket, count, amount FROM tallies_dailytally
WHERE unit_id >= 1000 AND measure = ANY(%(measures)s) AND day BETWEEN %(first)s AND %(last)s""",
)
YEAR = Period(dt.date(2026, 1, 1), dt.date(2026, 12, 31))
DAYS = st.dates(dt.date(2025, 11, 1), dt.date(2027, 2, 28))


@pytest.fixture(autouse=True)
def measures(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "_measures", {})
    registry.register_measure(Measure("trial.a", "a", "a", TRUE))
    registry.register_measure(Measure("trial.time", "time", "time", TRUE, Kind.TIME))


def counted(day: dt.date, unit_id: int = 1, category: str = "", count: int = 1) -> None:
    at = dt.datetime.combine(day, dt.time(9), tzinfo=dt.UTC)
    actions.count("trial.a", unit_id=unit_id, category=category, count=count, at=at)


class AnyPeriod(TestCase):
    """Whatever was counted on which day, merged or not: a sum is the sum."""

    @settings(max_examples=60)
    @given(st.lists(DAYS, max_size=12), st.integers(0, 12), DAYS, DAYS)
    def test_a_sum_is_the_sum_of_its_days(
        self, days: list[dt.date], folded: int, one: dt.date, other: dt.date
    ) -> None:
        registry._measures["trial.a"] = Measure("trial.a", "a", "a", TRUE)
        for day in days:
            counted(day)
        actions.fold(limit=folded)
        period = Period(min(one, other), max(one, other))
        found = queries.sums(["trial.a"], [period])
        wanted = sum(period.first <= day <= period.last for day in days)
        assert sum(each.count for each in found) == wanted
        by_month = queries.sums(["trial.a"], [period], apart=[("month",)])
        assert {each.month: each.count for each in by_month} == Counter(
            day.replace(day=1) for day in days if period.first <= day <= period.last
        )


def test_sums_are_apart_by_what_was_asked_in_one_statement(
    db: None, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    counted(dt.date(2026, 3, 5), unit_id=1, category="x")
    counted(dt.date(2026, 3, 6), unit_id=2, category="y", count=2)
    counted(dt.date(2025, 3, 6), unit_id=2, category="y", count=4)
    before = Period(dt.date(2025, 1, 1), dt.date(2025, 12, 31))
    with django_assert_num_queries(1):
        found = queries.sums(
            ["trial.a"],
            [YEAR, before],
            apart=[
                (
                    "unit",
                    "category",
                )
            ],
        )
    assert found == [
        Sum(0, "trial.a", 1, "x", None, 1, None),
        Sum(0, "trial.a", 2, "y", None, 2, None),
        Sum(1, "trial.a", 2, "y", None, 4, None),
    ]
    only = queries.sums(["trial.a"], [YEAR], unit_ids=[1])
    assert only == [Sum(0, "trial.a", None, None, None, 1, None)]
    twice = queries.sums(["trial.a"], [YEAR, YEAR], unit_ids=[1])
    assert [(each.period, each.count) for each in twice] == [(0, 1), (1, 1)]
    both = queries.sums(["trial.a"], [YEAR], apart=[(), ("unit",), ("month",)])
    assert [(each.unit, each.month, each.count) for each in both] == [
        (1, None, 1),
        (2, None, 2),
        (None, dt.date(2026, 3, 1), 3),
        (None, None, 3),
    ]
    with pytest.raises(ValueError, match="colour"):
        queries.sums(["trial.a"], [YEAR], apart=[("colour",)])


def test_a_time_falls_into_its_bucket_and_adds_up(db: None) -> None:
    for seconds in (60, 61, 7200):
        actions.count("trial.time", unit_id=1, amount=Decimal(seconds))
    (unasked,) = queries.sums(["trial.time"], [YEAR])
    (found,) = queries.sums(["trial.time"], [YEAR], spread=True)
    assert (unasked.spread, found.count) == (None, 3)
    assert found.amount == 60 + 61 + 7200
    assert counts_of(found.spread or 0) == Counter(map(bucket_of, (60, 61, 7200)))


def test_a_spread_is_merged_and_taken_back(db: None) -> None:
    for seconds in (0, 60, 61, 7200):
        actions.count("trial.time", unit_id=1, amount=Decimal(seconds))
    actions.fold()
    actions.count("trial.time", unit_id=1, count=-1, amount=Decimal(-60))
    actions.count("trial.a", unit_id=1)
    actions.fold()
    for table in (DailyTally, MonthlyTally):
        kept = dict(table.objects.values_list("measure", "spread"))
        assert kept["trial.a"] is None
        assert counts_of(kept["trial.time"] or 0) == Counter(map(bucket_of, (0, 61, 7200)))


def test_a_fold_fills_days_and_months_with_the_same(db: None) -> None:
    for day in (dt.date(2026, 3, 5), dt.date(2026, 3, 6), dt.date(2026, 4, 1)):
        counted(day)
    assert (actions.fold(), TallyDelta.objects.count()) == (3, 0)
    months = MonthlyTally.objects.order_by("day").values_list("day", "count")
    assert list(months) == [(dt.date(2026, 3, 1), 2), (dt.date(2026, 4, 1), 1)]


def said(day: dt.date, count: int) -> None:
    """The test's records hold so many of a day."""
    DailyTally.objects.create(day=day, measure="trial.a", unit_id=1001, count=count)


def test_a_figure_that_differs_is_named_and_mended(db: None) -> None:
    right, wrong, lacking = (dt.date(2026, 3, day) for day in (1, 2, 3))
    for day, count in ((right, 2), (wrong, 5), (lacking, 1)):
        said(day, count)
    counted(right, count=2)
    counted(wrong, count=4)
    period = Period(right, lacking)
    _proof, told = recounting.prove(period)
    ours = [each for each in told if each.unit_id == 1]
    assert [(each.day, each.counted, each.recounted) for each in ours] == [
        (wrong, 4, 5),
        (lacking, None, 1),
    ]
    assert recounting.mend(period) >= 2
    _proof, told = recounting.prove(period)
    assert [each for each in told if each.unit_id == 1] == []


def test_months_that_are_not_the_sum_of_their_days_show(db: None) -> None:
    counted(dt.date(2026, 3, 5))
    actions.fold()
    MonthlyTally.objects.update(count=7)
    (found,) = [c for name, c in recounting.comparisons(YEAR) if name == "months"]
    assert [(each.counted, each.recounted) for each in found.told] == [(7, 1)]
    said(dt.date(2026, 3, 5), 1)
    recounting.mend(Period(dt.date(2026, 3, 4), dt.date(2026, 3, 6)))
    assert MonthlyTally.objects.get(unit_id=1).count == 1
    (found,) = [c for name, c in recounting.comparisons(YEAR) if name == "months"]
    assert found.differences == 0


def test_a_proof_is_kept_and_the_newest_is_shown(db: None) -> None:
    assert queries.newest_proof() is None
    first, _told = recounting.prove(YEAR)
    second, _told = recounting.prove(YEAR)
    assert queries.newest_proof() == second
    assert (second.first, second.last, second.differences) == (*YEAR, 0)
    assert first.at <= second.at
