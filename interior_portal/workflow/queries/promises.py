"""What pages say of a case's promise: whether it was broken, why it was extended, who may extend it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from interior_portal.accounts.models import User
from interior_portal.accounts.queries import has_permission
from interior_portal.shared.refusals import Refusal
from interior_portal.workflow import registry
from interior_portal.workflow.models import Case, CaseEvent
from interior_portal.workflow.procedures import Label
from interior_portal.workflow.queries.decisions import procedure_of, standing_of
from interior_portal.workflow.verbs.breaching import BREACHED
from interior_portal.workflow.verbs.extending import EXTENDED
from interior_portal.workflow.verbs.extending import why_not_extend as decided


@dataclass(frozen=True, slots=True)
class PromiseState:
    """`is_broken`: the promise that runs now was not kept, and the head was told. `reason` of the last
    extension, in a sentence for the applicant; empty when there was none.
    """

    is_broken: bool
    reason: Label


def promise_state(case: Case) -> PromiseState:
    """What became of the promise since it was last extended. One query."""
    events = CaseEvent.objects.filter(case=case, code__in=(BREACHED, EXTENDED)).order_by("-seq")
    last = list(events.values_list("code", "data"))
    codes = [code for code, _data in last]
    reasons = [_reason(data) for code, data in last if code == EXTENDED]
    return PromiseState(codes[:1] == [BREACHED], reasons[0] if reasons else "")


def _reason(data: Mapping[str, Any]) -> Label:
    """Empty for a reason that is no longer registered."""
    return registry.extension_reasons().get(data["reason"], "")


def may_extend(case: Case, user: User) -> bool:
    """Whether the user has the right at the case's unit, whatever its clock does. At most one query."""
    permission = procedure_of(case).extension_permission
    return bool(permission) and has_permission(user, permission, case.unit)


def why_not_extend(case: Case, user: User) -> Refusal | None:
    """Why `user` may not give the case more time; None when they may. One query."""
    return decided(standing_of(case, user))
