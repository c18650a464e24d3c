"""Why a figure changed: whatever the numbers, the parts add up to the whole."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interior_portal.tallies.boards import Figure, Way
from reports.rules.values import NOTHING, Value
from reports.rules.why import Doing, Pair, difference, explain, explained_by, rounded, shortened


def figure(way: Way) -> Figure:
    return Figure("trial.x", "x", "x", way, "trial.a", "trial.b")


COUNTS = st.integers(-3, 1000)
TOPS = st.tuples(st.integers(0, 1000), st.integers(0, 1000)).map(sorted)


def share(top: int, over: int) -> Value:
    return Value(top / over, over) if over else NOTHING


def added(values: list[list[int]]) -> Value:
    return share(sum(top for top, _over in values), sum(over for _top, over in values))


@given(st.dictionaries(st.sampled_from("abcdefgh"), st.tuples(COUNTS, COUNTS)))
def test_parts_of_a_count_add_up(parts: dict[str, tuple[int, int]]) -> None:
    whole = Pair(
        *(
            Value(n, n)
            for n in (sum(p[0] for p in parts.values()), sum(p[1] for p in parts.values()))
        )
    )
    pairs = {key: Pair(Value(b, b), Value(n, n)) for key, (b, n) in parts.items()}
    for way in (Way.COUNT, Way.OPEN):
        found = explain(figure(way), whole, pairs)
        assert sum(each.by for each in found) == difference(figure(way), whole)
        assert sum(each.by for each in shortened(found)) == difference(figure(way), whole)
        assert len(shortened(found)) <= 5


@given(st.dictionaries(st.sampled_from("abcdefgh"), st.tuples(TOPS, TOPS)))
def test_parts_of_a_share_add_up_also_where_some_are_new_or_gone(
    parts: dict[str, tuple[list[int], list[int]]],
) -> None:
    whole = Pair(added([p[0] for p in parts.values()]), added([p[1] for p in parts.values()]))
    pairs = {key: Pair(share(*before), share(*now)) for key, (before, now) in parts.items()}
    found = explain(figure(Way.SHARE), whole, pairs)
    wanted = difference(figure(Way.SHARE), whole)
    if NOTHING in whole:
        assert (wanted, found) == (None, [])
    else:
        assert sum(each.by for each in found) == wanted
        assert float(wanted or 0) == pytest.approx(
            (whole.now.number or 0) - (whole.before.number or 0)
        )


def test_a_share_falls_when_the_slow_office_takes_over_the_work_though_no_office_got_slower() -> (
    None
):
    parts = {
        "quick": Pair(share(90, 100), share(9, 10)),
        "slow": Pair(share(5, 10), share(50, 100)),
    }
    whole = Pair(share(95, 110), share(59, 110))
    found = {each.key: each.by for each in explain(figure(Way.SHARE), whole, parts)}
    assert sum(found.values()) == Fraction(59 - 95, 110)
    assert all(by < 0 for by in found.values())


def test_a_part_that_did_nothing_is_not_named() -> None:
    whole = Pair(Value(5, 5), Value(8, 8))
    parts = {"same": Pair(Value(2, 2), Value(2, 2)), "more": Pair(Value(3, 3), Value(6, 6))}
    assert explain(figure(Way.COUNT), whole, parts) == [Doing("more", parts["more"], Fraction(3))]


@given(
    st.lists(st.fractions(-100, 100), max_size=9), st.sampled_from([Fraction(1), Fraction(1, 10)])
)
def test_rounded_parts_add_up_to_the_rounded_whole(shares: list[Fraction], step: Fraction) -> None:
    found = rounded(shares, step)
    assert sum(found) == round(sum(shares, Fraction()) / step)
    assert all(abs(one - each / step) < 1 for one, each in zip(found, shares, strict=True))


def test_the_mean_stands_for_quantiles_and_money_is_not_split() -> None:
    ways = {way: explained_by(figure(way)) for way in Way}
    assert (ways.pop(Way.MONEY), ways.pop(Way.AGE)) == (None, None)
    assert {way: each.way for way, each in ways.items() if each and each.way is not way} == {
        Way.MEDIAN: Way.MEAN,
        Way.P95: Way.MEAN,
    }
