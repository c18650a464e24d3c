"""What applicants see of their cases, whatever directorate they are at."""

from collections.abc import Mapping, Sequence

from django.urls import reverse

from interior_portal.accounts.models import User
from interior_portal.ui.components import State, Task
from interior_portal.workflow import registry, versions
from interior_portal.workflow.models import Case
from interior_portal.workflow.procedures import Clock, Owner, Step

MOST = 20
_FINAL_STATES: Mapping[str, State] = {"refused": "refused", "withdrawn": "draft"}


def cases_of(user: User) -> Sequence[Task]:
    """The applicant's cases, newest first, at most 20: what, where it stands, its page. One query."""
    cases = Case.objects.filter(applicant=user).select_related("procedure_version").order_by("-pk")
    return [_line(case) for case in cases[:MOST]]


def _line(case: Case) -> Task:
    procedure = versions.find(case.procedure_version.sha256)
    step = procedure.step(case.step)
    return Task(
        name=procedure.label,
        hint=case.reference,
        state=_state(step, procedure.initial),
        word=step.told,
        href=reverse(registry.case_page(procedure.directorate), args=[case.reference]),
    )


def _state(step: Step, initial: str) -> State:
    if step.code == initial:
        return "draft"
    if step.is_final:
        return _FINAL_STATES.get(step.outcome, "done")
    if step.clock is Clock.PAUSED or step.owner is Owner.APPLICANT:
        return "paused"
    return "waiting"
