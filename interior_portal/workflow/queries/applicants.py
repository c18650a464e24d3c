"""What applicants see of their cases, whatever directorate they are at."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise

from interior_portal.accounts.models import User
from interior_portal.workflow import registry, versions
from interior_portal.workflow.models import Case
from interior_portal.workflow.procedures import Clock, Owner, Step

MOST = 20
_FINAL_STATES = {"refused": "refused", "withdrawn": "draft"}


@dataclass(frozen=True, slots=True)
class OwnCase:
    """One line of "my cases": `state` is a state of the components, `step` its words."""

    reference: str
    procedure: str | Promise
    step: str | Promise
    state: str
    href: str


def cases_of(user: User) -> Sequence[OwnCase]:
    """The applicant's cases, newest first, at most 20. One query."""
    cases = Case.objects.filter(applicant=user).select_related("procedure_version").order_by("-pk")
    return [_own_case(case) for case in cases[:MOST]]


def _own_case(case: Case) -> OwnCase:
    procedure = versions.find(case.procedure_version.sha256)
    step = procedure.step(case.step)
    return OwnCase(
        reference=case.reference,
        procedure=procedure.label,
        step=step.told,
        state=_state(step, procedure.initial),
        href=reverse(registry.case_page(procedure.directorate), args=[case.reference]),
    )


def _state(step: Step, initial: str) -> str:
    if step.code == initial:
        return "draft"
    if step.is_final:
        return _FINAL_STATES.get(step.outcome, "done")
    if step.clock is Clock.PAUSED or step.owner is Owner.APPLICANT:
        return "paused"
    return "waiting"
