"""What Celery beat wakes."""

import logging

from celery import shared_task

from interior_portal.workflow.ledger import sealing

logger = logging.getLogger(__name__)


@shared_task(name="workflow.seal_events", ignore_result=True)
def seal_events() -> None:
    """Put the events since the last wake-up under a signed root."""
    try:
        sealing.seal_events()
    except sealing.WritersStillRun as waiting:
        logger.warning("no root this minute: %s", waiting)
