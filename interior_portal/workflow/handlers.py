"""What the worker does for the engine itself: it tells people of promises and of questions, and takes the
outcome of a case that answers to the one that asked.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from interior_portal.accounts.models import User
from interior_portal.accounts.queries import holders_above
from interior_portal.accounts.registry import roles_with
from interior_portal.notices import actions as notices
from interior_portal.outbox.registry import handler
from interior_portal.workflow import engine, messages, registry, versions
from interior_portal.workflow.models import Case, CaseEvent, Referral, WorkItem
from interior_portal.workflow.queries.questions import people_at, roles_that_answer
from interior_portal.workflow.verbs.advancing import CHILD_ENDED, CHILD_WITHDRAWN

MOST_HEADS = 10


@handler("workflow.tell_breached")
def tell_breached(payload: Mapping[str, Any]) -> None:
    """The heads of the unit, the nearest first, hear of a broken promise; the applicant gets an apology.

    Who has an answer by now gets none: being told of the delay then would only worry them.
    """
    case = _case(payload)
    procedure = versions.find(case.procedure_version.sha256)
    for head in holders_above(case.unit, procedure.escalation_permission)[:MOST_HEADS]:
        _tell(messages.ESCALATED, head, case, payload)
    if case.clock_ended_at is None:
        _tell(messages.APOLOGY, case.applicant, case, payload)


@handler("workflow.tell_extended")
def tell_extended(payload: Mapping[str, Any]) -> None:
    """The applicant hears that there is a new day, and finds the reason on the page of the case."""
    case = _case(payload)
    _tell(messages.EXTENDED, case.applicant, case, payload)


def _case(payload: Mapping[str, Any]) -> Case:
    cases = Case.objects.select_related("procedure_version", "unit", "applicant")
    return cases.get(pk=payload["case"])


def _tell(kind: str, to: User, case: Case, payload: Mapping[str, Any]) -> None:
    key = f"{kind}:{case.pk}:{payload['seq']}:{to.pk}"
    notices.send(kind=kind, to=to, about=case.reference, key=key)


@handler(CHILD_ENDED)
def answer_with_outcome(payload: Mapping[str, Any]) -> None:
    """A case that answers a question has ended: its outcome is the answer. The child is not locked here."""
    child = Case.objects.get(pk=payload["case"])
    asked = Referral.objects.filter(child=child, answered_at=None, withdrawn_at=None).first()
    if asked is not None:
        engine.answer(
            referral_id=asked.pk,
            by=None,
            outcome=child.outcome,
            note=child.reference,
            key=f"child:{child.reference}",
        )


@handler(CHILD_WITHDRAWN)
def tell_withdrawn(payload: Mapping[str, Any]) -> None:
    """A case has ended because its answer is not needed: who held it hears of it, or all whose desk it lay on."""
    case, event = _case(payload), CaseEvent.objects.get(case=payload["case"], seq=payload["seq"])
    left = WorkItem.objects.filter(case=case, closed_at=event.at).select_related("claimed_by")
    for item in left:
        role = item.queue.partition(":")[2]
        people = [item.claimed_by] if item.claimed_by else people_at(case.unit, {role})
        _tell_all(messages.NOT_NEEDED, people, payload)


@handler("workflow.tell_desk")
def tell_desk(payload: Mapping[str, Any]) -> None:
    """A desk is reminded: who holds the question, or else all who may answer it."""
    asked = _referral(payload)
    if asked is None:
        return
    item = WorkItem.objects.filter(referral=asked, case=asked.case_id, closed_at=None).first()
    question = registry.get_question(asked.question)
    if item is not None and item.claimed_by is not None:
        people = [item.claimed_by]
    else:
        people = people_at(asked.unit, roles_that_answer(question))
    _tell_all("workflow.question_reminded", people, payload)


@handler("workflow.tell_overdue")
def tell_overdue(payload: Mapping[str, Any]) -> None:
    """A question is overdue: who heads the desk hears of it, and who asked."""
    asked = _referral(payload)
    if asked is None:
        return
    permission = registry.get_question(asked.question).release_permission
    heads = people_at(asked.unit, roles_with(permission)) if permission else []
    _tell_all("workflow.question_overdue", [*heads, *_asker(asked)], payload)


@handler("workflow.tell_asker")
def tell_asker(payload: Mapping[str, Any]) -> None:
    """An answer has come: who asked is told, where a person of the house did."""
    asked = _referral(payload)
    if asked is not None and asked.answered_at is not None:
        _tell_all("workflow.question_answered", _asker(asked), payload)


def _referral(payload: Mapping[str, Any]) -> Referral | None:
    """The round that the event tells of."""
    event = CaseEvent.objects.get(case=payload["case"], seq=payload["seq"])
    found = Referral.objects.filter(
        case=event.case_id, question=event.data["question"], round=event.data["round"]
    )
    return found.select_related("unit", "asked_by", "case").first()


def _asker(asked: Referral) -> list[User]:
    """Who asked, if they work here: an applicant's move asks as well, and they are not told of it."""
    by = asked.asked_by
    return [by] if by is not None and by.is_staff and by.pk != asked.case.applicant_id else []


def _tell_all(kind: str, people: Iterable[User], payload: Mapping[str, Any]) -> None:
    for person in dict.fromkeys(people):
        notices.send(
            kind=kind,
            to=person,
            about=payload["reference"],
            key=f"{kind}:{payload['case']}:{payload['seq']}:{person.pk}",
        )
