"""Buckets: a quantile of any sum of them is at most 5 % wrong, and the database sorts as the machine does."""

from collections import Counter
from itertools import pairwise

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from interior_portal.tallies.spread import (
    EDGES,
    LARGEST,
    bucket_of,
    counts_of,
    numeral_of,
    quantile,
    spread_of,
    value_of,
)

BUCKETS = st.integers(0, len(EDGES))


@given(st.integers(0, LARGEST))
def test_what_stands_for_a_bucket_is_near_all_its_values(value: int) -> None:
    assert value_of(bucket_of(value)) == pytest.approx(value, rel=0.05)


def test_edges_rise_and_are_few_enough_for_a_small_number() -> None:
    assert all(before < after for before, after in pairwise(EDGES))
    assert (EDGES[0], len(EDGES) < 250) == (1, True)


@given(st.lists(st.integers(0, LARGEST), min_size=1), st.sampled_from([0.0, 0.5, 0.95, 1.0]))
def test_a_quantile_is_at_most_a_twentieth_wrong(values: list[int], share: float) -> None:
    exact = sorted(values)[int(share * (len(values) - 1))]
    assert quantile(Counter(map(bucket_of, values)), share) == pytest.approx(exact, rel=0.05)


def test_nothing_counted_has_no_quantile() -> None:
    assert quantile({}, 0.5) is None
    assert quantile({3: 1, 4: -1}, 0.5) is None


@given(st.lists(st.tuples(BUCKETS, st.integers(-(10**9), 10**9))))
def test_spreads_add_up_and_tell_every_bucket(counted: list[tuple[int, int]]) -> None:
    wanted: Counter[int] = Counter()
    for bucket, count in counted:
        wanted[bucket] += count
    found = counts_of(sum(spread_of(bucket, count) for bucket, count in counted))
    assert found == {bucket: count for bucket, count in wanted.items() if count}


def test_the_database_adds_spreads_up(db: None) -> None:
    numerals = [numeral_of(len(EDGES), 3), numeral_of(0, -2), numeral_of(7, 10**9), numeral_of(7)]
    with connection.cursor() as cursor:
        cursor.execute("SELECT sum(n) FROM unnest(%s::numeric[]) AS t(n)", [numerals])
        found = int(cursor.fetchone()[0])
    assert counts_of(found) == {len(EDGES): 3, 0: -2, 7: 10**9 + 1}


def test_the_database_finds_the_same_buckets(db: None) -> None:
    values = [0, *EDGES, *(edge + 1 for edge in EDGES), *(edge - 1 for edge in EDGES)]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT width_bucket(v, %s::numeric[]) FROM unnest(%s::numeric[]) WITH ORDINALITY AS t(v, n) ORDER BY n",
            [list(EDGES), values],
        )
        found = [row[0] for row in cursor.fetchall()]
    assert found == [bucket_of(value) for value in values]
