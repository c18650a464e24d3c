"""Why a button is grey: the engine's own decision, read without a lock."""

from collections.abc import Collection, Mapping
from typing import Any

from interior_portal.accounts.models import User
from interior_portal.shared import clock
from interior_portal.shared.refusals import Refusal
from interior_portal.workflow import claims, decide, registry, versions
from interior_portal.workflow.context import Standing
from interior_portal.workflow.models import Case, WorkItem
from interior_portal.workflow.procedures import Owner, Procedure, Transition
from interior_portal.workflow.sql import read
from interior_portal.workflow.sql import undo as sql_undo
from interior_portal.workflow.verbs import undoing


def why_not(
    case: Case, transition: str, user: User, data: Mapping[str, Any] | None = None
) -> Refusal | None:
    """Why `user` may not do `transition` now; None when they may.

    One query (two for a case whose `procedure_version` is not loaded). Rules see `data` as far as the
    page knows it. `KeyError` for a transition that the case's procedure does not have.
    """
    found = procedure_of(case).transition(transition)
    standing = standing_of(case, user, found.not_by, procedure_of(case).branch_of(found))
    return decide.why_not_advance(standing, found, by=user, data=data or {}, at=clock.now())


def open_transitions(case: Case, user: User) -> list[tuple[Transition, Refusal | None]]:
    """What can be done from the step where the case stands, each with the reason why not (by `user`).

    The trunk's, then those of each open branch, in the order of the procedure: the applicant's for the
    applicant and the clerk who entered the case, the desk's for everybody else. Never the system's.
    Queries as `why_not`, and one for each open branch.
    """
    asked = {code for t in procedure_of(case).transitions for code in t.not_by}
    trunk = standing_of(case, user, asked)
    open_branches = trunk.join.open_branches if trunk.join else ()
    branches = [standing_of(case, user, asked, branch) for branch in open_branches]
    is_applicant = user.pk in {trunk.case.applicant_id, trunk.case.entered_by_id}
    owner = Owner.APPLICANT if is_applicant else Owner.DESK
    return [
        found
        for branch, standing in zip(("", *open_branches), (trunk, *branches), strict=True)
        for found in _offered(standing, branch, owner, user)
    ]


def _offered(
    standing: Standing, branch: str, owner: Owner, user: User
) -> list[tuple[Transition, Refusal | None]]:
    step, at = standing.step_in(branch), clock.now()
    return [
        (transition, decide.why_not_advance(standing, transition, by=user, data={}, at=at))
        for transition in standing.procedure.transitions_from(step or "")
        if transition.by is owner
    ]


def why_not_claim(item: WorkItem, user: User) -> Refusal | None:
    """Why `user` may not take the item; None when they may, or hold it already. One query."""
    return claims.why_not_claim(_standing_of_item(item, user), item.pk, clock.now())


def why_not_release(item: WorkItem, user: User) -> Refusal | None:
    """Why `user` may not put the item back; None when they may. One query."""
    return claims.why_not_release(_standing_of_item(item, user), item.pk)


def why_not_undo(case: Case, user: User) -> Refusal | None:
    """Why `user` may not undo what last happened to the case; None when they may. Two queries."""
    standing = standing_of(case, user)
    last = sql_undo.last_event(standing.case.id, standing.case.event_seq)
    return undoing.why_not_undo(standing, last, clock.now())


def procedure_of(case: Case) -> Procedure:
    """The version of the procedure that the case runs under."""
    return versions.find(case.procedure_version.sha256)


def standing_of(case: Case, user: User, not_by: Collection[str] = (), branch: str = "") -> Standing:
    """The case as it is now, with what `user` is there. One query."""
    asks = bool(procedure_of(case).questions)
    standing = read.read(
        read.Question(by=user, case_id=case.pk, branch=branch, not_by=not_by, asks=asks)
    )
    if standing is None:
        raise Case.DoesNotExist(f"there is no case {case.pk}")
    return standing


def _standing_of_item(item: WorkItem, user: User) -> Standing:
    not_by = registry.every_four_eyes()
    standing = read.read(read.Question(by=user, item_id=item.pk, not_by=not_by))
    if standing is None:
        raise WorkItem.DoesNotExist(f"there is no work item {item.pk}")
    return standing
