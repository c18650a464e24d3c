"""What applicants see of their cases, whatever directorate they are at."""

import datetime as dt
from collections.abc import Mapping, Sequence
from copy import copy

from django.urls import reverse

from interior_portal.accounts.models import User
from interior_portal.shared import clock
from interior_portal.ui.components import State, Task
from interior_portal.workflow import registry, versions
from interior_portal.workflow.models import Case, CaseEvent
from interior_portal.workflow.procedures import Clock, Owner, Procedure, Step
from interior_portal.workflow.queries.history import TimelineEntry, timeline
from interior_portal.workflow.verbs.advancing import UNDO
from interior_portal.workflow.verbs.undoing import UNDONE, clock_before, held_until

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
    held = _held_move(case)
    return _procedure_of(case).step(held.from_step if held else case.step)


def as_told(case: Case) -> Case:
    """The case as its applicant sees it: before a decision that can still be undone. Never save it.

    Its version is the true one, so that what the applicant sends is judged by how the case stands.
    Queries as `told_step`.
    """
    held = _held_move(case)
    if held is None:
        return case
    told = copy(case)
    told.step, told.outcome, told.closed_at = held.from_step, "", None
    for name, value in clock_before(held.data).items():
        setattr(told, name, value)
    return told


def told_timeline(case: Case) -> list[TimelineEntry]:
    """The events of the case that its applicant may know of, in order: nothing that was undone or still
    can be. Queries as `timeline` and `told_step`.
    """
    held, entries = _held_move(case), timeline(case)
    undone = {entry.data["undone"] for entry in entries if entry.code == UNDONE}
    return [
        entry
        for entry in entries
        if entry.seq not in undone and entry.code != UNDONE and not (held and entry.seq >= held.seq)
    ]


def _held_move(case: Case) -> CaseEvent | None:
    """The last move of the case, while what follows from it is held."""
    longest = max(transition.undo_seconds for transition in _procedure_of(case).transitions)
    if clock.now() - case.moved_at >= dt.timedelta(seconds=longest):
        return None
    moves = CaseEvent.objects.filter(case=case).exclude(transition="").order_by("-seq")
    move = moves.only("seq", "from_step", "data").first()
    if move is None or UNDO not in move.data:
        return None
    return move if clock.now() < held_until(move.data) else None


def _procedure_of(case: Case) -> Procedure:
    return versions.find(case.procedure_version.sha256)


def _line(case: Case) -> Task:
    procedure, step = _procedure_of(case), told_step(case)
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
