"""Roots: every event under exactly one, whoever commits late and however many sweep."""

import threading
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import pairwise
from typing import Any

import pytest
from django.db import ProgrammingError, connection, transaction
from pytest_django import DjangoAssertNumQueries

from interior_portal.documents import keys
from interior_portal.documents.vds.signatures import is_genuine
from interior_portal.outbox import relay
from interior_portal.shared import clock
from interior_portal.workflow import tasks, versions
from interior_portal.workflow.ledger import merkle, sealing
from interior_portal.workflow.ledger.chain import GENESIS
from interior_portal.workflow.models import CaseEvent, MerkleRoot
from tests.workflow.trial import Cast, begin, make_cast


@pytest.fixture
def sealed(cast: Cast) -> MerkleRoot:
    keys.ensure_keys()
    begin(cast).taken()
    (root,) = sealing.seal_events()
    return root


def leaves_of(*roots: MerkleRoot) -> list[merkle.Leaf]:
    return [leaf for root in roots for leaf in merkle.read(bytes(root.leaves))]


def every_event() -> list[merkle.Leaf]:
    rows = CaseEvent.objects.order_by("pk").values_list("pk", "case__reference", "seq", "hash")
    return [merkle.Leaf(pk, reference, seq, bytes(digest)) for pk, reference, seq, digest in rows]


def test_a_root_stands_over_all_events(sealed: MerkleRoot) -> None:
    events = every_event()
    assert leaves_of(sealed) == events
    assert (sealed.seq, sealed.count, sealed.prev_root) == (1, len(events), GENESIS)
    assert (sealed.first_event, sealed.last_event) == (events[0].event_id, events[-1].event_id)
    assert sealed.root == merkle.root_of(event.to_bytes() for event in events)


def test_a_root_is_signed_by_the_active_key(sealed: MerkleRoot) -> None:
    (key,) = (k for k in keys.verification_keys() if k.certificate_reference in sealed.key)
    assert key.public_key is not None
    sealed.refresh_from_db()
    message = sealing.message_of(sealed)
    assert is_genuine(key.public_key, message, bytes(sealed.signature))
    for field in ("seq", "first_event", "last_event", "count"):
        other = MerkleRoot.objects.get()
        setattr(other, field, getattr(other, field) + 1)
        assert not is_genuine(key.public_key, sealing.message_of(other), bytes(sealed.signature))


