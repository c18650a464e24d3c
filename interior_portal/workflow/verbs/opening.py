"""The start of a case: recognise, decide, write."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from interior_portal.accounts.models import User
from interior_portal.shared import clock, ids
from interior_portal.shared.refusals import Refused
from interior_portal.workflow import decide, registry, versions
from interior_portal.workflow.context import ActorStanding
from interior_portal.workflow.ledger import chain
from interior_portal.workflow.procedures import Procedure
from interior_portal.workflow.results import Advance, KeyReused
from interior_portal.workflow.sql import hours, write
from interior_portal.workflow.sql import start as sql_start
from interior_portal.workflow.timing import deadline, timers
from interior_portal.workflow.timing.deadline import Deadline

CLOCK, STARTED = "clock", "started"
ATTEMPTS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """What somebody asks to begin."""

    procedure: Procedure
    by: User | None
    unit_id: int
    applicant_id: int
    key: str
    data: Mapping[str, Any]
    category: str
    promise_minutes: int | None

    def __post_init__(self) -> None:
        if not self.key:
            raise ValueError("a start has a key")
        if CLOCK in self.data:
            raise ValueError(f"{CLOCK!r} is the engine's word in the data of an event")

    @property
    def actor_id(self) -> int | None:
        return self.by.pk if self.by else None

    def body_hash(self) -> bytes:
        """The promise is left out: it is the house's data, and may change between two tries."""
        body = {
            "procedure": self.procedure.code,
            "unit": self.unit_id,
            "applicant": self.applicant_id,
            "category": self.category,
            "data": self.data,
        }
        return chain.body_hash(STARTED, self.actor_id, chain.canonical(body))


def open_case(opening: Opening) -> Advance | Refused:
    """The new case, or why not; nothing has been written in that case.

    A reference that is taken, or the same key sent twice at once, leaves the first write without a
    row: the next round finds the other case by its key, or tries another reference.
    """
    procedure, body_hash = opening.procedure, opening.body_hash()
    for _ in range(ATTEMPTS):
        standing = sql_start.read(
            sha256=procedure.sha256, key=opening.key, unit_id=opening.unit_id, by=opening.by
        )
        if standing.earlier is not None:
            return _replayed(standing.earlier, body_hash)
        refusal = decide.why_not_enter(procedure, standing.actor, opening.applicant_id)
        if refusal is not None:
            return Refused(refusal)
        if not standing.is_stored:
            versions.store(procedure)
        if advance := _write(opening, standing.actor, body_hash):
            return advance
    message = f"no free reference for {procedure.code} in {ATTEMPTS} tries"
    raise RuntimeError(message)


def _replayed(earlier: sql_start.EarlierStart, body_hash: bytes) -> Advance | Refused:
    if earlier.body_hash != body_hash:
        return KeyReused()
    return Advance(
        earlier.case_id,
        earlier.reference,
        earlier.version,
        earlier.step,
        earlier.seq,
        replayed=True,
    )


def _write(opening: Opening, actor: ActorStanding | None, body_hash: bytes) -> Advance | None:
    procedure, at = opening.procedure, clock.now()
    initial = procedure.step(procedure.initial)
    promise = opening.promise_minutes or procedure.promise.minutes
    calendar = hours.loader(opening.unit_id)
    clock_move = deadline.enter(Deadline(promise), initial, at, calendar)
    is_entered = actor is not None and actor.id != opening.applicant_id
    facts = {CLOCK: clock_move.facts} if clock_move.facts else {}
    event = chain.Event(
        reference=ids.new_reference(procedure.reference_prefix),
        seq=1,
        code=f"{procedure.code}.{STARTED}",
        transition="",
        from_step="",
        to_step=initial.code,
        version=1,
        actor_id=opening.actor_id,
        role=decide.entering_role(procedure, actor) if is_entered else "",
        on_behalf_of_id=opening.applicant_id if is_entered else None,
        unit_id=opening.unit_id,
        at=at,
        data=chain.canonical({**opening.data, **facts}),
        key=opening.key,
        body_hash=body_hash,
    )
    case_id = write.start(
        write.NewCase(
            sha256=procedure.sha256,
            procedure=procedure.code,
            directorate=procedure.directorate,
            category=opening.category,
            applicant_id=opening.applicant_id,
            entered_by_id=opening.actor_id if is_entered else None,
            initial=initial,
            deadline=clock_move.deadline,
            timers=timers.at_start(procedure, clock_move.deadline, at, calendar),
            event=event,
            effects=registry.subscribers(event.code),
        )
    )
    return None if case_id is None else Advance(case_id, event.reference, 1, initial.code, 1)
