"""The variants that tests/bench/engine.py measures. Each goes round over fresh cases of its own."""

import hashlib
import itertools
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from interior_portal.accounts.queries import has_permission
from interior_portal.celery import app
from interior_portal.outbox import relay
from interior_portal.outbox.models import OutboxRow
from interior_portal.shared import clock
from interior_portal.tallies.models import TallyDelta
from interior_portal.workflow import engine, registry
from interior_portal.workflow.models import Case, CaseEvent, WorkItem
from tests.bench.rings import People, cases, people, ring

CASES, SIZES = 40, (5, 20, 60)
NUDGE = relay.nudge
DIGEST = hashlib.sha256(b"decided beforehand").digest()

FLOOR = """
WITH moved AS (
  UPDATE workflow_case SET step = %s, version = %s, event_seq = %s, event_hash = %s
  WHERE id = %s AND version = %s RETURNING id
), closed AS (
  UPDATE workflow_workitem SET closed_at = %s WHERE case_id = %s AND closed_at IS NULL RETURNING id
), opened AS (
  INSERT INTO workflow_workitem (case_id, step, queue, due_at, opened_at)
  SELECT moved.id, %s, %s, %s, %s FROM moved, closed
), event AS (
  INSERT INTO workflow_caseevent (case_id, seq, code, transition, from_step, to_step, version,
    actor_id, role, unit_id, at, data, key, body_hash, prev_hash, hash)
  SELECT id, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, '{}', %s, %s, %s, %s FROM moved
), tallied AS (
  INSERT INTO tallies_tallydelta (day, measure, unit_id, category, count)
  SELECT %s, 'bench.moved', %s, '', 1 FROM moved
)
INSERT INTO outbox_outboxrow (handler, key, payload) SELECT 'bench.tell', %s, %s FROM moved
RETURNING id
"""


@dataclass
class Walker:
    """One case on its round, with what a caller knows of it."""

    case: Case
    size: int
    place: int = 0
    version: int = 1
    seq: int = 1

    @property
    def steps(self) -> tuple[str, str]:
        return f"step_{self.place}", f"step_{(self.place + 1) % self.size}"

    def moved(self) -> None:
        self.place = (self.place + 1) % self.size
        self.version += 1
        self.seq += 1


class Ground:
    """Where all variants are measured: the people, and a procedure of each size."""

    def __init__(self) -> None:
        relay.nudge = leave_the_broker_alone  # see `by_engine_with_message`
        self.known = people()
        self.rings = {size: ring(size) for size in SIZES}

    def turning(
        self, advance: Callable[[Walker, People], None], size: int, kind: str
    ) -> Callable[[], None]:
        """Something that moves one case after another, for ever; `kind` tells its cases from others'."""
        begun = cases(self.rings[size], self.known, CASES, kind)
        walkers = itertools.cycle([Walker(case, size) for case in begun])
        return lambda: advance(next(walkers), self.known)


def prepare(ground: Ground) -> dict[str, Callable[[], None]]:
    """The variants by name, ready to be called again and again."""
    found = {"floor": ground.turning(by_floor, 5, "floor")}
    for size in SIZES:
        found[f"engine, {size} steps"] = ground.turning(by_engine, size, "engine")
    found["engine and message"] = ground.turning(by_engine_with_message, 5, "message")
    found["floor in atomic()"] = ground.turning(by_floor_in_atomic, 5, "atomic")
    found["orm"] = ground.turning(by_orm, 5, "orm")
    return found


def for_client(ground: Ground, number: int) -> dict[str, Callable[[], None]]:
    """What one of several clients does, on cases that no other client touches."""
    return {
        "floor": ground.turning(by_floor, 5, f"floor-{number}"),
        "engine": ground.turning(by_engine, 5, f"engine-{number}"),
    }


def forget_messages() -> None:
    """Empty the queue of the messages that `by_engine_with_message` sent."""
    with app.connection_for_write() as broker:
        channel: Any = broker.default_channel  # its stubs lack the method
        channel.queue_purge(settings.QUEUE)


