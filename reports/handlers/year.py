"""What the worker does for the Authority's year."""

from celery import shared_task

from reports.actions.year import reminding


@shared_task(name="reports.remind", ignore_result=True)
def remind() -> None:
    """Remind the owners of recommendations; beat wakes it, and each reminder is sent once."""
    reminding.remind()
