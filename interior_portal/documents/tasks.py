"""What Celery beat wakes, once a day."""

import logging

from celery import shared_task

from interior_portal.documents import keys
from interior_portal.documents.sweeping import sweep_files

logger = logging.getLogger(__name__)


@shared_task(name="documents.sweep_files", ignore_result=True)
def sweep() -> None:
    """Remove files that nothing points to."""
    logger.info("removed %d files that nothing points to", sweep_files())


@shared_task(name="documents.rotate_keys", ignore_result=True)
def rotate_keys() -> None:
    """Let the next keys sign where the active ones have signed long enough."""
    keys.rotate_due()
