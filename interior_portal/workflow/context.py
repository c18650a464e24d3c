"""What the engine knows of a case when it decides: values, read under the case's lock."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from interior_portal.accounts.models import User
from interior_portal.workflow.procedures import Procedure
from interior_portal.workflow.questions import Answer
from interior_portal.workflow.timing.deadline import Deadline


@dataclass(frozen=True, slots=True)
class CaseSnapshot:
    """The columns of a case as they were read."""

    id: int
    reference: str
    procedure: str
    step: str
    version: int
    outcome: str
    category: str
    unit_id: int
    applicant_id: int
    entered_by_id: int | None
    opened_at: dt.datetime
    closed_at: dt.datetime | None
    deadline: Deadline
    event_seq: int
    event_hash: bytes


@dataclass(frozen=True, slots=True)
class ItemSnapshot:
    """An open work item of a case: that of the trunk, or of the branch in question."""

    id: int
    step: str
    claimed_by_id: int | None
    claimed_at: dt.datetime | None
    lease_until: dt.datetime | None

    def holder_at(self, moment: dt.datetime) -> int | None:
        """Whose it is: nobody's once a lease is over, whether or not the sweep has come by."""
        is_over = self.lease_until is not None and self.lease_until <= moment
        return None if is_over else self.claimed_by_id


@dataclass(frozen=True, slots=True)
class Place:
    """Where a branch stands, and the case's version since then. No step: it has arrived."""

    step: str | None
    since: int


@dataclass(frozen=True, slots=True)
class JoinSnapshot:
    """The branches that a case waits for."""

    id: int
    expected: int
    arrived: int
    places: Mapping[str, Place]

    @property
    def open_branches(self) -> tuple[str, ...]:
        """The branches that have not arrived yet."""
        return tuple(branch for branch, place in self.places.items() if place.step)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The latest round of a question that a case has asked. `id` is 0 until it is written; `child_id` is
    the case that answers it, where a procedure does.
    """

    id: int
    question: str
    round: int
    unit_id: int
    asked_by_id: int | None
    answer: Answer | None = None
    is_withdrawn: bool = False
    child_id: int | None = None

    @property
    def is_open(self) -> bool:
        return self.answer is None and not self.is_withdrawn

    @property
    def is_clear(self) -> bool:
        """Whether the case may go its straight way; a withdrawn question is settled and not clear."""
        return self.answer is not None and self.answer.is_clear


@dataclass(frozen=True, slots=True)
class EarlierEvent:
    """The event that a repeated key stands for."""

    seq: int
    version: int
    step: str
    body_hash: bytes


@dataclass(frozen=True, slots=True)
class ActorStanding:
    """What somebody is at a unit today: whether they may sign in, and the roles they hold there.

    `absent` says for whom, of those roles that they hold only because they stand in for somebody.
    """

    id: int
    is_active: bool
    roles: frozenset[str]
    absent: Mapping[str, tuple[int, ...]] = field(default_factory=dict)

    def acts_for(self, role: str) -> int | None:
        """Whom the actor stands in for under this role; None for themselves."""
        return min(self.absent.get(role, ()), default=None)


@dataclass(frozen=True, slots=True)
class Standing:
    """A case with everything a decision about it needs. `actor` is None for the system.

    `item` is the open one of the branch that was asked about; where it lies on a desk that answers a
    question, `to_answer` is that question, and the actor is what they are at the unit of that desk.
    `asked` are the latest rounds of the case's questions by code, `way_in` the transition that led to
    where the case stands, `desks` the ids of the units in service that answer questions, by code: all
    three are read for procedures that ask.
    `last_actors` are who last did each transition that matters to four eyes, and in whose name.
    """

    case: CaseSnapshot
    procedure: Procedure
    item: ItemSnapshot | None
    join: JoinSnapshot | None
    actor: ActorStanding | None
    last_actors: Mapping[str, tuple[int, ...]]
    earlier: EarlierEvent | None
    asked: Mapping[str, Asked] = field(default_factory=dict)
    way_in: str = ""
    to_answer: Asked | None = None
    desks: Mapping[str, int] = field(default_factory=dict)

    def step_in(self, branch: str) -> str | None:
        """Where the case stands in the trunk (an empty branch) or in a branch; None where it is not."""
        if not branch:
            return self.case.step
        place = self.join.places.get(branch) if self.join else None
        return place.step if place else None

    def since(self, branch: str) -> int:
        """The oldest version of the case that still shows where the branch stands."""
        place = self.join.places.get(branch) if self.join and branch else None
        return place.since if place else self.case.version


@dataclass(frozen=True, slots=True)
class RuleContext:
    """What a rule may look at: the case, who acts (None for the system), what they sent, and when.

    `answers` are those to the case's questions, by code: of the latest rounds, where there is one.
    """

    case: CaseSnapshot
    by: User | None
    data: Mapping[str, Any]
    at: dt.datetime
    answers: Mapping[str, Answer] = field(default_factory=dict)
