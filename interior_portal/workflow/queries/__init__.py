"""What pages may ask about cases."""

from interior_portal.workflow.queries.decisions import (
    open_transitions,
    procedure_of,
    why_not,
    why_not_claim,
    why_not_release,
    why_not_undo,
)
from interior_portal.workflow.queries.history import (
    HandlingRange,
    TimelineEntry,
    handling_range,
    timeline,
)
from interior_portal.workflow.queries.holders import (
    Holding,
    OpenItem,
    colleagues,
    holding_of,
    looks_after,
    may_give,
    may_put_back,
)
from interior_portal.workflow.queries.ledger import (
    ChainReport,
    Damage,
    cases_since,
    verify_chain,
    verify_chains,
)
from interior_portal.workflow.queries.lists import (
    Count,
    Desk,
    desks_of,
    queue_counts,
    queue_place,
    queues_of,
)
from interior_portal.workflow.queries.promises import (
    PromiseState,
    may_extend,
    promise_state,
    why_not_extend,
)
from interior_portal.workflow.queries.roots import (
    RootDamage,
    RootReport,
    find_root,
    latest_root,
    short_form,
    verify_roots,
)
from interior_portal.workflow.queries.searching import Found, search
from interior_portal.workflow.queries.worklists import (
    Cursor,
    InboxPage,
    InboxRow,
    Narrowing,
    Whose,
    held_items,
    inbox,
)

__all__ = [
    "ChainReport",
    "Count",
    "Cursor",
    "Damage",
    "Desk",
    "Found",
    "HandlingRange",
    "Holding",
    "InboxPage",
    "InboxRow",
    "Narrowing",
    "OpenItem",
    "PromiseState",
    "RootDamage",
    "RootReport",
    "TimelineEntry",
    "Whose",
    "cases_since",
    "colleagues",
    "desks_of",
    "find_root",
    "handling_range",
    "held_items",
    "holding_of",
    "inbox",
    "latest_root",
    "looks_after",
    "may_extend",
    "may_give",
    "may_put_back",
    "open_transitions",
    "procedure_of",
    "promise_state",
    "queue_counts",
    "queue_place",
    "queues_of",
    "search",
    "short_form",
    "timeline",
    "verify_chain",
    "verify_chains",
    "verify_roots",
    "why_not",
    "why_not_claim",
    "why_not_extend",
    "why_not_release",
    "why_not_undo",
]
