"""Figures are made of sums of measures: each way, each part, in one statement."""

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from interior_portal.accounts.models import Unit
from interior_portal.tallies import actions, registry
from interior_portal.tallies.boards import Figure, Way, boards
from interior_portal.tallies.queries import Sum
from interior_portal.tallies.registry import Kind, Measure, Recount, measures
from interior_portal.tallies.spread import spread_of
from reports.queries.figures import read
from reports.rules import periods
from reports.rules.values import NOTHING, Value, value_of

NEVER = Recount("never", "SELECT 1")
MARCH, APRIL = dt.date(2026, 3, 1), dt.date(2026, 4, 1)
SPAN = periods.year(2026)


def figure(way: Way, measure: str = "trial.a", over: str = "") -> Figure:
    return Figure(f"trial.{way}", way.value, way.value, way, measure, over)


COUNT, SHARE = figure(Way.COUNT), figure(Way.SHARE, "trial.a", "trial.b")
MEAN, OPEN = figure(Way.MEAN, "trial.sum"), figure(Way.OPEN, "trial.b", "trial.a")
MEDIAN, P95 = figure(Way.MEDIAN, "trial.time"), figure(Way.P95, "trial.time")
MONEY = figure(Way.MONEY, "trial.money")


@pytest.fixture
def counted(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """March: 3 of 4 at unit 1 in x and y. April: 1 of 2 at unit 2 in x. In 2025: one more was begun."""
    monkeypatch.setattr(registry, "_measures", {})
    kinds = {
        "a": Kind.COUNT,
        "b": Kind.COUNT,
        "sum": Kind.SUM,
        "time": Kind.TIME,
        "money": Kind.MONEY,
        "level": Kind.LEVEL,
    }
    for name, kind in kinds.items():
        registry.register_measure(Measure(f"trial.{name}", name, name, NEVER, kind))
    told = [
        ("b", dt.date(2025, 12, 31), 1, "x", 1, None),
        ("a", MARCH, 1, "x", 2, None),
        ("a", MARCH, 1, "y", 1, None),
        ("b", MARCH, 1, "x", 4, None),
        ("a", APRIL, 2, "x", 1, None),
        ("b", APRIL, 2, "x", 2, None),
        ("sum", MARCH, 1, "x", 2, 7),
        ("time", MARCH, 1, "x", 1, 60),
        ("time", MARCH, 1, "x", 1, 600),
        ("time", APRIL, 2, "x", 1, 6000),
        ("money", MARCH, 1, "USD", 1, 20),
        ("money", APRIL, 2, "USD", 1, 5),
        ("money", APRIL, 2, "SYP", 1, 90000),
    ]
    for name, day, unit, category, count, amount in told:
        actions.count(
            f"trial.{name}",
            unit_id=unit,
            category=category,
            count=count,
            amount=None if amount is None else Decimal(amount),
            at=dt.datetime.combine(day, dt.time(9), tzinfo=dt.UTC),
        )


@pytest.mark.usefixtures("counted")
def test_each_way_makes_its_number(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    figures = [COUNT, SHARE, MEAN, MEDIAN, P95, MONEY]
    with django_assert_num_queries(1):
        found = read(figures, [SPAN])
    assert found.value(COUNT) == Value(4, 4)
    assert found.value(SHARE) == Value(4 / 6, 6)
    assert found.value(MEAN) == Value(3.5, 2)
    assert found.value(MEDIAN).number == pytest.approx(600, rel=0.05)
    assert found.value(P95).number == pytest.approx(600, rel=0.05)  # of three the second lies there
    assert found.value(MONEY).amounts == {"SYP": Decimal(90000), "USD": Decimal(25)}


@pytest.mark.usefixtures("counted")
def test_figures_come_apart_and_their_parts_add_up(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    with django_assert_num_queries(2):  # what is open has its own
        found = read(
            [COUNT, SHARE, MEDIAN, OPEN],
            [SPAN, SPAN.a_year_before()],
            apart=["month", "unit", "category"],
        )
    assert [found.value(COUNT, month=month).number for month in (MARCH, APRIL)] == [3, 1]
    assert [found.value(COUNT, units=[unit]).number for unit in (1, 2)] == [3, 1]
    assert [found.value(COUNT, category=code).number for code in "xy"] == [3, 1]
    assert found.value(COUNT, units=[1, 2]) == found.value(COUNT)
    assert found.value(SHARE, units=[2]) == Value(0.5, 2)
    assert found.value(SHARE, 1) == Value(0, 1)
    assert found.value(SHARE, month=dt.date(2026, 5, 1)) == NOTHING
    assert found.value(MEDIAN, units=[2]).number == pytest.approx(6000, rel=0.05)
    assert (found.units(), found.units(1), found.categories([COUNT])) == ([1, 2], [1], ["x", "y"])


@pytest.mark.usefixtures("counted")
def test_what_is_open_is_all_that_came_less_all_that_went() -> None:
    found = read([OPEN], [SPAN, SPAN.a_year_before()], apart=["month", "unit"])
    assert [found.value(OPEN, span).number for span in (0, 1)] == [3, 1]
    open_then = [
        found.value(OPEN, month=month).number for month in (dt.date(2026, 2, 1), MARCH, APRIL)
    ]
    assert open_then == [1, 2, 3]
    assert [found.value(OPEN, units=[unit]).number for unit in (1, 2)] == [2, 1]


@pytest.mark.usefixtures("counted")
def test_an_age_is_that_of_the_last_day_and_days_never_add_up() -> None:
    age = figure(Way.AGE, "trial.level")
    for day, unit, seconds in ((30, 1, 600), (31, 1, 6000), (31, 2, 60), (31, 2, 6100)):
        at = dt.datetime(2026, 3, day, 9, tzinfo=dt.UTC)
        actions.count("trial.level", unit_id=unit, amount=Decimal(seconds), at=at)
    with time_machine.travel("2026-11-22T09:00Z"):
        march = periods.month_of(MARCH)
        found = read([age, COUNT], [march, SPAN], apart=["month", "unit"])
        assert found.value(age).number == pytest.approx(6000, rel=0.05)
        assert found.value(age).count == 3
        assert found.value(age, units=[2]).count == 2
        assert found.value(age, 1, month=MARCH) == found.value(age)
        assert found.value(age, 1).number is None  # yesterday nothing was open
        assert found.units(0) == [1, 2]
    with time_machine.travel("2026-03-31T09:00Z"):
        assert read([age], [march]).value(age).count == 1  # today is not over


@pytest.mark.usefixtures("counted")
def test_money_is_never_added_up_over_currencies() -> None:
    found = read([MONEY], [SPAN], apart=["month", "unit", "category"])
    assert found.value(MONEY, month=APRIL).amounts == {"SYP": Decimal(90000), "USD": Decimal(5)}
    assert found.value(MONEY, units=[1]).amounts == {"USD": Decimal(20)}
    assert found.value(MONEY, category="USD").amounts == {"USD": Decimal(25)}
    assert found.value(MONEY).amounts["USD"] == Decimal(25)
    assert found.value(MONEY, units=[1, 2]) == found.value(MONEY)


@pytest.mark.usefixtures("counted")
def test_only_what_was_read_can_be_asked_for() -> None:
    found = read([COUNT], [SPAN], apart=["month"], unit_ids=[2])
    assert found.value(COUNT).number == 1
    with pytest.raises(KeyError, match="unit"):
        found.value(COUNT, units=[1])
    with pytest.raises(KeyError, match="two things"):
        found.value(COUNT, units=[1], month=MARCH)
    with pytest.raises(ValueError, match="colour"):
        read([COUNT], [SPAN], apart=["colour"])


def part(count: int, bucket: int = 0, amount: int | None = None) -> Sum:
    return Sum(
        0,
        "trial.a",
        None,
        None,
        None,
        count,
        None if amount is None else Decimal(amount),
        spread_of(bucket, count),
    )


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(0, 50))), st.integers(0, 20))
def test_a_share_lies_between_nothing_and_all(counts: list[tuple[int, int]], more: int) -> None:
    measured = [part(min(pair)) for pair in counts]
    over = [part(max(pair)) for pair in counts]
    found = value_of(SHARE, measured, [*over, part(more)])
    assert found == NOTHING or 0 <= (found.number or 0) <= 1
    assert (found.number is None) == (sum(map(max, counts)) + more == 0)