def test_a_minute_without_events_makes_no_root(
    sealed: MerkleRoot, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(5):  # the lock, the last root, the last event, and a savepoint
        assert sealing.seal_events() == []
    assert MerkleRoot.objects.get() == sealed


def test_the_next_root_begins_where_the_last_one_ended(sealed: MerkleRoot, cast: Cast) -> None:
    begin(cast, key="second")
    (second,) = sealing.seal_events()
    assert (second.seq, second.prev_root) == (2, sealed.root)
    assert second.first_event > sealed.last_event
    assert leaves_of(sealed, second) == every_event()


def test_a_backlog_becomes_several_roots(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealing, "LARGEST", 2)
    keys.ensure_keys()
    begin(cast).taken()
    begin(cast, key="second")
    roots = sealing.seal_events()
    assert [root.count for root in roots] == [2, 2]
    assert [(a.seq + 1, a.root) for a in roots[:-1]] == [(b.seq, b.prev_root) for b in roots[1:]]
    assert leaves_of(*roots) == every_event()


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE workflow_merkleroot SET seq = 2",
        "DELETE FROM workflow_merkleroot",
        "TRUNCATE workflow_merkleroot",
    ],
)
def test_the_database_refuses_to_change_roots(sealed: MerkleRoot, sql: str) -> None:
    with (
        pytest.raises(ProgrammingError, match="pgtrigger: Cannot"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql)
    assert MerkleRoot.objects.get() == sealed


def test_without_keys_there_is_no_root(cast: Cast) -> None:
    begin(cast)
    with pytest.raises(keys.NoActiveKey):
        sealing.seal_events()


# --- at once --------------------------------------------------------------------------------------


@pytest.fixture
def busy(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> Cast:
    monkeypatch.setattr(relay, "nudge", lambda _ids: None)
    versions.store_registered()
    keys.ensure_keys()
    return make_cast()


class Late:
    """A case that another connection begins and commits when it is told to."""

    def __init__(self, cast: Cast) -> None:
        self.cast, self._written, self._may_commit = cast, threading.Event(), threading.Event()
        self._threads = ThreadPoolExecutor(1)
        self._done = self._threads.submit(self._run)
        assert self._written.wait(20)

    def _run(self) -> None:
        try:
            with transaction.atomic():
                begin(self.cast, key="late")
                self._written.set()
                assert self._may_commit.wait(20)
        finally:
            connection.close()

    def commit(self) -> None:
        self._may_commit.set()
        self._done.result(20)
        self._threads.shutdown()


@pytest.fixture
def late(busy: Cast) -> Iterator[Late]:
    late = Late(busy)
    yield late
    late.commit()


def test_an_event_that_commits_late_is_waited_for(busy: Cast, late: Late) -> None:
    begin(busy, key="early")  # its id is above that of the late one, and it is committed before
    with ThreadPoolExecutor(1) as threads:
        sweep: Future[Any] = threads.submit(in_thread_of_its_own)
        with pytest.raises(TimeoutError):
            sweep.result(0.5)
        late.commit()
        (root,) = sweep.result(20)
    assert root.count == 2
    assert leaves_of(root) == every_event()


def test_a_writer_who_does_not_end_puts_the_root_off(
    busy: Cast, late: Late, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(sealing, "PATIENCE", 0.1)
    begin(busy, key="early")
    with pytest.raises(sealing.WritersStillRun):
        sealing.seal_events()
    tasks.seal_events()
    assert MerkleRoot.objects.count() == 0
    assert "no root this minute: 1 transactions still write events" in caplog.text
    late.commit()
    tasks.seal_events()
    assert leaves_of(MerkleRoot.objects.get()) == every_event()
    assert CaseEvent.objects.count() == 2


def test_events_that_begin_while_the_root_is_made_wait_for_the_next(
    busy: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin(busy, key="early")
    wait = sealing._wait_for_writers

    def wait_while_somebody_begins() -> None:
        monkeypatch.setattr(sealing, "_wait_for_writers", wait)
        with ThreadPoolExecutor(1) as threads:
            threads.submit(begin_in_thread, busy, "between").result(20)
        wait()

    monkeypatch.setattr(sealing, "_wait_for_writers", wait_while_somebody_begins)
    first, second = sealing.seal_events()
    assert (first.count, second.count) == (1, 1)
    assert leaves_of(first, second) == every_event()


def test_sweepers_and_clerks_at_once_leave_every_event_under_one_root(busy: Cast) -> None:
    with ThreadPoolExecutor(6) as threads:
        clerks = [threads.submit(begin_many, busy, n) for n in range(3)]
        sweeps = [threads.submit(sweep_until, clerks) for _ in range(3)]
        for work in (*clerks, *sweeps):
            work.result(60)
    sealing.seal_events()
    roots = list(MerkleRoot.objects.order_by("seq"))
    assert leaves_of(*roots) == every_event()
    assert len(every_event()) == 30
    assert [root.seq for root in roots] == list(range(1, len(roots) + 1))
    assert all(b.prev_root == a.root and b.at >= a.at for a, b in pairwise(roots))
    assert roots[-1].at <= clock.now()


def in_thread_of_its_own() -> list[MerkleRoot]:
    try:
        return sealing.seal_events()
    finally:
        connection.close()


def begin_in_thread(cast: Cast, key: str) -> None:
    try:
        begin(cast, key=key)
    finally:
        connection.close()


def begin_many(cast: Cast, clerk: int) -> None:
    try:
        for number in range(10):
            begin(cast, key=f"{clerk}:{number}")
    finally:
        connection.close()


def sweep_until(clerks: list[Future[None]]) -> None:
    try:
        while not all(clerk.done() for clerk in clerks):
            sealing.seal_events()
    finally:
        connection.close()
