"""Small numbers cannot be told from what is published, by whatever subtraction."""

from hypothesis import given
from hypothesis import strategies as st

from reports.rules.disclosure import FEWEST, Published, is_small, may_share, publish

COUNTS = st.one_of(st.integers(0, 8), st.integers(0, 200))
TABLES = st.integers(1, 4).flatmap(
    lambda figures: st.dictionaries(
        st.sampled_from("abcdefg"),
        st.lists(COUNTS, min_size=figures, max_size=figures),
        min_size=1,
    )
)


def published(parts: dict[str, list[int]]) -> tuple[list[int], Published]:
    totals = [sum(counts) for counts in zip(*parts.values(), strict=True)]
    return totals, publish(totals, parts)


@given(TABLES)
def test_no_small_number_is_told(parts: dict[str, list[int]]) -> None:
    _totals, told = published(parts)
    for row in (told.totals, *told.parts.values()):
        assert not any(is_small(count) for count in row if count is not None)


@given(TABLES)
def test_what_is_withheld_cannot_be_had_by_subtraction(parts: dict[str, list[int]]) -> None:
    totals, told = published(parts)
    for place, total in enumerate(told.totals):
        if total is None:
            assert all(row[place] is None for row in told.parts.values())
            continue
        hidden = [key for key, row in told.parts.items() if row[place] is None]
        left = total - sum(row[place] or 0 for row in told.parts.values())
        assert left == sum(parts[key][place] for key in hidden)
        assert not is_small(left)
        if len(hidden) == 1:
            assert not is_small(parts[hidden[0]][place])
    withheld = [total for total, each in zip(totals, told.totals, strict=True) if each is None]
    assert len(withheld) != 1 or not any(total >= FEWEST for total in totals)
    assert len(withheld) < 2 or sum(withheld) >= FEWEST or all(map(is_small, filter(None, totals)))


@given(TABLES)
def test_what_is_told_is_true_and_large_tables_are_told_whole(parts: dict[str, list[int]]) -> None:
    totals, told = published(parts)
    for key, row in told.parts.items():
        assert all(count in (None, true) for count, true in zip(row, parts[key], strict=True))
    if not any(is_small(count) for row in parts.values() for count in row):
        assert (list(told.totals), {k: list(v) for k, v in told.parts.items()}) == (totals, parts)


def test_a_part_with_one_small_number_is_withheld_whole_with_the_next_smallest() -> None:
    _totals, told = published({"a": [30, 3], "b": [40, 10], "c": [500, 60]})
    assert told.totals == (570, 73)
    assert told.parts == {"a": (None, None), "b": (None, None), "c": (500, 60)}


def test_a_small_total_takes_the_next_smallest_with_it() -> None:
    _totals, told = published({"a": [2, 10, 12]})
    assert told.totals == (None, None, 12)


def test_a_share_of_few_or_of_all_but_few_is_withheld() -> None:
    assert [may_share(top, 100) for top in (0, 4, 5, 95, 96, 100)] == [
        True,
        False,
        True,
        True,
        False,
        True,
    ]
    assert not may_share(0, 4)
