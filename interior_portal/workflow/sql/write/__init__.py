"""Writes a change of a case: case, items, event, tallies and outbox rows in one statement."""

from interior_portal.workflow.sql.write.beginning import NewCase, start
from interior_portal.workflow.sql.write.holding import NOBODY, Hold, claim
from interior_portal.workflow.sql.write.moving import Change, advance, ask_or_settle

__all__ = [
    "NOBODY",
    "Change",
    "Hold",
    "NewCase",
    "advance",
    "ask_or_settle",
    "claim",
    "start",
]
