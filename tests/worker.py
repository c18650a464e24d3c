"""The Celery app of test workers: the real one, which also knows the handlers of the tests."""

import os
from pathlib import Path

import django

from interior_portal.celery import app

django.setup()

from tests.outbox import handlers  # noqa: E402 (handlers need the apps)
from tests.reports import deadly as deadly_report  # noqa: E402 (handlers need the apps)
from tests.vehicles import deadly  # noqa: E402 (handlers need the apps)

if marker := os.environ.get("DIE_AFTER_SEAL"):
    deadly.arm(Path(marker))
if marker := os.environ.get("DIE_IN_THE_BOOK"):
    deadly_report.arm(Path(marker))

__all__ = ["app", "handlers"]
