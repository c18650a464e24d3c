"""What Celery beat wakes."""

import logging

from celery import shared_task

from interior_portal.workflow import engine, sweeping
from interior_portal.workflow.ledger import sealing
from interior_portal.workflow.queries import stuck
from interior_portal.workflow.verbs import leasing

logger = logging.getLogger(__name__)


LEASES_AT_A_TIME = 500


@shared_task(name="workflow.release_lapsed", ignore_result=True)
def release_lapsed() -> None:
    """Give back what leases that are over still hold; one that fails stops no other."""
    for item_id in leasing.lapsed_items(LEASES_AT_A_TIME):
        try:
            engine.lapse(item_id=item_id)
        except Exception:
            logger.exception(
                "the lease of item %s is over, but it could not be given back", item_id
            )


@shared_task(name="workflow.seal_events", ignore_result=True)
def seal_events() -> None:
    """Put the events since the last wake-up under a signed root."""
    try:
        sealing.seal_events()
    except sealing.WritersStillRun as waiting:
        logger.warning("no root this minute: %s", waiting)


@shared_task(name="workflow.sweep_timers", ignore_result=True)
def sweep_timers() -> None:
    """Carry out the timers of cases that are due."""
    sweeping.sweep_timers()


@shared_task(name="workflow.count_stuck_cases", ignore_result=True)
def count_stuck_cases() -> None:
    """Say in the log how many findings of stuck cases there are; the page names them."""
    if count := len(stuck.stuck_cases()):
        logger.warning("%s findings of stuck cases", count)
