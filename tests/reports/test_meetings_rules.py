"""Counting: the sums, the majorities, the quorum, elections and their ties."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.rules import meetings as law
from reports.rules.differences import Change, differences
from reports.rules.meetings import Choice, Count, Elected, Majority, Outcome, Quorum

counts = st.builds(Count, *(st.integers(0, 300) for _ in range(3)))
majorities = st.sampled_from(Majority)


@given(st.lists(st.sampled_from(Choice)))
def test_all_ballots_are_counted_and_none_twice(said: list[Choice]) -> None:
    count = law.count_of(said)
    assert count.ballots == len(said)
    assert (count.yes, count.no) == (said.count(Choice.YES), said.count(Choice.NO))


@given(majorities, counts, st.integers(0, 50))
def test_one_more_yes_never_loses_what_was_adopted(
    majority: Majority, count: Count, more: int
) -> None:
    seats = count.ballots + more
    if law.is_adopted(majority, count, seats=seats):
        turned = [Count(count.yes + 1, count.no, count.abstain)]
        turned += [Count(count.yes + 1, count.no - 1, count.abstain)] if count.no else []
        turned += [Count(count.yes + 1, count.no, count.abstain - 1)] if count.abstain else []
        # A turned ballot leaves the seats as they are; one more comes from a seat that was silent.
        for better in turned:
            assert law.is_adopted(majority, better, seats=max(seats, better.ballots))


@given(counts, st.integers(0, 50))
def test_what_two_thirds_or_all_seats_adopt_a_simple_majority_adopts(
    count: Count, more: int
) -> None:
    seats = count.ballots + more
    for harder in (Majority.TWO_THIRDS, Majority.ABSOLUTE):
        if law.is_adopted(harder, count, seats=seats):
            assert law.is_adopted(Majority.SIMPLE, count, seats=seats)


@pytest.mark.parametrize(
    ("majority", "count", "seats", "adopted"),
    [
        (Majority.SIMPLE, Count(3, 2, 40), 50, True),
        (Majority.SIMPLE, Count(3, 3, 0), 50, False),
        (Majority.SIMPLE, Count(0, 0, 9), 9, False),
        (Majority.TWO_THIRDS, Count(4, 2, 3), 9, True),
        (Majority.TWO_THIRDS, Count(5, 3, 0), 9, False),
        (Majority.TWO_THIRDS, Count(0, 0, 9), 9, False),
        (Majority.ABSOLUTE, Count(5, 0, 0), 10, False),
        (Majority.ABSOLUTE, Count(6, 4, 0), 10, True),
    ],
)
def test_each_majority_at_its_edge(
    majority: Majority, count: Count, seats: int, *, adopted: bool
) -> None:
    assert law.is_adopted(majority, count, seats=seats) is adopted


@given(counts, majorities)
def test_a_tie_is_lost_unless_the_chair_may_decide_it_and_says_yes(
    count: Count, majority: Majority
) -> None:
    outcome = law.outcome_of(majority, count, seats=count.ballots, chair_may_decide=True)
    assert (outcome is Outcome.TIED) is (majority is Majority.SIMPLE and count.is_tie)
    if outcome is Outcome.TIED:
        alone = law.outcome_of(majority, count, seats=count.ballots)
        assert alone is Outcome.NOT_ADOPTED
        assert law.settled(outcome, Choice.YES) is Outcome.ADOPTED
        assert law.settled(outcome, Choice.NO) is Outcome.NOT_ADOPTED
        assert law.settled(outcome, None) is Outcome.NOT_ADOPTED
    else:
        assert law.settled(outcome, Choice.YES) is outcome


@pytest.mark.parametrize(
    ("quorum", "seats", "needed"),
    [
        (Quorum(1, 2, is_more=True), 10, 6),
        (Quorum(1, 2, is_more=True), 11, 6),
        (Quorum(1, 2, is_more=False), 10, 5),
        (Quorum(1, 2, is_more=False), 11, 6),
        (Quorum(2, 3, is_more=False), 9, 6),
        (Quorum(2, 3, is_more=False), 10, 7),
        (Quorum(1, 1, is_more=False), 7, 7),
        (Quorum(1, 3, is_more=False), 0, 1),
    ],
)
def test_the_quorum_is_a_whole_number_of_seats(quorum: Quorum, seats: int, needed: int) -> None:
    assert quorum.needed(seats) == needed
    assert not quorum.is_met(present=needed - 1, seats=seats)
    assert quorum.is_met(present=needed, seats=seats)


@given(st.dictionaries(st.integers(1, 30), st.integers(0, 6), max_size=12), st.integers(1, 6))
def test_an_election_fills_its_places_or_says_who_is_equal(
    votes: dict[int, int], places: int
) -> None:
    result = law.elect(votes, places)
    wanted = min(places, sum(1 for count in votes.values() if count))
    assert len(result.elected) + result.places == wanted
    assert bool(result.tied) is bool(result.places)
    if result.tied:
        assert len(result.tied) > result.places
        assert len({votes[key] for key in result.tied}) == 1
    beaten = [votes[key] for key in votes if key not in (*result.elected, *result.tied)]
    for key in result.elected:
        assert votes[key] > 0
        assert all(votes[key] >= count for count in beaten)


def test_equal_votes_at_the_boundary_are_nobodys_yet() -> None:
    assert law.elect({1: 5, 2: 3, 3: 3, 4: 1}, 2) == Elected((1,), (2, 3), 1)
    assert law.elect({1: 5, 2: 3, 3: 1}, 2) == Elected((1, 2), (), 0)
    assert law.elect({1: 2, 2: 2}, 2) == Elected((1, 2), (), 0)
    assert law.elect({1: 2, 2: 0}, 2) == Elected((1,), (), 0)


def test_paper_ballots_are_as_many_as_were_given_and_never_one() -> None:
    assert law.why_not_papers(seats_on_paper=0, papers=0) is None
    assert law.why_not_papers(seats_on_paper=1, papers=1) == law.LONE_PAPER
    assert law.why_not_papers(seats_on_paper=3, papers=2) == law.PAPERS_DIFFER
    assert law.why_not_papers(seats_on_paper=3, papers=3) is None


@pytest.mark.parametrize(
    ("blank", "marks", "fits"),
    [
        (0, [3, 3], True),
        (0, [3, 0], True),
        (1, [2, 2], True),
        (3, [], True),
        (0, [1, 1], False),
        (0, [4, 0], False),
        (2, [2, 1], False),
        (4, [], False),
    ],
)
def test_marks_on_paper_fit_the_ballots(blank: int, marks: list[int], *, fits: bool) -> None:
    refusal = law.why_not_marks(seats_on_paper=3, blank=blank, marks=marks, places=2)
    assert refusal == (None if fits else law.PAPERS_DIFFER)


texts = st.text(alphabet="ab ابتç.،\n", max_size=40)


@given(texts, texts)
def test_differences_give_both_texts_back(before: str, after: str) -> None:
    pieces = differences(before, after)
    assert "".join(p.text for p in pieces if p.change is not Change.NEW) == before
    assert "".join(p.text for p in pieces if p.change is not Change.GONE) == after


def test_differences_are_told_by_words() -> None:
    pieces = differences("تعقد الهيئة اجتماعاً كل سنة", "تعقد الهيئة اجتماعاً كل سنتين")
    assert [(p.change, p.text) for p in pieces] == [
        (Change.SAME, "تعقد الهيئة اجتماعاً كل "),
        (Change.GONE, "سنة"),
        (Change.NEW, "سنتين"),
    ]
