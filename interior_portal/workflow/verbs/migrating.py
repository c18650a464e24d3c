"""A running case under another version of its procedure, by a map of steps; and why one cannot go there."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from interior_portal.accounts.models import User
from interior_portal.shared import clock
from interior_portal.shared.refusals import Refusal, Refused
from interior_portal.workflow.context import Place, Standing
from interior_portal.workflow.models import Case
from interior_portal.workflow.procedures import Owner, Procedure, Step
from interior_portal.workflow.results import Advance
from interior_portal.workflow.sql import hours, read
from interior_portal.workflow.sql import migrate as sql
from interior_portal.workflow.timing import deadline, timers
from interior_portal.workflow.validation import may_clock_move
from interior_portal.workflow.verbs import in_place

MIGRATED, REVERTED = "workflow.migrated", "workflow.migration_reverted"
_KEYS = {MIGRATED: "migrated", REVERTED: "reverted"}
OTHER_VERSION = Refusal("other_version", _("The case runs under another version already."))
CLOSED = Refusal("case_closed", _("The case is closed."))
MOVED_ON = Refusal("moved_on", _("The case has moved on since it was migrated."))


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Where cases of one version go. `steps` maps old steps to new ones; a step that is not named keeps
    its code. `run` is the name of the run, by which it is repeated without harm and reverted.
    """

    source: Procedure
    target: Procedure
    steps: Mapping[str, str]
    run: str

    def to(self, step: str) -> Step | None:
        """The new step; None when the new version has none for it."""
        try:
            return self.target.step(self.steps.get(step, step))
        except KeyError:
            return None


@dataclass(frozen=True, slots=True)
class Destination:
    """Where one case will stand: its step, and the steps of its branches that have not arrived."""

    step: Step
    branches: Mapping[str, Step]


def migrate(case_id: int, plan: Plan, by: User | None) -> Advance | Refused:
    """The case under the new version, or why not; nothing has been written in that case."""
    standing = _locked(case_id, by, f"migrated:{plan.run}")
    if standing.earlier is not None:
        return _replayed(standing)
    found = destination(standing, plan)
    if isinstance(found, Refusal):
        return Refused(found)
    return _write(standing, plan, found, MIGRATED)


def revert(case_id: int, plan: Plan, since: int, by: User | None) -> Advance | Refused:
    """Back to where `plan.steps` says, unless the case has a newer version than `since`."""
    standing = _locked(case_id, by, f"reverted:{plan.run}")
    if standing.earlier is not None:
        return _replayed(standing)
    if standing.case.version != since:
        return Refused(MOVED_ON)
    found = destination(standing, plan)
    if isinstance(found, Refusal):
        return Refused(found)
    return _write(standing, plan, found, REVERTED)


def look(case_id: int, plan: Plan) -> Destination | Refusal:
    """Where the case would go, without a lock. One query."""
    standing = read.read(read.Question(by=None, case_id=case_id, asks=True))
    if standing is None:
        raise Case.DoesNotExist(f"there is no case {case_id}")
    return destination(standing, plan)


def destination(standing: Standing, plan: Plan) -> Destination | Refusal:
    """Where a case goes, or the first reason why it cannot."""
    case = standing.case
    if standing.procedure.sha256 != plan.source.sha256:
        return OTHER_VERSION
    if case.closed_at is not None:
        return CLOSED
    step, source = plan.to(case.step), plan.source.step(case.step)
    if step is None or step.branch or step.is_final:
        return _no_place(case.step)
    if not may_clock_move(source.clock, step.clock):
        return Refusal(
            "clock_incompatible",
            _("The clock cannot go from step “%(old)s” to step “%(new)s”."),
            {"old": case.step, "new": step.code},
        )
    if unknown := _unknown_questions(standing, plan.target, source, step):
        return unknown
    return _with_branches(standing, plan, step)


def _no_place(step: str) -> Refusal:
    return Refusal(
        "no_place", _("The new version has no place for step “%(step)s”."), {"step": step}
    )


