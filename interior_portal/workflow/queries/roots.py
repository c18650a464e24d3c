"""Do the events still stand under the roots that were signed over them?

What the roots show that the chain of a case cannot: a case whose last events were removed together
with its head, a case that was removed whole, a case that was written anew with right hashes, and an
event that was slipped in later under an old id. All are named, for a root keeps its list.

A removed root shows by the gap in the numbers and by the `prev_root` of the next; a changed one by its
signature. What the database alone cannot show: the newest roots removed together with all events that
they covered, and everything forged by who holds the signing key itself. The printed copy shows both:
compare it with `--printed`. Events younger than the newest root stand under none yet.
"""

import datetime as dt
import enum
from collections.abc import Iterator
from dataclasses import dataclass

from interior_portal.documents import keys
from interior_portal.documents.vds import VerificationKey
from interior_portal.documents.vds.signatures import is_genuine
from interior_portal.workflow.ledger import merkle, sealing
from interior_portal.workflow.ledger.chain import GENESIS
from interior_portal.workflow.models import CaseEvent, MerkleRoot
from interior_portal.workflow.queries.ledger import BATCH, Damage

ROOTS_AT_A_TIME = 20  # each brings its list


class RootDamage(enum.Enum):
    """What is wrong with a root, or with its place: MISSING says that the one before it is gone."""

    MISSING = "MISSING"
    UNLINKED = "UNLINKED"
    LIST_CHANGED = "LIST_CHANGED"
    NOT_SIGNED = "NOT_SIGNED"
    KEY_NOT_TRUSTED = "KEY_NOT_TRUSTED"


@dataclass(frozen=True, slots=True)
class RootReport:
    """`damage` is that of the root itself; `events` names the events under it that do not fit."""

    seq: int
    count: int
    damage: tuple[RootDamage, ...]
    events: tuple[tuple[str, int, Damage], ...]


def latest_root() -> MerkleRoot | None:
    """The newest root, without its list; one query."""
    return MerkleRoot.objects.order_by("-seq").defer("leaves").first()


def find_root(seq: int) -> MerkleRoot | None:
    """The root of this number, without its list; one query."""
    return MerkleRoot.objects.filter(seq=seq).defer("leaves").first()


def short_form(root: MerkleRoot) -> str:
    """The first 80 bits of the root, for paper: `1A2B-3C4D-5E6F-7081-92A3`."""
    digits = bytes(root.root).hex().upper()[:20]
    return "-".join(digits[place : place + 4] for place in range(0, len(digits), 4))


def verify_roots(since: dt.datetime | None = None, reference: str = "") -> Iterator[RootReport]:
    """The report of each root, oldest first; with `reference` only the events of that case.

    Three queries and one for the root before, for any number of roots; two of them by server-side
    cursors, so that a few roots are kept at a time. Begin a transaction around it, as for
    `verify_chains`.
    """
    signers = {
        f"{key.signer_id}{key.certificate_reference}": key for key in keys.verification_keys()
    }
    roots = MerkleRoot.objects.filter(at__gte=since) if since else MerkleRoot.objects.all()
    previous: MerkleRoot | None = None
    events: _Events | None = None
    for root in roots.order_by("seq").iterator(chunk_size=ROOTS_AT_A_TIME):
        if events is None:
            previous = find_root(root.seq - 1)
            events = _Events(previous.last_event + 1 if previous else 1, reference)
        damage = (*_place(previous, root), *_words(root, signers))
        if RootDamage.MISSING in damage:
            events.skip(root.first_event)
        yield RootReport(root.seq, root.count, damage, tuple(_compared(root, events, reference)))
        previous = root


class _Events:
    """The events that are there, by id; `up_to` takes those of one root."""

    def __init__(self, first_event: int, reference: str) -> None:
        events = CaseEvent.objects.filter(pk__gte=first_event).order_by("pk")
        if reference:
            events = events.filter(case__reference=reference)
        rows = events.values_list("pk", "case__reference", "seq", "hash")
        self._rows = rows.iterator(chunk_size=BATCH)
        self._next: merkle.Leaf | None = None
        self._step()

    def up_to(self, last_event: int) -> Iterator[merkle.Leaf]:
        while self._next is not None and self._next.event_id <= last_event:
            yield self._next
            self._step()

    def skip(self, first_event: int) -> None:
        """Pass over what stood under roots that are gone."""
        for _event in self.up_to(first_event - 1):
            pass

    def _step(self) -> None:
        row = next(self._rows, None)
        self._next = row and merkle.Leaf(row[0], row[1], row[2], bytes(row[3]))


def _place(previous: MerkleRoot | None, root: MerkleRoot) -> Iterator[RootDamage]:
    """MISSING when the root before it is gone, UNLINKED when another stands there."""
    seq, digest, last_event = (
        (previous.seq, bytes(previous.root), previous.last_event) if previous else (0, GENESIS, 0)
    )
    if root.seq != seq + 1:
        yield RootDamage.MISSING
    elif bytes(root.prev_root) != digest or root.first_event <= last_event:
        yield RootDamage.UNLINKED


def _words(root: MerkleRoot, signers: dict[str, VerificationKey]) -> Iterator[RootDamage]:
    leaves = _leaves(root)
    ends = (leaves[0].event_id, leaves[-1].event_id, len(leaves)) if leaves else None
    is_its_list = merkle.root_of(leaf.to_bytes() for leaf in leaves) == bytes(root.root)
    if not is_its_list or ends != (root.first_event, root.last_event, root.count):
        yield RootDamage.LIST_CHANGED
    key = signers.get(root.key)
    if key is None or key.public_key is None or key.is_revoked or not key.is_trusted:
        yield RootDamage.KEY_NOT_TRUSTED
    elif not is_genuine(key.public_key, sealing.message_of(root), bytes(root.signature)):
        yield RootDamage.NOT_SIGNED


def _leaves(root: MerkleRoot) -> list[merkle.Leaf]:
    try:
        return list(merkle.read(bytes(root.leaves)))
    except ValueError:
        return []


def _compared(
    root: MerkleRoot, events: _Events, reference: str
) -> Iterator[tuple[str, int, Damage]]:
    kept = {leaf.event_id: leaf for leaf in _leaves(root) if reference in {"", leaf.reference}}
    for event in events.up_to(root.last_event):
        leaf = kept.pop(event.event_id, None)
        if leaf is None:
            yield event.reference, event.seq, Damage.ADDED
        elif leaf != event:
            yield leaf.reference, leaf.seq, _difference(leaf, event)
    yield from ((leaf.reference, leaf.seq, Damage.MISSING) for leaf in kept.values())


def _difference(leaf: merkle.Leaf, event: merkle.Leaf) -> Damage:
    is_moved = (leaf.reference, leaf.seq) != (event.reference, event.seq)
    return Damage.REORDERED if is_moved else Damage.CHANGED
