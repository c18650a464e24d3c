"""What Celery beat wakes."""

import datetime as dt

from celery import shared_task

from interior_portal.shared import clock
from interior_portal.shared.months import add_months
from interior_portal.tallies import actions, recounting
from interior_portal.tallies.queries import Period

LEVEL_DAYS = 14  # nights that may have been missed
PROVEN_MONTHS = 13  # this month and a whole year before it
PROOF_SECONDS = 1800


@shared_task(name="tallies.fold_tallies")
def fold_tallies() -> None:
    """Merge all deltas that are there; a run that dies leaves them for the next."""
    while actions.fold() == actions.FOLD_SIZE:
        pass


@shared_task(
    name="tallies.prove_figures", time_limit=PROOF_SECONDS, soft_time_limit=PROOF_SECONDS - 20
)
def prove_figures() -> None:
    """Take what was open last night, then count everything of the last thirteen months again.

    The pages of figures show when, and what differed.
    """
    today = clock.today()
    recounting.take_levels(Period(today - dt.timedelta(days=LEVEL_DAYS), today))
    first = add_months(today.replace(day=1), 1 - PROVEN_MONTHS)
    recounting.prove(Period(first, today))
