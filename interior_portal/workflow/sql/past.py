"""The tables of a case as COPY fills them: cases of the past, told by `workflow.past`."""

from interior_portal.shared.copying import Sheets

CASE = (
    "id", "reference", "start_key", "procedure_version_id", "procedure", "category", "step", "version",
    "moved_at", "outcome", "unit_id", "applicant_id", "entered_by_id", "opened_at", "received_at",
    "due_at", "promise_minutes", "paused_at", "pause_reason", "remaining_minutes",
    "paused_minutes_total", "clock_ended_at", "closed_at", "event_seq", "event_hash",
)  # fmt: skip
EVENT = (
    "case_id", "seq", "code", "transition", "from_step", "to_step", "version", "actor_id", "role",
    "on_behalf_of_id", "unit_id", "at", "data", "key", "body_hash", "prev_hash", "hash",
)  # fmt: skip
ITEM = (
    "case_id", "step", "queue", "due_at", "opened_at", "claimed_by_id", "claimed_at", "closed_at",
)  # fmt: skip
TIMER = ("case_id", "kind", "about", "fires_at", "set_at", "fired_at", "dropped_at")
REFERRAL = (
    "case_id", "question", "round", "subject", "remark", "mode", "unit_id", "asked_by_id", "asked_at",
    "answer", "is_clear", "is_automatic", "answered_at", "withdrawn_reason",
)  # fmt: skip


class CaseSheets:
    """Where the rows of cases are gathered; cases are written before what points to them."""

    def __init__(self, sheets: Sheets) -> None:
        self.cases = sheets.of("workflow_case", CASE)
        self.events = sheets.of("workflow_caseevent", EVENT)
        self.items = sheets.of("workflow_workitem", ITEM)
        self.timers = sheets.of("workflow_timer", TIMER)
        self.referrals = sheets.of("workflow_referral", REFERRAL)
