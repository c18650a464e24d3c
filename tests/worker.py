"""The Celery app of test workers: the real one, which also knows the handlers of the tests."""

from interior_portal.celery import app

from tests.outbox import handlers

__all__ = ["app", "handlers"]
