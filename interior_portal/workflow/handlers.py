"""What the worker does for the engine itself: it tells people of what became of a promise."""

from collections.abc import Mapping
from typing import Any

from interior_portal.accounts.models import User
from interior_portal.accounts.queries import holders_above
from interior_portal.notices import actions as notices
from interior_portal.outbox.registry import handler
from interior_portal.workflow import messages, versions
from interior_portal.workflow.models import Case

MOST_HEADS = 10


@handler("workflow.tell_breached")
def tell_breached(payload: Mapping[str, Any]) -> None:
    """The heads of the unit, the nearest first, hear of a broken promise; the applicant gets an apology.

    Who has an answer by now gets none: being told of the delay then would only worry them.
    """
    case = _case(payload)
    procedure = versions.find(case.procedure_version.sha256)
    for head in holders_above(case.unit, procedure.escalation_permission)[:MOST_HEADS]:
        _tell(messages.ESCALATED, head, case, payload)
    if case.clock_ended_at is None:
        _tell(messages.APOLOGY, case.applicant, case, payload)


@handler("workflow.tell_extended")
def tell_extended(payload: Mapping[str, Any]) -> None:
    """The applicant hears that there is a new day, and finds the reason on the page of the case."""
    case = _case(payload)
    _tell(messages.EXTENDED, case.applicant, case, payload)


def _case(payload: Mapping[str, Any]) -> Case:
    cases = Case.objects.select_related("procedure_version", "unit", "applicant")
    return cases.get(pk=payload["case"])


def _tell(kind: str, to: User, case: Case, payload: Mapping[str, Any]) -> None:
    key = f"{kind}:{case.pk}:{payload['seq']}:{to.pk}"
    notices.send(kind=kind, to=to, about=case.reference, key=key)
