"""The two Celery tasks of the house. A lost message costs seconds: the sweep sends it again."""

from celery import shared_task

from interior_portal.outbox import relay, runner


@shared_task(name="outbox.run_row", ignore_result=True)
def run_row(row_id: int) -> None:
    """Carry out one row."""
    runner.run_row(row_id)


@shared_task(name="outbox.sweep", ignore_result=True)
def sweep() -> None:
    """Send the rows again whose message was lost; beat wakes it every few seconds."""
    relay.sweep()
