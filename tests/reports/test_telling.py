"""Why a figure changed, as people read it: every number in the sentences, and they add up as written."""

import re
from fractions import Fraction

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from interior_portal.tallies.boards import Figure, Way, get_figure
from reports.rules.telling import headline, measured_of, split
from reports.rules.values import NOTHING, Value
from reports.rules.why import Pair, explained_by

COUNT = Figure("trial.x", "Visas granted", "x", Way.COUNT, "visas.granted")
SHARE = Figure("trial.y", "Answered on time", "x", Way.SHARE, "visas.kept", "visas.handled")
NUMBERS = st.integers(0, 5000)
SIGNED = re.compile(r"([\d,.]+)(?: points?)? (more|less)\.$")


def count(number: int) -> Value:
    return Value(number, number)


def written(sentence: str) -> Fraction:
    """The difference that a sentence ends with, in tenths where it is told in tenths."""
    if sentence.endswith("no difference."):
        return Fraction(0)
    found = SIGNED.search(sentence)
    assert found is not None, sentence
    amount = Fraction(found[1].replace(",", ""))
    return amount if found[2] == "more" else -amount


@given(
    st.dictionaries(
        st.sampled_from(["A", "B", "C", "D", "E", "F", "G"]),
        st.tuples(NUMBERS, NUMBERS),
        min_size=1,
    )
)
def test_the_numbers_as_written_add_up(parts: dict[str, tuple[int, int]]) -> None:
    pairs = {key: Pair(count(before), count(now)) for key, (before, now) in parts.items()}
    whole = Pair(
        count(sum(b for b, _n in parts.values())), count(sum(n for _b, n in parts.values()))
    )
    with override("en"):
        told = split(COUNT, whole, pairs, "By office")
    if told is None:
        assert all(before == now for before, now in parts.values())
    else:
        assert sum(written(each) for each in told.sentences) == written(told.total)


@given(
    st.dictionaries(
        st.sampled_from("ABCDEFG"), st.tuples(NUMBERS, NUMBERS, NUMBERS, NUMBERS), min_size=1
    )
)
def test_points_as_written_add_up_too(parts: dict[str, tuple[int, int, int, int]]) -> None:
    def share(numbers: list[tuple[int, int]]) -> Value:
        top, rest = (sum(each) for each in zip(*numbers, strict=True))
        return Value(top / (top + rest), top + rest) if top + rest else Value(None, 0)

    pairs = {key: Pair(share([each[:2]]), share([each[2:]])) for key, each in parts.items()}
    whole = Pair(
        share([each[:2] for each in parts.values()]), share([each[2:] for each in parts.values()])
    )
    with override("en"):
        told = split(SHARE, whole, pairs, "By office")
        sentence = headline(SHARE, whole, ("now", "then"))
    if told is not None:
        assert sum(written(each) for each in told.sentences) == written(told.total)
        assert written(told.total) == written(sentence)


def test_a_reader_learns_what_changed_and_where() -> None:
    whole = Pair(count(400), count(520))
    parts = {"Qamishlo": Pair(count(300), count(450)), "Semalka": Pair(count(100), count(70))}
    with override("en"):
        assert headline(COUNT, whole, ("October 2026", "September 2026")) == (
            "Visas granted: 520 in October 2026, 400 in September 2026: 120 more, that is 30%."
        )
        told = split(COUNT, whole, parts, "By office")
    assert told is not None
    assert told.sentences == (
        "Qamishlo: 450, before 300: 150 more.",
        "Semalka: 70, before 100: 30 less.",
    )
    assert told.total == "Together: 120 more."


def test_shares_change_in_points_and_times_in_the_unit_that_suits() -> None:
    with override("en"):
        whole = Pair(Value(0.8, 100), Value(0.845, 200))
        assert headline(SHARE, whole, ("2026", "2025")) == (
            "Answered on time: 84.5% in 2026, 80% in 2025: 4.5 points more."
        )
        _board, median = get_figure("visas.median_time")
        mean = explained_by(median)
        assert mean is not None
        days = Pair(Value(2 * 86400.0, 10), Value(5.5 * 86400, 10))
        assert headline(mean, days, ("2026", "2025")).endswith("in 2025: 3.5 days more.")
        hours = measured_of(mean, [Fraction(-3 * 3600)])
        assert hours.say(-30) == "3 hours less"
        assert measured_of(mean, [Fraction(60)]).say(10) == "1 minute more"


def test_nothing_before_is_said_and_not_divided_by() -> None:
    with override("en"):
        assert headline(COUNT, Pair(count(0), count(3)), ("now", "then")) == (
            "Visas granted: 3 in now, 0 in then: 3 more."
        )
        nothing = Pair(Value(None, 0), Value(0.5, 2))
    assert split(SHARE, nothing, {"A": nothing}, "By office") is None


@pytest.mark.parametrize("language", ["ar", "kmr", "en"])
def test_each_language_tells_the_same_numbers(language: str) -> None:
    whole, parts = Pair(count(1400), count(1520)), {"A": Pair(count(1400), count(1520))}
    with override(language):
        line = headline(COUNT, whole, ("X", "Y"))
        told = split(COUNT, whole, parts, "By office")
    assert re.findall(r"[\d,]*\d", line) == ["1,520", "1,400", "120", "9"]
    assert told is not None
    assert re.findall(r"[\d,]*\d", told.sentences[0]) == ["1,520", "1,400", "120"]


MONEY = Figure("trial.z", "Money taken", "x", Way.MONEY, "payments.taken")


@pytest.mark.parametrize(
    ("figure", "now", "before", "told"),
    [
        (SHARE, Value(0.5, 2), NOTHING, "Answered on time: 50% in May; there was nothing to count in April."),
        (SHARE, NOTHING, Value(0.5, 2), "Answered on time: there was nothing to count in May; 50% in April."),
        (SHARE, NOTHING, NOTHING, "Answered on time: there was nothing to count, in May or in April."),
        (MONEY, Value(0, 0), Value(0, 0), "Money taken: there was nothing to count, in May or in April."),
        (COUNT, count(0), count(0), "Visas granted: 0 in May, 0 in April: no difference."),
    ],
)  # fmt: skip
def test_a_span_with_nothing_to_count_is_said_in_words(
    figure: Figure, now: Value, before: Value, told: str
) -> None:
    with override("en"):
        assert headline(figure, Pair(before, now), ("May", "April")) == told
