"""Who sees which question, and what the pages and the panel of questions show."""

import datetime as dt
import uuid
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from interior_portal.accounts.models import Unit, User
from interior_portal.accounts.queries import held_roles
from interior_portal.shared.refusals import Refusal
from interior_portal.ui.components import Row, State, Text
from interior_portal.workflow import asking, registry
from interior_portal.workflow.decide import OWN_CASE
from interior_portal.workflow.models import Case, Referral, WorkItem
from interior_portal.workflow.queries.decisions import procedure_of
from interior_portal.workflow.queries.questions import (
    AskedByCase,
    asked_by_case,
    case_of,
    reminders,
    roles_that_answer,
    rounds,
)
from interior_portal.workflow.questions import Question
from interior_portal.workflow.sql import read

_MODES: Mapping[str, Text] = {
    Referral.Mode.WAIT: _("The case waits for this answer."),
    Referral.Mode.GO_ON: _("The case goes on meanwhile."),
    Referral.Mode.PAUSE: _("The case waits for this answer, and its time rests."),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionLine:
    """A question of a case as its desk sees it; `referral` is None for one that has not been asked yet."""

    question: Question | None
    code: str
    label: Text
    asked: AskedByCase | None = None
    state: State = "draft"
    word: Text = ""
    mode: Text = ""
    answer: "tuple[Row, ...]" = ()
    may_ask: bool = False
    why_not_ask: Refusal | None = None

    @property
    def slug(self) -> str:
        return self.code.replace(".", "-")

    @property
    def key(self) -> uuid.UUID:
        """A new one for each form that is shown."""
        return uuid.uuid4()


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenQuestion:
    """A question that somebody may see: as one who may answer it, or as one who works on the asking case."""

    case: Case
    question: Question
    rounds: list[Referral]
    may_answer: bool
    asks: bool

    @property
    def latest(self) -> Referral:
        return self.rounds[0]


def case_for(reference: str, user: User) -> Case:
    """The case, for staff; it does not exist for others, and nobody works on their own."""
    case = case_of(reference) if user.is_staff else None
    if case is None:
        raise Http404
    if case.applicant_id == user.pk:
        raise PermissionDenied(OWN_CASE)
    return case


def works_on(case: Case, user: User) -> bool:
    """Whether the person works on such cases at the case's unit, and is not the applicant."""
    roles = asking.working_roles(procedure_of(case))
    return case.applicant_id != user.pk and bool(roles & _roles_at(user, case.unit))


def seen_question(reference: str, slug: str, user: User) -> SeenQuestion:
    """The question for who may answer it or works on the case; it does not exist for others."""
    case, code = case_for(reference, user), slug.replace("-", ".")
    question, asked = registry.find_question(code), rounds(case, code)
    if question is None or not asked:
        raise Http404
    may_answer = bool(roles_that_answer(question) & _roles_at(user, asked[0].unit))
    asks = works_on(case, user)
    if not (may_answer or asks):
        raise Http404
    return SeenQuestion(
        case=case, question=question, rounds=asked, may_answer=may_answer, asks=asks
    )


def _roles_at(user: User, unit: Unit) -> frozenset[str]:
    """What they may act as there today, by their own postings and for whom they stand in."""
    return frozenset(held.role for held in held_roles(user) if unit.path.startswith(held.path))


def panel(case: Case, user: User) -> list[QuestionLine]:
    """What the case has asked and may ask now, for who works on it; nothing for a procedure that never asks.

    Five queries at most, one more for each open branch.
    """
    procedure = procedure_of(case)
    if not procedure.questions or not works_on(case, user):
        return []
    asked = {each.referral.question: each for each in asked_by_case(case)}
    allowed = dict(_allowed(case, user))
    codes = dict.fromkeys((*asked, *allowed))
    return [_line(code, asked.get(code), allowed) for code in codes]


def questions_to(case: Case, user: User) -> list[QuestionLine]:
    """The questions of the case that the person may answer. Two queries."""
    return [
        _line(each.referral.question, each, {})
        for each in asked_by_case(case)
        if each.question and roles_that_answer(each.question) & _roles_at(user, each.referral.unit)
    ]


def _allowed(case: Case, user: User) -> Iterator[tuple[str, Refusal | None]]:
    """What may be asked where the case stands, each with the reason why not (by `user`, now)."""
    standing = read.read(read.Question(by=user, case_id=case.pk, asks=True))
    if standing is None:
        return
    for branch in ("", *(standing.join.open_branches if standing.join else ())):
        step = standing.step_in(branch)
        codes = standing.procedure.step(step).may_ask if step else ()
        if codes and branch:
            where = read.Question(by=user, case_id=case.pk, branch=branch, asks=True)
            standing = read.read(where) or standing
        for code in codes:
            yield code, asking.why_not_refer(standing, code)


def _line(
    code: str, asked: AskedByCase | None, allowed: Mapping[str, Refusal | None]
) -> QuestionLine:
    question = asked.question if asked else registry.find_question(code)
    is_open = asked is not None and asked.is_open
    state, word = _state(asked)
    return QuestionLine(
        question=question,
        code=code,
        label=question.label if question else code,
        asked=asked,
        state=state,
        word=word,
        mode=_MODES[asked.referral.mode] if asked and is_open else "",
        answer=tuple(answer_rows(asked.referral, question)) if asked else (),
        may_ask=code in allowed and not is_open,
        why_not_ask=allowed.get(code),
    )


def _state(asked: AskedByCase | None) -> tuple[State, Text]:
    if asked is None:
        return "draft", _("Not asked yet")
    if asked.referral.withdrawn_at is not None:
        return "paused", _("Withdrawn")
    if asked.referral.answered_at is None:
        return "waiting", _("Overdue") if asked.is_overdue else _("Waits for an answer")
    return ("done", _("Answered")) if asked.referral.is_clear else ("refused", _("Answered"))


def answer_rows(asked: Referral, question: Question | None) -> Iterator[Row]:
    """An answer as lines: the outcome in words, the note, and what the answer form took besides."""
    if asked.withdrawn_at is not None and asked.withdrawn_reason:
        yield Row(_("Why the question is withdrawn"), _as_written(asked.withdrawn_reason))
    if not asked.answer:
        return
    known = {o.code: o.label for o in question.outcomes} if question else {}
    yield Row(_("Answer"), known.get(asked.answer["outcome"], asked.answer["outcome"]))
    if asked.child is not None:
        yield Row(_("Answered by the case"), asked.child.reference, iso=True)
    elif asked.answer["note"]:
        yield Row(_("Note"), _as_written(asked.answer["note"]))
    form = registry.find_answer_form(asked.question)
    fields = form.base_fields if form else {}
    for name, value in asked.answer["data"].items():
        yield Row(fields[name].label or name if name in fields else name, _as_written(value))


def _as_written(value: object) -> SafeString:
    """What somebody wrote, in the direction of its own script."""
    return format_html("<bdi>{}</bdi>", value)


def subject_rows(asked: Referral, question: Question) -> list[Row]:
    """What a question is about, in the reader's language, and who asks."""
    rows = [
        Row(gettext(label) if label else "", value, iso=is_code)
        for label, value, is_code in asked.subject["rows"]
    ]
    about: Iterable[Row] = (
        (Row(_("About"), question.subject_label),) if question.subject_label else ()
    )
    return [*about, *rows]


def history(seen: SeenQuestion) -> list[tuple[Referral, list[Row], dt.datetime | None]]:
    """The rounds of a question, each with its answer and when its desk was last reminded; one query."""
    reminded = reminders(seen.case)
    return [
        (each, list(answer_rows(each, seen.question)), reminded.get((each.question, each.round)))
        for each in seen.rounds
    ]


def open_item(asked: Referral) -> WorkItem | None:
    """The item of an open question, with who holds it; one query."""
    items = WorkItem.objects.filter(case=asked.case_id, branch=f"?{asked.question}", closed_at=None)
    return items.select_related("claimed_by").first()


def asked_rows(seen: SeenQuestion) -> list[Row]:
    """By whom and for which case a question was asked."""
    asked, case = seen.latest, seen.case
    rows = [
        Row(_("Case"), case.reference, iso=True),
        Row(_("Service"), procedure_of(case).label),
        Row(_("Asked by"), case.unit.name),
    ]
    if asked.asked_by is not None and asked.asked_by_id != case.applicant_id:
        rows.append(Row(_("Officer"), _as_written(asked.asked_by.name)))
    if asked.remark:
        rows.append(Row(_("Remark"), _as_written(asked.remark)))
    return rows
