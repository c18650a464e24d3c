"""The repair of a stuck case: what was found is looked for again under the lock, then mended."""

from django.utils.translation import gettext_lazy as _

from interior_portal.accounts.models import User
from interior_portal.outbox import actions as outbox
from interior_portal.shared import clock
from interior_portal.shared.refusals import Refusal, Refused
from interior_portal.workflow.queries import stuck
from interior_portal.workflow.queries.stuck import Finding
from interior_portal.workflow.results import Advance
from interior_portal.workflow.sql import repair as sql
from interior_portal.workflow.verbs import in_place

REPAIRED = "workflow.repaired"
NOT_STUCK = Refusal("not_stuck", _("This case is not stuck any more."))


def repair(finding: Finding, reason: str, by: User | None) -> Advance | Refused:
    """Mend what was found; the event says what, and why."""
    standing = in_place.locked(finding.case_id, by)
    case = standing.case
    if not finding.repair or finding not in stuck.stuck_cases(case_id=case.id):
        return Refused(NOT_STUCK)
    facts = {"cause": finding.cause, "repair": finding.repair, "reason": reason}
    event = in_place.event_of(standing, REPAIRED, clock.now(), facts)
    step = None
    if finding.repair == stuck.REOPEN:
        step = standing.procedure.step(finding.word)
    if finding.repair == stuck.RETRY_ROW:
        outbox.retry(row_id=finding.subject, by=by)
    sql.repair(
        sql.Repair(
            standing=standing,
            event=event,
            branch=finding.branch,
            step=step,
            release=finding.subject if finding.repair == stuck.RELEASE else None,
            timer=finding.subject if finding.repair == stuck.RETRY_TIMER else None,
        )
    )
    return Advance(case.id, case.reference, case.version, case.step, event.seq)
