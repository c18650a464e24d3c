"""The Celery app of test workers: the real one, which also knows the handlers of the tests."""

import django

from interior_portal.celery import app

django.setup()

from tests.outbox import handlers  # noqa: E402 (handlers need the apps)

__all__ = ["app", "handlers"]
