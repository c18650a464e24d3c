"""Is the ledger of a case as it was written?"""

import enum
from dataclasses import dataclass

from interior_portal.workflow import chain
from interior_portal.workflow.models import Case, CaseEvent


class Damage(enum.Enum):
    """What is wrong with an event, or with the end of the chain."""

    MISSING = "MISSING"
    CHANGED = "CHANGED"
    CUT = "CUT"


@dataclass(frozen=True, slots=True)
class ChainReport:
    """`damage` lists what was found by event number; empty means the chain is whole."""

    events: int
    damage: tuple[tuple[int, Damage], ...]

    @property
    def is_whole(self) -> bool:
        return not self.damage


def verify_chain(case: Case) -> ChainReport:
    """Compute every hash of the case's ledger again. Two queries.

    An event is CHANGED when its words no longer give its hash, or its hash is not built on the one
    before; MISSING when its number is skipped; CUT when the case knows of later events or another head.
    """
    head = Case.objects.only("reference", "event_seq", "event_hash").get(pk=case.pk)
    found: list[tuple[int, Damage]] = []
    expected, previous = 1, chain.GENESIS
    for event in CaseEvent.objects.filter(case=case).order_by("seq"):
        found += ((seq, Damage.MISSING) for seq in range(expected, event.seq))
        is_linked = event.seq > expected or bytes(event.prev_hash) == previous
        is_same = chain.chained(bytes(event.prev_hash), _line(event, head.reference)) == bytes(
            event.hash
        )
        if not (is_linked and is_same):
            found.append((event.seq, Damage.CHANGED))
        expected, previous = event.seq + 1, bytes(event.hash)
    if expected != head.event_seq + 1 or previous != bytes(head.event_hash):
        found.append((expected, Damage.CUT))
    return ChainReport(head.event_seq, tuple(found))


def _line(event: CaseEvent, reference: str) -> chain.Event:
    return chain.Event(
        reference=reference,
        seq=event.seq,
        code=event.code,
        transition=event.transition,
        from_step=event.from_step,
        to_step=event.to_step,
        version=event.version,
        actor_id=event.actor_id,
        role=event.role,
        on_behalf_of_id=event.on_behalf_of_id,
        unit_id=event.unit_id,
        at=event.at,
        data=chain.canonical(event.data),
        key=event.key,
        body_hash=bytes(event.body_hash),
    )
