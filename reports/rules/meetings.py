"""Quorum, majorities and elections: counting as assemblies know it (Robert's Rules of Order, 12th ed., 44 to 46)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from interior_portal.shared.refusals import Refusal

LONE_PAPER = Refusal(
    "lone_paper_ballot",
    _(
        "A single paper ballot would tell who cast it. Let that person vote on a device in the hall,"
        " or stop this vote and hold it again."
    ),
)
PAPERS_DIFFER = Refusal(
    "paper_ballots_differ",
    _("Enter the count of the paper ballots first: as many as seats were given one."),
)


class Choice(StrEnum):
    YES = "YES"
    NO = "NO"
    ABSTAIN = "ABSTAIN"


class Majority(StrEnum):
    SIMPLE = "SIMPLE"
    ABSOLUTE = "ABSOLUTE"
    TWO_THIRDS = "TWO_THIRDS"


class Outcome(StrEnum):
    ADOPTED = "ADOPTED"
    NOT_ADOPTED = "NOT_ADOPTED"
    TIED = "TIED"


@dataclass(frozen=True, slots=True)
class Count:
    """What was said; who abstains has voted, but cast neither a yes nor a no."""

    yes: int
    no: int
    abstain: int

    @property
    def ballots(self) -> int:
        return self.yes + self.no + self.abstain

    @property
    def is_tie(self) -> bool:
        """As many for as against, and somebody at all."""
        return self.yes == self.no > 0


@dataclass(frozen=True, slots=True)
class Quorum:
    """The share of all seats that must be present: at least it, or more than it (one half, say)."""

    numerator: int
    denominator: int
    is_more: bool = field(kw_only=True)

    def needed(self, seats: int) -> int:
        """The smallest number of seats present that is enough; no meeting is quorate without anybody."""
        share = self.numerator * seats
        least = share // self.denominator + 1 if self.is_more else -(-share // self.denominator)
        return max(1, least)

    def is_met(self, *, present: int, seats: int) -> bool:
        return present >= self.needed(seats)


def count_of(choices: Iterable[str]) -> Count:
    """One ballot a choice."""
    said = list(choices)
    return Count(*(said.count(choice) for choice in Choice))


def is_adopted(majority: Majority, count: Count, *, seats: int) -> bool:
    """Simple: more yes than no (44:1: more than half of the votes cast, abstentions not counted). Two thirds:
    at least two of three votes cast (44:3). Absolute: more than half of all seats, present or not (44:9).
    """
    match majority:
        case Majority.SIMPLE:
            return count.yes > count.no
        case Majority.TWO_THIRDS:
            return count.yes > 0 and 3 * count.yes >= 2 * (count.yes + count.no)
        case Majority.ABSOLUTE:
            return 2 * count.yes > seats


def outcome_of(
    majority: Majority, count: Count, *, seats: int, chair_may_decide: bool = False
) -> Outcome:
    """A tie is lost (44:12), unless the rule of the meeting lets the chair decide one of a simple majority."""
    if majority is Majority.SIMPLE and count.is_tie and chair_may_decide:
        return Outcome.TIED
    return Outcome.ADOPTED if is_adopted(majority, count, seats=seats) else Outcome.NOT_ADOPTED


def settled(outcome: Outcome, casting: Choice | None) -> Outcome:
    """After the chair has spoken: a tie is adopted by a casting yes and by nothing else."""
    if outcome is not Outcome.TIED:
        return outcome
    return Outcome.ADOPTED if casting is Choice.YES else Outcome.NOT_ADOPTED


@dataclass(frozen=True, slots=True)
class Elected:
    """Who is elected, in the order of their votes; `tied` stand equal for the `places` that are left for them."""

    elected: tuple[int, ...]
    tied: tuple[int, ...]
    places: int


def elect(votes: Mapping[int, int], places: int) -> Elected:
    """The most votes win (46:33); who has none is not elected; equal ones at the boundary are nobody's yet."""
    ranked = sorted((key for key in votes if votes[key]), key=lambda key: (-votes[key], key))
    if len(ranked) <= places:
        return Elected(tuple(ranked), (), 0)
    last = votes[ranked[places - 1]]
    if votes[ranked[places]] != last:
        return Elected(tuple(ranked[:places]), (), 0)
    sure = tuple(key for key in ranked if votes[key] > last)
    tied = tuple(key for key in ranked if votes[key] == last)
    return Elected(sure, tied, places - len(sure))


def why_not_papers(*, seats_on_paper: int, papers: int) -> Refusal | None:
    """Why ballots on paper cannot be counted: too few to be secret, or not as many as were handed out."""
    if seats_on_paper == 1:
        return LONE_PAPER
    return None if seats_on_paper == papers else PAPERS_DIFFER


def why_not_marks(
    *, seats_on_paper: int, blank: int, marks: Iterable[int], places: int
) -> Refusal | None:
    """The same for an election: every ballot is blank or has one to `places` marks, no name twice."""
    if seats_on_paper == 1:
        return LONE_PAPER
    each = list(marks)
    marked, total = seats_on_paper - blank, sum(each)
    fits = marked >= 0 and marked <= total <= places * marked and max(each, default=0) <= marked
    return None if fits else PAPERS_DIFFER
