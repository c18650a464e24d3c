"""Puts work into the outbox and takes dead letters up again."""

import datetime as dt
import json
from collections.abc import Collection, Mapping
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import connection, transaction
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from interior_portal.outbox import queries, registry, relay
from interior_portal.outbox.models import OutboxRow
from interior_portal.shared.refusals import Refusal, Refused

NOT_DEAD = Refusal("outbox_not_dead", _("This row has not been given up, so it cannot be retried."))

_INSERT = """
INSERT INTO outbox_outboxrow (handler, key, payload, available_at)
VALUES (%s, %s, %s, coalesce(%s::timestamptz, statement_timestamp()))
ON CONFLICT (key) DO NOTHING
RETURNING id
"""


def put(
    handler: str, *, key: str, payload: Mapping[str, Any], available_at: dt.datetime | None = None
) -> int:
    """Promise that `handler` runs with `payload` after this transaction commits; the row's id.

    The same key again is the same effect: nothing is added and the id of the first row comes back.
    One statement (two for a known key). Raises `TransactionManagementError` outside a transaction,
    because an effect must commit or fall with its cause.
    """
    if not connection.in_atomic_block:
        message = "an outbox row is put inside the transaction of its cause"
        raise transaction.TransactionManagementError(message)
    with connection.cursor() as cursor:
        cursor.execute(_INSERT, [handler, key, json.dumps(dict(payload)), available_at])
        inserted = cursor.fetchone()
    if inserted is None:
        return OutboxRow.objects.only("pk").get(key=key).pk
    row_id = int(inserted[0])
    if available_at is None:
        is_long = registry.is_long(handler)
        transaction.on_commit(
            lambda: relay.nudge_alone([row_id]) if is_long else relay.nudge([row_id])
        )
    return row_id


def cancel(keys: Collection[str]) -> bool:
    """Cancel all rows of these keys, or none: False when one was tried already or is being carried out.

    Inside the caller's transaction; two statements. A cancelled row keeps its key: it is never put again.
    """
    waiting = OutboxRow.objects.select_for_update(skip_locked=True)
    found = waiting.filter(key__in=keys, state=OutboxRow.State.PENDING, attempts=0)
    ids = list(found.values_list("pk", flat=True))
    if len(ids) != len(set(keys)):
        return False
    OutboxRow.objects.filter(pk__in=ids).update(state=OutboxRow.State.CANCELLED)
    return True


def retry(*, row_id: int, by: AbstractBaseUser | None) -> None:
    """Give a dead letter a fresh set of attempts, now; `Refused` for a row that is not dead.

    Audited through `registry.when_retried`. `by` is None on the command line.
    """
    with transaction.atomic():
        row = queries.dead_letters().select_for_update().filter(pk=row_id).first()
        if row is None:
            raise Refused(NOT_DEAD)
        row.state = OutboxRow.State.PENDING
        row.attempts = 0
        row.available_at = Now()
        row.save(update_fields=["state", "attempts", "available_at"])
        registry.tell_retried(row_id, by)
        transaction.on_commit(lambda: relay.nudge([row_id]))
