"""May this person ask, answer, withdraw or remind? Pure, as `decide` is."""

from dataclasses import replace

from django.utils.translation import gettext_lazy as _

from interior_portal.accounts.registry import roles_with
from interior_portal.shared.refusals import NOT_PERMITTED, Refusal
from interior_portal.workflow.context import ActorStanding, Asked, Standing
from interior_portal.workflow.decide import (
    CLAIMED_BY_OTHER,
    NOT_CLAIMED,
    WRONG_STEP,
    answering_role,
    why_not_asked_it,
    why_not_theirs,
)
from interior_portal.workflow.procedures import Owner, Procedure
from interior_portal.workflow.questions import Question

ALREADY_ASKED = Refusal(
    "already_asked",
    _("This question has been asked and is not answered yet. Remind the desk instead."),
)
SETTLED = Refusal("question_settled", _("This question has been answered or withdrawn already."))
QUESTION_NOT_TAKEN = replace(NOT_CLAIMED, message=_("Take this question before you answer it."))
QUESTION_TAKEN = replace(CLAIMED_BY_OTHER, message=_("Somebody else has taken this question."))
CHILD_ANSWERS = Refusal(
    "child_answers", _("A case of its own answers this question. Its outcome is the answer.")
)
NO_SUCH_OUTCOME = Refusal("no_such_outcome", _("Choose one of the answers that this question has."))
NOTE_MISSING = Refusal("note_missing", _("Explain this answer in a note."))
NO_REASON = Refusal("no_reason", _("Say why the question is withdrawn."))
REMINDED = Refusal(
    "reminded",
    _("The desk has been reminded today. It can be reminded again on its next working day."),
)
NO_DESK = Refusal(
    "no_desk",
    _(
        "The unit that answers “%(question)s” is not in service, so nobody can be asked. "
        "Tell the administrator."
    ),
)


def asking_role(standing: Standing) -> str:
    """The role under which the actor works on cases of this procedure; empty when there is none."""
    actor = standing.actor
    if actor is None:
        return ""
    held = sorted(actor.roles & working_roles(standing.procedure))
    return min(held, key=actor.absent.__contains__, default="")  # one's own before another's


def working_roles(procedure: Procedure) -> frozenset[str]:
    """The roles that work on its cases: those of its desks, and those that may do what a desk does."""
    permissions = {t.permission for t in procedure.transitions if t.by is Owner.DESK}
    desks = (step.role for step in procedure.steps if step.role)
    return frozenset(desks).union(*(roles_with(permission) for permission in permissions))


def branch_that_may_ask(standing: Standing, code: str) -> str | None:
    """The branch (empty for the trunk) which stands where `code` may be asked; None when none does."""
    for branch in ("", *(standing.join.open_branches if standing.join else ())):
        step = standing.step_in(branch)
        if step and code in standing.procedure.step(step).may_ask:
            return branch
    return None


def why_not_refer(standing: Standing, code: str) -> Refusal | None:
    """Only who holds the case asks, at a step that allows it, and not what is open already."""
    actor, item = standing.actor, standing.item
    if branch_that_may_ask(standing, code) is None:
        return WRONG_STEP
    if actor is None or not actor.is_active or not asking_role(standing):
        return NOT_PERMITTED
    if refusal := why_not_theirs(standing, actor, asking_role(standing)):
        return refusal
    if item is None or item.claimed_by_id is None:
        return NOT_CLAIMED
    if item.claimed_by_id != actor.id:
        return CLAIMED_BY_OTHER
    asked = standing.asked.get(code)
    return ALREADY_ASKED if asked and asked.is_open else None


def why_not_answer(standing: Standing, asked: Asked) -> Refusal | None:
    """The holder of its item answers, at the unit that was asked; the system answers for a case."""
    actor = standing.actor
    if not asked.is_open:
        return SETTLED
    if actor is None:
        return None
    if not actor.is_active or not answering_role(actor, asked):
        return NOT_PERMITTED
    return _why_not_impartial(standing, actor, asked) or _why_not_holder(standing, actor)


def _why_not_impartial(standing: Standing, actor: ActorStanding, asked: Asked) -> Refusal | None:
    role = answering_role(actor, asked)
    return why_not_theirs(standing, actor, role) or why_not_asked_it(asked, actor, role)


def _why_not_holder(standing: Standing, actor: ActorStanding) -> Refusal | None:
    if standing.item is None:
        return CHILD_ANSWERS
    if standing.item.claimed_by_id is None:
        return QUESTION_NOT_TAKEN
    return None if standing.item.claimed_by_id == actor.id else QUESTION_TAKEN


def why_not_outcome(question: Question, outcome: str, note: str) -> Refusal | None:
    """An answer is one of the question's, explained where that outcome has to be."""
    known = {known.code: known for known in question.outcomes}
    if outcome not in known:
        return NO_SUCH_OUTCOME
    return NOTE_MISSING if known[outcome].needs_note and not note.strip() else None


def why_not_follow_up(standing: Standing, asked: Asked) -> Refusal | None:
    """Whoever works on the asking cases withdraws and reminds, and so does the system."""
    actor = standing.actor
    if actor is not None:
        role = asking_role(standing)
        if not actor.is_active or not role:
            return NOT_PERMITTED
        if refusal := why_not_theirs(standing, actor, role):
            return refusal
    return None if asked.is_open else SETTLED
