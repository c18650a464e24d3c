"""Handlers for tests; what they do is an entry in the ledger, which can be counted."""

import os
import signal
import time
from collections.abc import Mapping
from typing import Any

from interior_portal.audit import actions as audit
from interior_portal.outbox import registry


@registry.handler("tests.note")
def note(payload: Mapping[str, Any]) -> None:
    """Record the payload's number; wait in the middle when told to, so that a kill can hit it."""
    time.sleep(payload.get("seconds", 0))
    audit.record(
        action="tests.noted", by=None, subject_kind="tests", subject_ref=str(payload["number"])
    )
    time.sleep(payload.get("seconds", 0))


@registry.handler("tests.poison")
def poison(payload: Mapping[str, Any]) -> None:
    """Write, then fail with words that must not be kept."""
    note({"number": "poisoned"})
    raise ValueError("Amina Khalil, +963 52 123 456")


def mourn(payload: Mapping[str, Any]) -> None:
    """Record that a row was given up; stumble when told to."""
    note({"number": "mourned"})
    if payload.get("stumbles"):
        raise ValueError("Amina Khalil, +963 52 123 456")


@registry.handler("tests.missed", given_up=mourn)
def missed(payload: Mapping[str, Any]) -> None:
    """Fail, and let somebody know in the end."""
    raise ValueError("never")


@registry.handler("tests.long", is_long=True)
def long(payload: Mapping[str, Any]) -> None:
    """Record the payload's number; its row travels alone."""
    note(payload)


@registry.handler("tests.deadly")
def deadly(payload: Mapping[str, Any]) -> None:
    """Take the process that runs it down."""
    os.kill(os.getpid(), signal.SIGKILL)
