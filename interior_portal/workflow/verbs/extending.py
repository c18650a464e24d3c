"""More time for a case, with a reason that the applicant reads in their own language."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from interior_portal.accounts.models import User
from interior_portal.shared import clock
from interior_portal.shared.refusals import NOT_PERMITTED, Refusal, Refused
from interior_portal.workflow import decide, registry
from interior_portal.workflow.context import Standing
from interior_portal.workflow.ledger import chain
from interior_portal.workflow.results import Extension, KeyReused, StaleCase
from interior_portal.workflow.sql import hours
from interior_portal.workflow.sql.record import Record, record
from interior_portal.workflow.timing import deadline, timers
from interior_portal.workflow.verbs import in_place

EXTENDED, TELL_EXTENDED = "workflow.extended", "workflow.tell_extended"
CLOCK_NOT_STARTED = Refusal(
    "clock_not_started", _("The time of this case has not begun, so there is nothing to extend.")
)
CLOCK_ENDED = Refusal("clock_ended", _("The time of this case has ended. It cannot be extended."))


@dataclass(frozen=True, slots=True)
class Wish:
    """So many more working minutes, and the code of a registered reason."""

    case_id: int
    minutes: int
    reason: str
    by: User | None
    version: int | None
    key: str

    def __post_init__(self) -> None:
        if self.minutes < 1:
            raise ValueError("an extension is at least one working minute")
        if not self.key:
            raise ValueError("an extension has a key")
        if self.version is None and self.by is not None:
            raise ValueError("a person acts on the version they saw")
        registry.extension_reason(self.reason)

    def body_hash(self) -> bytes:
        said = chain.canonical({"minutes": self.minutes, "reason": self.reason})
        return chain.body_hash(EXTENDED, self.by.pk if self.by else None, said)


def extend(wish: Wish) -> Extension | Refused:
    """The new deadline, or why not; nothing has been written in that case."""
    standing = in_place.locked(wish.case_id, wish.by, wish.key)
    case, earlier = standing.case, standing.earlier
    if earlier is not None:
        if earlier.body_hash != wish.body_hash():
            return KeyReused()
        due_at = case.deadline.due_at
        return Extension(case.id, case.reference, earlier.version, due_at, replayed=True)
    if wish.version is not None and wish.version != case.version:
        return StaleCase()
    if refusal := why_not_extend(standing):
        return Refused(refusal)
    return _write(standing, wish)


def why_not_extend(standing: Standing) -> Refusal | None:
    """Why the actor may not give this case more time; None when they may."""
    actor, clock_of_case = standing.actor, standing.case.deadline
    if actor is not None and not (actor.is_active and decide.extending_role(standing)):
        return NOT_PERMITTED
    if actor is not None and actor.id == standing.case.applicant_id:
        return decide.OWN_CASE
    if clock_of_case.clock_ended_at is not None:
        return CLOCK_ENDED
    return CLOCK_NOT_STARTED if clock_of_case.received_at is None else None


def _write(standing: Standing, wish: Wish) -> Extension:
    case, at = standing.case, clock.now()
    calendar = hours.loader(case.unit_id)
    move = deadline.extend(case.deadline, wish.minutes, calendar)
    event = in_place.event_of(
        standing,
        EXTENDED,
        at,
        {"reason": wish.reason, "minutes": wish.minutes, "clock": move.facts},
        role=decide.extending_role(standing),
        key=wish.key,
        body_hash=wish.body_hash(),
        is_newer=True,
    )
    record(
        Record(
            standing=standing,
            deadline=move.deadline,
            event=event,
            timers=timers.TimerChange(
                dropped=(timers.NEAR_BREACH, timers.BREACH),
                alarms=timers.of_clock(move.deadline, at, calendar),
            ),
            effects=(TELL_EXTENDED,),
        )
    )
    return Extension(case.id, case.reference, event.version, move.deadline.due_at)