def _unknown_questions(
    standing: Standing, target: Procedure, source: Step, step: Step
) -> Refusal | None:
    still_open = {code for code, asked in standing.asked.items() if asked.is_open}
    if unknown := sorted(still_open - target.questions):
        return Refusal(
            "unknown_question",
            _("The new version does not know the open question “%(question)s”."),
            {"question": unknown[0]},
        )
    if (source.owner is Owner.ANSWERS) != (step.owner is Owner.ANSWERS):
        return _no_place(source.code)
    return None


def _with_branches(standing: Standing, plan: Plan, step: Step) -> Destination | Refusal:
    """A join goes to a step that waits for the same branches; nothing else goes to one."""
    if standing.join is None:
        is_waiting = step.owner is Owner.BRANCHES
        return _no_place(standing.case.step) if is_waiting else Destination(step, {})
    awaited = plan.target.branches_awaited_at(step.code)
    if not awaited.issuperset(standing.join.places):
        return Refusal(
            "unknown_branches",
            _("Step “%(step)s” of the new version does not wait for the branches of this case."),
            {"step": step.code},
        )
    branches: dict[str, Step] = {}
    for branch, place in standing.join.places.items():
        if place.step:
            found = plan.to(place.step)
            if found is None or found.branch != branch:
                return _no_place(place.step)
            branches[branch] = found
    return Destination(step, branches)


def _locked(case_id: int, by: User | None, key: str) -> Standing:
    standing = read.lock(read.Question(by=by, case_id=case_id, key=key, asks=True))
    if standing is None:
        raise Case.DoesNotExist(f"there is no case {case_id}")
    return standing


def _replayed(standing: Standing) -> Advance:
    case, earlier = standing.case, standing.earlier
    version, step, seq = (
        (earlier.version, earlier.step, earlier.seq)
        if earlier
        else (case.version, case.step, case.event_seq)
    )
    return Advance(case.id, case.reference, version, step, seq, replayed=True)


def _write(standing: Standing, plan: Plan, found: Destination, code: str) -> Advance:
    case, at = standing.case, clock.now()
    calendar = hours.loader(case.unit_id)
    move = deadline.enter(case.deadline, found.step, at, calendar)
    event = in_place.event_of(
        standing,
        code,
        at,
        _facts(standing, plan, found, move),
        key=f"{_KEYS[code]}:{plan.run}",
        is_newer=True,
        to_step=found.step.code,
    )
    places = _places(standing, found)
    stands = [found.step.code, *(step.code for step in found.branches.values())]
    alarms = (
        *timers.of_clock(move.deadline, at, calendar, may_be_late=True),
        *timers.of_steps(plan.target, stands, at, calendar),
    )
    sql.migrate(
        sql.Move(
            standing=standing,
            procedure=plan.target,
            step=found.step,
            places=places,
            desks=sql.desks_of(found.step, found.branches),
            deadline=move.deadline,
            timers=timers.TimerChange((timers.NEAR_BREACH, timers.BREACH, timers.TIMEOUT), alarms),
            event=event,
        )
    )
    return Advance(case.id, case.reference, event.version, found.step.code, event.seq)


def _places(standing: Standing, found: Destination) -> dict[str, Place]:
    """Pages of a branch that were shown before are stale: the desk sees its new step first."""
    places = standing.join.places if standing.join else {}
    version = standing.case.version + 1
    return {
        branch: Place(found.branches[branch].code, version) if place.step else place
        for branch, place in places.items()
    }


def _facts(
    standing: Standing, plan: Plan, found: Destination, move: deadline.ClockMove
) -> dict[str, Any]:
    """Both versions and every step, so that the move can be taken back."""
    places = standing.join.places if standing.join else {}
    return {
        "run": plan.run,
        "from_version": plan.source.version,
        "to_version": plan.target.version,
        "steps": {
            standing.case.step: found.step.code,
            **{places[branch].step or "": step.code for branch, step in found.branches.items()},
        },
        **({"clock": move.facts} if move.facts else {}),
    }
