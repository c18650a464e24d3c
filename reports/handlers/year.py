"""What the worker does for the Authority's year."""

from collections.abc import Mapping
from typing import Any

from celery import shared_task

from interior_portal.outbox.registry import handler
from reports.actions.year import reminding, training


@shared_task(name="reports.remind", ignore_result=True)
def remind() -> None:
    """Remind the owners of recommendations; beat wakes it, and each reminder is sent once."""
    reminding.remind()


@handler("reports.certify")
def certify(payload: Mapping[str, Any]) -> None:
    """Make the certificate of somebody who passed a course."""
    training.certify(payload["enrolment"])
