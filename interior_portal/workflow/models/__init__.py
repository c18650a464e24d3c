"""What the engine keeps. Only `workflow.engine` writes cases, work items and events."""

from interior_portal.workflow.models.cases import (
    Case,
    CaseEvent,
    DocumentRequest,
    Join,
    WorkItem,
)
from interior_portal.workflow.models.desks import CaseNote, SavedView
from interior_portal.workflow.models.known import KnownAnswer
from interior_portal.workflow.models.ledger import MerkleRoot
from interior_portal.workflow.models.procedures import ProcedureVersion
from interior_portal.workflow.models.referrals import Referral
from interior_portal.workflow.models.timers import Timer
from interior_portal.workflow.models.working_time import Holiday, OpeningHours

__all__ = [
    "Case",
    "CaseEvent",
    "CaseNote",
    "DocumentRequest",
    "Holiday",
    "Join",
    "KnownAnswer",
    "MerkleRoot",
    "OpeningHours",
    "ProcedureVersion",
    "Referral",
    "SavedView",
    "Timer",
    "WorkItem",
]
