"""What Celery beat wakes."""

from celery import shared_task

from interior_portal.tallies import actions


@shared_task(name="tallies.fold_tallies")
def fold_tallies() -> None:
    """Merge all deltas that are there; a run that dies leaves them for the next."""
    while actions.fold() == actions.FOLD_SIZE:
        pass
