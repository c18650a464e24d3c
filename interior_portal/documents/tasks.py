"""What Celery does for papers by itself: two daily wake-ups, and fonts before the first paper."""

import gc
import logging
from typing import Any

from celery import shared_task
from celery.signals import worker_init, worker_process_init

from interior_portal.documents import keys, render, status_list
from interior_portal.documents.fonts import paper_fonts
from interior_portal.documents.sweeping import sweep_files

logger = logging.getLogger(__name__)


@shared_task(name="documents.sweep_files", ignore_result=True)
def sweep() -> None:
    """Remove files that nothing points to."""
    logger.info("removed %d files that nothing points to", sweep_files())


@shared_task(name="documents.refresh_status_list", ignore_result=True)
def refresh_status_list() -> None:
    """Tell verifiers without a network which papers and keys no longer count."""
    made = status_list.refresh()
    if made is not None:
        logger.info("made a status list of %d papers", made.papers)


@shared_task(name="documents.rotate_keys", ignore_result=True)
def rotate_keys() -> None:
    """Let the next keys sign where the active ones have signed long enough."""
    keys.rotate_due()


@worker_init.connect
def make_fonts(**_signal: Any) -> None:
    """Before the worker forks: its children then have the fonts, and the first paper is quick."""
    paper_fonts()


@worker_process_init.connect
def make_ready(**_signal: Any) -> None:
    """In each child: what a paper needs is read before the first one.

    What is loaded by then stays for good, so the collector need not look at it again: it looks often while
    a paper is laid out, which makes a hundred thousand objects.
    """
    render.make_ready()
    gc.collect()
    gc.freeze()