def leave_the_broker_alone(ids: Sequence[int], *, alone: bool = False) -> None:
    """In place of the outbox's message to Celery, which no variant sends."""


def by_engine(walker: Walker, known: People) -> None:
    engine.advance(
        case_id=walker.case.pk,
        transition=f"move_{walker.place}",
        by=known.officer,
        version=walker.version,
        key=f"k{walker.version}",
    )
    walker.moved()


def by_engine_with_message(walker: Walker, known: People) -> None:
    """The engine, and then what the outbox's relay does after the commit: a message to Celery."""
    by_engine(walker, known)
    NUDGE([walker.case.pk])


def by_floor(walker: Walker, known: People) -> None:
    (source, target), case, at = walker.steps, walker.case, clock.now()
    unit, seq, version = case.unit_id, walker.seq + 1, walker.version + 1
    move, queue = f"move_{walker.place}", f"{case.unit_id}:RING_OFFICER"
    payload = json.dumps({"case": case.pk, "reference": case.reference, "seq": seq})
    parameters: list[Any] = [target, version, seq, DIGEST, case.pk, walker.version, at, case.pk]
    parameters += [target, queue, case.due_at, at]
    parameters += [seq, f"bench.{move}", move, source, target, version, known.officer.pk]
    parameters += ["RING_OFFICER", unit, at, f"k{version}", DIGEST, DIGEST, DIGEST]
    parameters += [at.date(), unit, f"{case.reference}:{seq}", payload]
    with connection.cursor() as cursor:
        cursor.execute(FLOOR, parameters)
        cursor.fetchone()
    walker.moved()


def by_floor_in_atomic(walker: Walker, known: People) -> None:
    with transaction.atomic():
        by_floor(walker, known)


@transaction.atomic
def by_orm(walker: Walker, known: People) -> None:
    (source, target), at = walker.steps, clock.now()
    case = Case.objects.select_for_update(of=("self",)).get(pk=walker.case.pk)
    transition = registry.get_procedure(case.procedure).transition(f"move_{walker.place}")
    if case.version != walker.version or case.step != source:
        raise RuntimeError
    if not has_permission(known.officer, transition.permission, case.unit):
        raise RuntimeError
    if CaseEvent.objects.filter(case=case, key=f"k{walker.version}").exists():
        raise RuntimeError
    last = CaseEvent.objects.filter(case=case, transition__in=transition.not_by).last()
    if last is not None and last.actor_id == known.officer.pk:
        raise RuntimeError
    _write_by_orm(case, walker, known, at, target)
    walker.moved()


def _write_by_orm(case: Case, walker: Walker, known: People, at: datetime, target: str) -> None:
    item = WorkItem.objects.get(case=case, closed_at=None)
    item.closed_at = at
    item.save(update_fields=["closed_at"])
    WorkItem.objects.create(
        case=case, step=target, queue=item.queue, due_at=case.due_at, opened_at=at
    )
    event = CaseEvent.objects.create(
        case=case,
        seq=case.event_seq + 1,
        code=f"bench.move_{walker.place}",
        transition=f"move_{walker.place}",
        from_step=case.step,
        to_step=target,
        version=case.version + 1,
        actor_id=known.officer.pk,
        role="RING_OFFICER",
        unit_id=case.unit_id,
        at=at,
        data={},
        key=f"k{walker.version}",
        body_hash=DIGEST,
        prev_hash=case.event_hash,
        hash=hashlib.sha256(bytes(case.event_hash) + str(case.event_seq).encode()).digest(),
    )
    case.step, case.version = target, case.version + 1
    case.event_seq, case.event_hash = event.seq, event.hash
    case.save(update_fields=["step", "version", "event_seq", "event_hash"])
    TallyDelta.objects.create(
        day=timezone.localdate(at),
        measure="bench.moved",
        unit_id=case.unit_id,
        category="",
        count=1,
    )
    OutboxRow.objects.create(
        handler="bench.tell",
        key=f"{case.reference}:{event.seq}",
        payload={"case": case.pk, "reference": case.reference, "seq": event.seq},
    )
