"""Set-up of every test: the real servers, the test mode, sockets to loopback only."""

import os

os.environ.setdefault("PORTAL_MODE", "test")

import pytest  # noqa: E402 (the mode must be set before Django reads its settings)
from interior_portal import embedded  # noqa: E402


def pytest_configure(config: pytest.Config) -> None:
    """Start the embedded servers once, in the process that hands out the work."""
    if hasattr(config, "workerinput") or "DATABASE_URL" in os.environ:
        return
    if not (embedded.postgres_runs() and embedded.valkey_runs()):
        embedded.start()
        config.add_cleanup(embedded.stop)
