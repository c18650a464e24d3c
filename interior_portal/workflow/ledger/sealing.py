"""The signed root of every minute. The only writer of `MerkleRoot`.

Which events belong to a root
-----------------------------
A root covers every event whose id is above the last root's `last_event` and not above its own. Ids
are given out in order but committed in any, so the upper end must not pass the id of a transaction
that still runs. It is found in this order:

1. `last` is the greatest event id that is committed.
2. Whoever got an id below `last` got it before 1, and held since before that a ROW EXCLUSIVE lock on
   the table of events: PostgreSQL takes it when it plans the INSERT, before it asks the sequence for
   an id, and lets go of it after the commit can be seen. So all of them that still run are among the
   holders of that lock now.
3. Wait until each of those holders has ended. New ones do not matter: their ids are above `last`.
4. Read the events up to `last`, in a new snapshot (READ COMMITTED takes one for every statement).

Nothing is skipped: after 3 no id up to `last` can appear any more. Nothing is doubled: the next root
begins above `last`, and two sweepers never pass the advisory lock together. A transaction that runs
longer than PATIENCE makes this minute's root wait for the next wake-up; it delays, it never skips.
The rule needs the sequence of ids as Django makes it (CACHE 1).
"""

import time

from django.db import connection, transaction

from interior_portal.documents import keys
from interior_portal.shared import clock
from interior_portal.workflow.ledger import merkle
from interior_portal.workflow.ledger.chain import GENESIS
from interior_portal.workflow.models import CaseEvent, MerkleRoot

LOCK = 0x5EA1ED  # the advisory lock of the roots
LARGEST = 20_000  # events of one root: bounds memory, and a backlog becomes several roots
PATIENCE = 10.0  # seconds
_PAUSE = 0.02
_CONTEXT = b"interior-portal/merkle-root/1\n"  # no seal and no other signature begins like this
_WRITERS = """
SELECT virtualtransaction FROM pg_locks
WHERE locktype = 'relation' AND relation = 'workflow_caseevent'::regclass
  AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
  AND mode = 'RowExclusiveLock' AND granted AND pid IS DISTINCT FROM pg_backend_pid()
"""


class WritersStillRun(Exception):
    """A transaction that adds events has not ended: no root can be made now."""


def seal_events() -> list[MerkleRoot]:
    """Make the roots of all events since the last one; none when there are none.

    Safe from any number of processes: one works, the others find nothing to do. Raises
    `WritersStillRun`, and `keys.NoActiveKey` and `vault.VaultClosed` as any signature does.
    """
    roots = []
    while (root := _seal_next()) is not None:
        roots.append(root)
    return roots


def message_of(root: MerkleRoot) -> bytes:
    """What is signed: everything a root says but its list, which `root` stands for."""
    line = (
        f"{root.seq}\n{root.first_event}\n{root.last_event}\n{root.count}\n{bytes(root.root).hex()}\n"
        f"{bytes(root.prev_root).hex()}\n{root.key}\n{root.at.isoformat(timespec='microseconds')}"
    )
    return _CONTEXT + line.encode()


@transaction.atomic
def _seal_next() -> MerkleRoot | None:
    if not _is_alone():
        return None
    before = MerkleRoot.objects.order_by("-seq").defer("leaves").first()
    leaves = _leaves_after(before.last_event if before else 0)
    if not leaves:
        return None
    key = keys.sealing_key()
    entries = [leaf.to_bytes() for leaf in leaves]
    root = MerkleRoot(
        seq=before.seq + 1 if before else 1,
        first_event=leaves[0].event_id,
        last_event=leaves[-1].event_id,
        count=len(leaves),
        leaves=b"".join(entries),
        root=merkle.root_of(entries),
        prev_root=bytes(before.root) if before else GENESIS,
        key=f"{key.signer_id}{key.certificate_reference}",
        at=clock.now(),
    )
    root.signature = key.sign(message_of(root))
    root.save(force_insert=True)
    return root


def _leaves_after(event_id: int) -> list[merkle.Leaf]:
    """The next events, at most LARGEST, among which no other can appear any more."""
    new = CaseEvent.objects.filter(pk__gt=event_id).order_by("pk")
    last = new.values_list("pk", flat=True).last()
    if last is None:
        return []
    _wait_for_writers()
    rows = new.filter(pk__lte=last).values_list("pk", "case__reference", "seq", "hash")
    return [merkle.Leaf(pk, ref, seq, bytes(digest)) for pk, ref, seq, digest in rows[:LARGEST]]


def _wait_for_writers() -> None:
    running, until = _writers(), time.monotonic() + PATIENCE
    while running:
        if time.monotonic() > until:
            raise WritersStillRun(f"{len(running)} transactions still write events")
        time.sleep(_PAUSE)
        running &= _writers()


def _writers() -> set[str]:
    """Virtual transactions, which PostgreSQL does not give out twice while it runs."""
    with connection.cursor() as cursor:
        cursor.execute(_WRITERS)
        return {name for (name,) in cursor}


def _is_alone() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
        return bool(cursor.fetchone()[0])
