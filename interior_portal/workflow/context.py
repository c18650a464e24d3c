"""What the engine knows of a case when it decides: values, read under the case's lock."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from interior_portal.accounts.models import User
from interior_portal.workflow.deadline import Deadline
from interior_portal.workflow.procedures import Procedure


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
    """The open work item of a case."""

    id: int
    claimed_by_id: int | None
    claimed_at: dt.datetime | None


@dataclass(frozen=True, slots=True)
class EarlierEvent:
    """The event that a repeated key stands for."""

    seq: int
    version: int
    step: str
    body_hash: bytes


@dataclass(frozen=True, slots=True)
class ActorStanding:
    """What somebody is at a unit today: whether they may sign in, and the roles they hold there."""

    id: int
    is_active: bool
    roles: frozenset[str]


@dataclass(frozen=True, slots=True)
class Standing:
    """A case with everything a decision about it needs. `actor` is None for the system."""

    case: CaseSnapshot
    procedure: Procedure
    item: ItemSnapshot | None
    actor: ActorStanding | None
    last_actors: Mapping[str, int | None]
    earlier: EarlierEvent | None


@dataclass(frozen=True, slots=True)
class RuleContext:
    """What a rule may look at: the case, who acts (None for the system), what they sent, and when."""

    case: CaseSnapshot
    by: User | None
    data: Mapping[str, Any]
    at: dt.datetime
