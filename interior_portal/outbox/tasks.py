"""The two Celery tasks of the house. A lost message costs seconds: the sweep sends it again."""

from collections.abc import Sequence

from celery import shared_task

from interior_portal.outbox import relay, runner


@shared_task(name="outbox.run_rows", ignore_result=True)
def run_rows(ids: Sequence[int]) -> None:
    """Carry out a few rows, one after another."""
    for row_id in ids:
        runner.run_row(row_id)


@shared_task(name="outbox.sweep", ignore_result=True)
def sweep() -> None:
    """Send the rows again whose message was lost; beat wakes it every few seconds."""
    relay.sweep()
