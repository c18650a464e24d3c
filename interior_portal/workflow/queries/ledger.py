"""Is the ledger of a case, or of all cases, as it was written?"""

import datetime as dt
import enum
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import groupby
from operator import itemgetter
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from interior_portal.workflow.ledger import chain
from interior_portal.workflow.models import Case, CaseEvent

BATCH = 2000  # rows that are fetched at a time
_HEAD = ("pk", "reference", "event_seq", "event_hash")
_EVENT = (
    "seq", "code", "transition", "from_step", "to_step", "version", "actor_id", "role",
    "on_behalf_of_id", "unit_id", "at", "data", "key", "body_hash", "prev_hash", "hash",
)  # fmt: skip


class Damage(enum.Enum):
    """What is wrong with an event, or with the end of the chain."""

    MISSING = "MISSING"
    CHANGED = "CHANGED"
    REORDERED = "REORDERED"
    CUT = "CUT"
    ADDED = "ADDED"


@dataclass(frozen=True, slots=True)
class Head:
    """What a case knows of the end of its chain."""

    reference: str
    seq: int
    hash: bytes


@dataclass(frozen=True, slots=True)
class Stored:
    """An event as it was found, with the hashes that stand beside it."""

    line: chain.Event
    prev_hash: bytes
    hash: bytes


@dataclass(frozen=True, slots=True)
class ChainReport:
    """`damage` lists what was found by event number; empty means the chain is whole.

    `events` is how many the case should have.
    """

    reference: str
    events: int
    damage: tuple[tuple[int, Damage], ...]

    @property
    def is_whole(self) -> bool:
        return not self.damage


def verify_chain(case: Case) -> ChainReport:
    """Compute every hash of the case's ledger again. One query."""
    (report,) = verify_chains(Case.objects.filter(pk=case.pk))
    return report


def verify_chains(cases: QuerySet[Case]) -> Iterator[ChainReport]:
    """The report of each case, in one query by a server-side cursor; keeps one case at a time.

    Begin a transaction around it: without one PostgreSQL writes the whole answer to disk first.
    """
    names = (*_HEAD, *(f"events__{name}" for name in _EVENT))
    rows = cases.order_by("pk", "events__seq").values_list(*names).iterator(chunk_size=BATCH)
    for (_pk, reference, seq, digest), found in groupby(rows, itemgetter(slice(len(_HEAD)))):
        head = Head(reference, seq, bytes(digest))
        events = (
            _stored(reference, row[len(_HEAD) :]) for row in found if row[len(_HEAD)] is not None
        )
        yield ChainReport(reference, seq, tuple(damage_in(head, events)))


def cases_since(day: dt.datetime) -> QuerySet[Case]:
    """Cases that began or had an event since then."""
    events = CaseEvent.objects.filter(case=OuterRef("pk"), at__gte=day)
    return Case.objects.filter(Q(opened_at__gte=day) | Exists(events))


def damage_in(head: Head, events: Iterable[Stored]) -> Iterator[tuple[int, Damage]]:
    """What is wrong with one case's events, which come in the order of their numbers.

    An event is CHANGED when its words no longer give its hash, or its hash is not built on the one
    before; REORDERED when its words are whole but were written under another number; MISSING when its
    number is skipped; CUT when the case knows of later events or another head.
    """
    expected, previous = 1, chain.GENESIS
    for event in events:
        seq = event.line.seq
        yield from ((number, Damage.MISSING) for number in range(expected, seq))
        is_linked = seq > expected or event.prev_hash == previous
        if chain.chained(event.prev_hash, event.line) != event.hash:
            was_moved = _was_another_number(event, head.seq)
            yield seq, Damage.REORDERED if was_moved else Damage.CHANGED
        elif not is_linked:
            yield seq, Damage.CHANGED
        expected, previous = seq + 1, event.hash
    if expected != head.seq + 1 or previous != head.hash:
        yield expected, Damage.CUT


def _was_another_number(event: Stored, last: int) -> bool:
    lines = (replace(event.line, seq=number) for number in range(1, last + 1))
    return any(chain.chained(event.prev_hash, line) == event.hash for line in lines)


def _stored(reference: str, row: tuple[Any, ...]) -> Stored:
    words = dict(zip(_EVENT, row, strict=True))
    prev_hash, digest = bytes(words.pop("prev_hash")), bytes(words.pop("hash"))
    words |= {"data": chain.canonical(words["data"]), "body_hash": bytes(words["body_hash"])}
    return Stored(chain.Event(reference=reference, **words), prev_hash, digest)