def test_a_figure_without_anything_is_none_and_no_zero() -> None:
    for way in (SHARE, MEAN, MEDIAN, P95, figure(Way.AGE)):
        assert value_of(way, [], []).number is None
    assert value_of(COUNT, []) == Value(0, 0)
    assert value_of(MONEY, []).amounts == {}


def told() -> Iterator[tuple[str, Figure]]:
    for board in boards():
        for each in board.figures:
            yield board.code, each


@pytest.mark.parametrize("each", [pytest.param(each, id=each.code) for _board, each in told()])
def test_each_figure_is_made_of_measures_that_fit_it(each: Figure) -> None:
    known = {measure.code: measure for measure in measures()}
    assert set(each.measures) <= known.keys()
    wanted = {
        Way.MEDIAN: {Kind.TIME},
        Way.P95: {Kind.TIME},
        Way.MONEY: {Kind.MONEY},
        Way.AGE: {Kind.LEVEL},
    }
    assert known[each.measure].kind in wanted.get(each.way, set(Kind))
    assert bool(each.over) >= (each.way in {Way.SHARE, Way.OPEN})


def test_a_figure_has_one_code_in_all_boards() -> None:
    codes = [each.code for _board, each in told()]
    assert len(codes) == len(set(codes)) > 20


@pytest.mark.usefixtures("db")
def test_nothing_counted_reads_as_nothing() -> None:
    assert not Unit.objects.exists()
    for board in boards():
        found = read(board.figures, [SPAN], apart=["month", "unit", "category"])
        assert found.units() == []
        assert {found.value(each).count for each in board.figures} == {0}
