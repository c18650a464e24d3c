"""Reads of the outbox, for the administrator and the health page."""

import datetime as dt

from django.db import connection
from django.db.models import Count, QuerySet

from interior_portal.outbox.models import OutboxRow


def dead_letters() -> QuerySet[OutboxRow]:
    """Rows that were given up, oldest first."""
    return OutboxRow.objects.filter(state=OutboxRow.State.DEAD).order_by("id")


def lag() -> dt.timedelta:
    """How long the oldest row that could run has been waiting; zero when none waits."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT statement_timestamp() - min(available_at) FROM outbox_outboxrow"
            " WHERE state = 'PENDING' AND available_at <= statement_timestamp()"
        )
        (waited,) = cursor.fetchone()
    return waited or dt.timedelta(0)


def counts() -> dict[str, int]:
    """How many rows are waiting, done and given up; reads the whole table, for the command line."""
    rows = OutboxRow.objects.values_list("state").annotate(rows=Count("pk"))
    return dict.fromkeys(OutboxRow.State.values, 0) | dict(rows)
