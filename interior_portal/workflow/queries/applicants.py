"""What applicants see of their cases, whatever directorate they are at."""

import datetime as dt
from collections.abc import Mapping, Sequence

from django.urls import reverse

from interior_portal.accounts.models import User
from interior_portal.shared import clock
from interior_portal.ui.components import State, Task
from interior_portal.workflow import registry, versions
from interior_portal.workflow.models import Case, CaseEvent
from interior_portal.workflow.procedures import Clock, Owner, Step

MOST = 20
_FINAL_STATES: Mapping[str, State] = {"refused": "refused", "withdrawn": "draft"}


def cases_of(user: User) -> Sequence[Task]:
    """The applicant's cases, newest first, at most 20: what, where it stands, its page.

    One query, and one for each that was decided in the last seconds and can still be undone.
    """
    cases = Case.objects.filter(applicant=user).select_related("procedure_version").order_by("-pk")
    return [_line(case) for case in cases[:MOST]]


def told_step(case: Case) -> Step:
    """Where the case stands for its applicant: before a decision that can still be undone.

    No query, and one for a case that moved in the last minutes (two where its version is not loaded).
    """
    procedure = versions.find(case.procedure_version.sha256)
    longest = max(transition.undo_seconds for transition in procedure.transitions)
    if clock.now() - case.moved_at < dt.timedelta(seconds=longest):
        moves = CaseEvent.objects.filter(case=case).exclude(transition="").order_by("-seq")
        move = moves.values_list("from_step", "data__undo__until").first()
        if move and move[1] and clock.now() < dt.datetime.fromisoformat(move[1]):
            return procedure.step(move[0])
    return procedure.step(case.step)


def _line(case: Case) -> Task:
    procedure = versions.find(case.procedure_version.sha256)
    step = told_step(case)
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
