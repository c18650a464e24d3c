"""Who may take an item, give it to somebody and put it back. Pure, as `decide` is."""

import datetime as dt
from dataclasses import replace

from django.utils.translation import gettext_lazy as _

from interior_portal.accounts.registry import roles_with
from interior_portal.shared.refusals import NOT_PERMITTED, Refusal
from interior_portal.workflow import registry
from interior_portal.workflow.context import ActorStanding, Standing
from interior_portal.workflow.decide import (
    CLAIMED_BY_OTHER,
    answering_role,
    first_role,
    why_not_asked_it,
    why_not_before,
    why_not_theirs,
)
from interior_portal.workflow.procedures import Owner, Procedure, Step

# About the person whom somebody else gives the case to.
NOT_THEIR_WORK = Refusal(
    "not_their_work", _("%(name)s has no post that works on this case. Choose somebody else.")
)
THEIR_OWN_CASE = Refusal("their_own_case", _("This is the case of %(name)s. Choose somebody else."))
THEIR_EARLIER_STEP = Refusal(
    "their_earlier_step",
    _("%(name)s did an earlier step of this decision. Choose somebody else."),
)
ITEM_CLOSED = Refusal("item_closed", _("This case no longer lies in your queue."))
NOT_HELD = Refusal("not_held", _("Nobody has taken this case."))


def why_not_claim(standing: Standing, item_id: int, at: dt.datetime) -> Refusal | None:
    """An item is taken by somebody who could act on it: its role, or a permission used at its step."""
    actor, item = standing.actor, standing.item
    if item is None or item.id != item_id:
        return ITEM_CLOSED
    role = claiming_role(standing, item.step)
    if actor is None or not actor.is_active or not role:
        return NOT_PERMITTED
    if refusal := why_not_theirs(standing, actor, role):
        return refusal
    if item.holder_at(at) not in {None, actor.id}:
        return CLAIMED_BY_OTHER
    if standing.to_answer is not None:
        return why_not_asked_it(standing.to_answer, actor, role)
    return _why_barred(standing, actor, item.step)


def why_not_given(standing: Standing, name: str) -> Refusal | None:
    """Why the open item may not be given to the actor of `standing`, in words for who gives it."""
    actor, item = standing.actor, standing.item
    if item is None:
        return ITEM_CLOSED
    role = claiming_role(standing, item.step)
    if actor is None or not actor.is_active or not role:
        return replace(NOT_THEIR_WORK, params={"name": name})
    if why_not_theirs(standing, actor, role):
        return replace(THEIR_OWN_CASE, params={"name": name})
    asked = standing.to_answer
    if why_not_asked_it(asked, actor, role) if asked else _why_barred(standing, actor, item.step):
        return replace(THEIR_EARLIER_STEP, params={"name": name})
    return None


def why_not_assign(standing: Standing, item_id: int) -> Refusal | None:
    """An item is assigned by who may put back what others hold."""
    if standing.item is None or standing.item.id != item_id:
        return ITEM_CLOSED
    actor = standing.actor
    if actor is None or not actor.is_active or not releasing_role(standing):
        return NOT_PERMITTED
    return None


def why_not_hand_over(standing: Standing, item_id: int) -> Refusal | None:
    """An item is handed over by its holder."""
    actor, item = standing.actor, standing.item
    if item is None or item.id != item_id:
        return ITEM_CLOSED
    if actor is None or not actor.is_active:
        return NOT_PERMITTED
    if item.claimed_by_id is None:
        return NOT_HELD
    return None if item.claimed_by_id == actor.id else CLAIMED_BY_OTHER


def _why_barred(standing: Standing, actor: ActorStanding, step: str) -> Refusal | None:
    """Four eyes, when they keep the actor from all that a holder could do: they would only block it."""
    kept_for_holders = [
        transition
        for transition in standing.procedure.transitions_from(step)
        if transition.needs_claim
    ]
    refusals = [why_not_before(standing, actor, transition) for transition in kept_for_holders]
    return refusals[0] if refusals and all(refusals) else None


def why_not_release(standing: Standing, item_id: int) -> Refusal | None:
    """An item is put back by its holder, by somebody with the procedure's permission, by the system."""
    actor, item = standing.actor, standing.item
    if item is None or item.id != item_id:
        return ITEM_CLOSED
    if item.claimed_by_id is None:
        return NOT_HELD
    if actor is None or (actor.is_active and item.claimed_by_id == actor.id):
        return None
    if actor.is_active and releasing_role(standing):
        return None
    return CLAIMED_BY_OTHER


def releasing_role(standing: Standing) -> str:
    """The role under which the actor may put back what somebody else holds."""
    actor, asked = standing.actor, standing.to_answer
    owner = registry.find_question(asked.question) if asked else standing.procedure
    return first_role(actor, owner.release_permission) if actor and owner else ""


def claiming_role(standing: Standing, step: str) -> str:
    """The role under which the actor may take the item open at `step`; empty when there is none."""
    actor, procedure = standing.actor, standing.procedure
    if actor is None:
        return ""
    if standing.to_answer is not None:
        return answering_role(actor, standing.to_answer)
    desk = [t for t in procedure.transitions_from(step) if t.by is Owner.DESK]
    roles = (procedure.step(step).role, *(first_role(actor, t.permission) for t in desk))
    held = [role for role in roles if role in actor.roles]
    return min(held, key=actor.absent.__contains__, default="")


def claiming_roles(procedure: Procedure, step: Step) -> frozenset[str]:
    """Every role under which somebody may take an item open at `step` of a desk."""
    desk = [t for t in procedure.transitions_from(step.code) if t.by is Owner.DESK]
    return frozenset({step.role}).union(*(roles_with(t.permission) for t in desk if t.permission))
