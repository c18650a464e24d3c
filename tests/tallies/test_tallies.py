"""Figures are exact at once, however much of them has been merged, and however many merge."""

import datetime as dt
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection, transaction
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from pytest_django import DjangoAssertNumQueries
from time_machine import travel

from interior_portal.tallies import actions, queries, registry, tasks
from interior_portal.tallies.models import DailyTally, TallyDelta
from interior_portal.tallies.queries import DayTotal, Total
from interior_portal.tallies.registry import Measure, Recount

NOTHING = Recount("nothing", "SELECT * FROM tallies_dailytally WHERE false")
FIRST, SECOND, THIRD = (dt.date(2026, 11, day) for day in (20, 21, 22))
EVENING = dt.datetime(2026, 11, 20, 20, 59, tzinfo=dt.UTC)  # 23:59 in Damascus


@pytest.fixture(autouse=True)
def measures(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "_measures", {})
    for code in ("trial.a", "trial.b"):
        registry.register_measure(Measure(code, code, "What is counted in tests.", NOTHING))


def noon(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(9), tzinfo=dt.UTC)


def total(measure: str = "trial.a", **chosen: Any) -> Total:
    return queries.total(measure, **{"first": FIRST, "last": THIRD, **chosen})


@pytest.fixture
def counted(db: None) -> None:
    actions.count("trial.a", unit_id=1, at=noon(FIRST))
    actions.count("trial.a", unit_id=1, category="x", count=2, at=noon(FIRST))
    actions.count("trial.a", unit_id=2, category="x", count=4, at=noon(THIRD))
    actions.count("trial.a", unit_id=2, category="x", count=-1, at=noon(THIRD))
    actions.count("trial.b", unit_id=1, amount=Decimal("10.25"), at=noon(FIRST))
    actions.count("trial.b", unit_id=1, amount=Decimal("-0.25"), at=noon(SECOND))


def assert_figures() -> None:
    assert total() == Total(6, None)
    assert total(category="x") == Total(5, None)
    assert total(category="") == Total(1, None)
    assert total(unit_ids=[1]) == Total(3, None)
    assert total(unit_ids=[1, 2], last=SECOND) == Total(3, None)
    assert total(unit_ids=[]) == Total(0, None)
    assert total(first=SECOND, last=SECOND) == Total(0, None)
    assert total("trial.b") == Total(2, Decimal("10.00"))
    assert queries.series("trial.a", first=FIRST, last=THIRD) == [
        DayTotal(FIRST, 3, None),
        DayTotal(SECOND, 0, None),
        DayTotal(THIRD, 3, None),
    ]


def test_figures_are_exact_before_and_after_each_fold(counted: None) -> None:
    assert_figures()
    for left in (4, 2, 0):
        assert actions.fold(limit=2) == 2
        assert TallyDelta.objects.count() == left
        assert_figures()
    assert actions.fold() == 0
    assert DailyTally.objects.count() == 5


def test_counting_and_asking_are_one_statement_each(
    db: None, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(1):
        actions.count("trial.a", unit_id=1)
    with django_assert_num_queries(1):
        total()
    with django_assert_num_queries(1):
        queries.series("trial.a", first=FIRST, last=THIRD)
    with django_assert_num_queries(1):
        actions.fold()


def test_a_count_belongs_to_the_day_where_we_live(db: None) -> None:
    actions.count("trial.a", unit_id=1, at=EVENING)
    with travel(EVENING + dt.timedelta(minutes=1), tick=False):
        actions.count("trial.a", unit_id=1)
    days = TallyDelta.objects.order_by("pk").values_list("day", flat=True)
    assert list(days) == [FIRST, SECOND]


def test_amounts_of_a_tally_without_any_begin_with_the_first(db: None) -> None:
    for amount in (None, Decimal(5), None, Decimal("2.5")):
        actions.count("trial.a", unit_id=1, amount=amount, at=noon(FIRST))
        actions.fold()
    tally = DailyTally.objects.get()
    assert (tally.count, tally.amount) == (4, Decimal("7.50"))


def test_an_unknown_measure_is_an_error(db: None) -> None:
    with pytest.raises(LookupError):
        actions.count("trial.unknown", unit_id=1)
    assert not TallyDelta.objects.exists()


def test_one_code_one_measure() -> None:
    registry.register_measure(registry.get_measure("trial.a"))
    with pytest.raises(ValueError, match="two measures"):
        registry.register_measure(Measure("trial.a", "another", "another", NOTHING))
    assert [measure.code for measure in registry.measures()] == ["trial.a", "trial.b"]


def test_the_task_merges_all_there_is(counted: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions.fold, "__defaults__", (2,))
    monkeypatch.setattr(actions, "FOLD_SIZE", 2)
    tasks.fold_tallies()
    assert not TallyDelta.objects.exists()
    assert_figures()
    assert tasks.fold_tallies.name == "tallies.fold_tallies"


class AnyCounts(TestCase):
    @settings(max_examples=25, deadline=None)
    @given(
        st.lists(
            st.tuples(
                st.sampled_from([FIRST, SECOND, THIRD]),
                st.integers(1, 2),
                st.sampled_from(["", "x"]),
                st.integers(-5, 5),
            ),
            max_size=20,
        ),
        st.integers(1, 7),
        st.integers(0, 4),
    )
    def test_no_fold_changes_a_figure(
        self, counts: list[tuple[dt.date, int, str, int]], limit: int, folds: int
    ) -> None:
        for day, unit, category, number in counts:
            actions.count("trial.a", unit_id=unit, category=category, count=number, at=noon(day))
        for _ in range(folds):
            actions.fold(limit)
        for unit in (1, 2):
            for category in ("", "x"):
                expected = sum(n for _, u, c, n in counts if (u, c) == (unit, category))
                assert total(unit_ids=[unit], category=category).count == expected


def on_own_connection(call: Callable[[], int]) -> Callable[[], int]:
    def run() -> int:
        try:
            return call()
        finally:
            connection.close()

    return run


def test_folds_counts_and_readers_at_once(transactional_db: None) -> None:
    """Four merge, two count, one reads: each reading is a number that was true, and nothing is lost."""
    readings: list[int] = []
    each = 150

    def count() -> int:
        for number in range(each):
            actions.count("trial.a", unit_id=number % 3, at=noon(FIRST))
        return each

    def merge() -> int:
        return sum(actions.fold(limit=7) for _ in range(60))

    def read() -> int:
        readings.extend(total().count for _ in range(80))
        return 0

    calls = [count, count, merge, merge, merge, merge, read]
    with ThreadPoolExecutor(len(calls)) as threads:
        list(threads.map(lambda call: on_own_connection(call)(), calls))
    assert total() == Total(2 * each, None)
    assert readings == sorted(readings)
    while actions.fold():
        pass
    assert total() == Total(2 * each, None)
    assert DailyTally.objects.count() == 3


def test_a_fold_leaves_what_another_holds(transactional_db: None) -> None:
    for unit in (1, 2):
        actions.count("trial.a", unit_id=unit, at=noon(FIRST))
    with ThreadPoolExecutor(1) as threads, transaction.atomic():
        assert actions.fold(limit=1) == 1
        other = threads.submit(on_own_connection(actions.fold))
        assert other.result(timeout=20) == 1
    assert not TallyDelta.objects.exists()
