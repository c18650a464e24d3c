"""The handlers that these tests put to work."""

from tests.outbox import handlers

__all__ = ["handlers"]
