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
ABSENT_OWN_CASE = Refusal(
    "absent_own_case",
    _("This is the case of the person you stand in for. Somebody else has to work on it."),
)
NOT_CLAIMED = Refusal("not_claimed", _("Take this case before you decide."))
CLAIMED_BY_OTHER = Refusal("claimed_by_other", _("Somebody else has taken this case."))
FOUR_EYES = Refusal(
    "four_eyes", _("You did an earlier step of this decision. Somebody else has to do this one.")
)
ABSENT_FOUR_EYES = Refusal(
    "absent_four_eyes",
    _(
        "The person you stand in for did an earlier step of this decision. Somebody else has to do this one."
    ),
)
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
    role = acting_role(standing, transition)
    if not role:
        return NOT_PERMITTED
    if refusal := why_not_theirs(standing, actor, role):
        return refusal
    if refusal := why_not_before(standing, actor, transition):
        return refusal
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
    return first_role(actor, permission)


def on_behalf_of(standing: Standing, transition: Transition) -> int | None:
    """The applicant, where a clerk acts in their place; whom a clerk stands in for at the desk."""
    actor, applicant_id = standing.actor, standing.case.applicant_id
    if actor is None or actor.id == applicant_id:
        return None
    if transition.by is Owner.APPLICANT:
        return applicant_id
    return actor.acts_for(acting_role(standing, transition))


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
    return first_role(actor, procedure.entry_permission) if actor else ""


def why_not_theirs(standing: Standing, actor: ActorStanding, role: str) -> Refusal | None:
    """Nobody works on their own case, nor in the name of the applicant who is absent at the desk."""
    if actor.id == standing.case.applicant_id:
        return OWN_CASE
    return ABSENT_OWN_CASE if standing.case.applicant_id in actor.absent.get(role, ()) else None


def why_not_asked_it(asked: Asked, actor: ActorStanding, role: str) -> Refusal | None:
    """Nobody answers what they asked themselves, nor in the name of who asked it."""
    return ASKED_IT if asked.asked_by_id in {actor.id, *actor.absent.get(role, ())} else None


def why_not_before(
    standing: Standing, actor: ActorStanding, transition: Transition
) -> Refusal | None:
    """Four eyes are those of persons: what the absent did counts for who stands in for them."""
    before = {person for code in transition.not_by for person in standing.last_actors.get(code, ())}
    if actor.id in before:
        return FOUR_EYES
    absent = actor.absent.get(first_role(actor, transition.permission), ())
    return None if before.isdisjoint(absent) else ABSENT_FOUR_EYES


def answering_role(actor: ActorStanding, asked: Asked) -> str:
    """The role under which the actor may answer at the unit that was asked; empty when there is none."""
    question = registry.find_question(asked.question)
    if question is None:
        return ""
    held = {question.role} & actor.roles | {first_role(actor, question.permission)} - {""}
    return min(sorted(held), key=actor.absent.__contains__, default="")


def extending_role(standing: Standing) -> str:
    """The role under which the actor may give the case more time."""
    actor = standing.actor
    return first_role(actor, standing.procedure.extension_permission) if actor else ""


def first_role(actor: ActorStanding, permission: str) -> str:
    """A role of their own comes before one that they hold for somebody else."""
    if not permission:
        return ""
    held = sorted(actor.roles & roles_with(permission))
    return min(held, key=actor.absent.__contains__, default="")
