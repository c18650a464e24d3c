"""May this person do this now? Pure: the same code refuses a request and greys out its button."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext_lazy as _

from interior_portal.accounts.models import User
from interior_portal.accounts.registry import roles_with
from interior_portal.shared.refusals import NOT_PERMITTED, Refusal
from interior_portal.workflow import registry
from interior_portal.workflow.context import ActorStanding, Asked, RuleContext, Standing
from interior_portal.workflow.procedures import Owner, Procedure, Transition
from interior_portal.workflow.questions import Answer

WRONG_STEP = Refusal("wrong_step", _("This is not possible at the step where the case stands now."))
OWN_CASE = Refusal("own_case", _("This is your own case. Somebody else has to work on it."))
NOT_CLAIMED = Refusal("not_claimed", _("Take this case before you decide."))
CLAIMED_BY_OTHER = Refusal("claimed_by_other", _("Somebody else has taken this case."))
FOUR_EYES = Refusal(
    "four_eyes", _("You did an earlier step of this decision. Somebody else has to do this one.")
)
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
ASKED_IT = Refusal("asked_it", _("You asked this question. Somebody else has to answer it."))
UNANSWERED = Refusal(
    "unanswered", _("The question “%(question)s” is not answered yet. Wait for it, or withdraw it.")
)
NOT_ASKED = Refusal("not_asked", _("Ask the question “%(question)s” first."))


def why_not_advance(
    standing: Standing,
    transition: Transition,
    *,
    by: User | None,
    data: Mapping[str, Any],
    at: dt.datetime,
) -> Refusal | None:
    """The first reason why `transition` may not happen: step, right, claim, four eyes, then rules."""
    if standing.step_in(standing.procedure.branch_of(transition)) not in transition.source:
        return WRONG_STEP
    if refusal := _why_not_actor(standing, transition):
        return refusal
    if refusal := _why_not_without_answers(standing, transition):
        return refusal
    context = RuleContext(standing.case, by, data, at, answers_of(standing))
    for code in transition.rules:
        if refusal := registry.get_rule(code)(context):
            return refusal
    return None


def answers_of(standing: Standing) -> dict[str, Answer]:
    """The answers that the case has, by question."""
    return {code: asked.answer for code, asked in standing.asked.items() if asked.answer}


def _why_not_without_answers(standing: Standing, transition: Transition) -> Refusal | None:
    """What it needs was asked, and is answered or withdrawn."""
    for code in transition.needs:
        asked = standing.asked.get(code)
        if asked is None or asked.is_open:
            missing = UNANSWERED if asked else NOT_ASKED
            question = registry.find_question(code)
            return replace(missing, params={"question": question.label if question else code})
    return None


def _why_not_actor(standing: Standing, transition: Transition) -> Refusal | None:
    actor = standing.actor
    if actor is None:
        return None if transition.by is Owner.SYSTEM else NOT_PERMITTED
    if not actor.is_active or transition.by is Owner.SYSTEM:
        return NOT_PERMITTED
    if transition.by is Owner.APPLICANT:
        if actor.id == standing.case.applicant_id:
            return None
        return None if acting_role(standing, transition) else NOT_PERMITTED
    return _why_not_desk(standing, actor, transition)


def _why_not_desk(
    standing: Standing, actor: ActorStanding, transition: Transition
) -> Refusal | None:
    if not acting_role(standing, transition):
        return NOT_PERMITTED
    if actor.id == standing.case.applicant_id:
        return OWN_CASE
    if _did_before(standing, actor, transition):
        return FOUR_EYES
    if transition.needs_claim:
        holder = standing.item.claimed_by_id if standing.item else None
        if holder is None:
            return NOT_CLAIMED
        if holder != actor.id:
            return CLAIMED_BY_OTHER
    return None


def acting_role(standing: Standing, transition: Transition) -> str:
    """The role under which the actor may do this; empty for the applicant and for nobody.

    A clerk acts in the applicant's place only in the cases they entered.
    """
    actor, case = standing.actor, standing.case
    if actor is None:
        return ""
    if transition.by is Owner.APPLICANT:
        if actor.id == case.applicant_id or actor.id != case.entered_by_id:
            return ""
        permission = transition.permission or standing.procedure.entry_permission
    else:
        permission = transition.permission
    return _first_role(actor, permission)


def on_behalf_of(standing: Standing, transition: Transition) -> int | None:
    """The applicant, where a clerk acts in their place."""
    actor, applicant_id = standing.actor, standing.case.applicant_id
    if transition.by is not Owner.APPLICANT or actor is None or actor.id == applicant_id:
        return None
    return applicant_id


def why_not_enter(
    procedure: Procedure, actor: ActorStanding | None, applicant_id: int
) -> Refusal | None:
    """Why `actor` may not start this procedure for the applicant; None stands for the system."""
    if actor is None:
        return None
    if not actor.is_active:
        return NOT_PERMITTED
    if actor.id == applicant_id or entering_role(procedure, actor):
        return None
    return NOT_PERMITTED


def entering_role(procedure: Procedure, actor: ActorStanding | None) -> str:
    """The role under which the actor enters a case for somebody else; empty when there is none."""
    return _first_role(actor, procedure.entry_permission) if actor else ""


def why_not_claim(standing: Standing, item_id: int, at: dt.datetime) -> Refusal | None:
    """An item is taken by somebody who could act on it: its role, or a permission used at its step."""
    actor, item = standing.actor, standing.item
    if item is None or item.id != item_id:
        return ITEM_CLOSED
    if actor is None or not actor.is_active or not claiming_role(standing, item.step):
        return NOT_PERMITTED
    if actor.id == standing.case.applicant_id:
        return OWN_CASE
    if item.holder_at(at) not in {None, actor.id}:
        return CLAIMED_BY_OTHER
    if standing.to_answer is not None:
        return ASKED_IT if standing.to_answer.asked_by_id == actor.id else None
    return FOUR_EYES if _is_barred(standing, actor, item.step) else None


def why_not_given(standing: Standing, name: str) -> Refusal | None:
    """Why the open item may not be given to the actor of `standing`, in words for who gives it."""
    actor, item = standing.actor, standing.item
    if item is None:
        return ITEM_CLOSED
    if actor is None or not actor.is_active or not claiming_role(standing, item.step):
        return replace(NOT_THEIR_WORK, params={"name": name})
    if actor.id == standing.case.applicant_id:
        return replace(THEIR_OWN_CASE, params={"name": name})
    if _is_barred(standing, actor, item.step):
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


def _is_barred(standing: Standing, actor: ActorStanding, step: str) -> bool:
    """Whether four eyes keep the actor from all that a holder could do: they would only block it."""
    kept_for_holders = [
        transition
        for transition in standing.procedure.transitions_from(step)
        if transition.needs_claim
    ]
    return bool(kept_for_holders) and all(
        _did_before(standing, actor, transition) for transition in kept_for_holders
    )


def _did_before(standing: Standing, actor: ActorStanding, transition: Transition) -> bool:
    return any(standing.last_actors.get(code) == actor.id for code in transition.not_by)


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
    return _first_role(actor, owner.release_permission) if actor and owner else ""


def answering_role(actor: ActorStanding, asked: Asked) -> str:
    """The role under which the actor may answer at the unit that was asked; empty when there is none."""
    question = registry.find_question(asked.question)
    if question is None:
        return ""
    if question.role in actor.roles:
        return question.role
    return _first_role(actor, question.permission)


def claiming_role(standing: Standing, step: str) -> str:
    """The role under which the actor may take the item open at `step`; empty when there is none."""
    actor, procedure = standing.actor, standing.procedure
    if actor is None:
        return ""
    if standing.to_answer is not None:
        return answering_role(actor, standing.to_answer)
    if (role := procedure.step(step).role) in actor.roles:
        return role
    for transition in procedure.transitions_from(step):
        if transition.by is Owner.DESK and (role := _first_role(actor, transition.permission)):
            return role
    return ""


def _first_role(actor: ActorStanding, permission: str) -> str:
    return min(actor.roles & roles_with(permission), default="") if permission else ""
