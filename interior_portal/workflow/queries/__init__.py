"""What pages may ask about cases."""

from interior_portal.workflow.queries.decisions import (
    open_transitions,
    procedure_of,
    why_not,
    why_not_claim,
    why_not_release,
)
from interior_portal.workflow.queries.history import (
    HandlingRange,
    TimelineEntry,
    handling_range,
    timeline,
)
from interior_portal.workflow.queries.ledger import ChainReport, Damage, verify_chain
from interior_portal.workflow.queries.lists import (
    Count,
    Cursor,
    InboxPage,
    InboxRow,
    held_items,
    inbox,
    queue_counts,
    queue_place,
    queues_of,
)

__all__ = [
    "ChainReport",
    "Count",
    "Cursor",
    "Damage",
    "HandlingRange",
    "InboxPage",
    "InboxRow",
    "TimelineEntry",
    "handling_range",
    "held_items",
    "inbox",
    "open_transitions",
    "procedure_of",
    "queue_counts",
    "queue_place",
    "queues_of",
    "timeline",
    "verify_chain",
    "why_not",
    "why_not_claim",
    "why_not_release",
]
