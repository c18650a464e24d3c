"""What pages may ask about questions: the latest rounds of a case, earlier rounds, who may do what."""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from django.urls import reverse

from interior_portal.accounts.models import Posting, Unit, User
from interior_portal.accounts.registry import roles_with
from interior_portal.shared import clock
from interior_portal.workflow import registry
from interior_portal.workflow.models import Case, CaseEvent, Referral
from interior_portal.workflow.queries.worklists import InboxRow
from interior_portal.workflow.questions import Question

PAGE = "workflow:question"
MOST_TOLD = 20
MOST_REMINDERS = 100
REMINDED = "workflow.reminded"


@dataclass(frozen=True, slots=True)
class AskedByCase:
    """The latest round of a question as the asker sees it. `question` is None once nobody asks it any more.

    `is_unmanned` says that nobody who may answer is posted today.
    """

    referral: Referral
    question: Question | None
    is_unmanned: bool = False
    reminded_at: dt.datetime | None = None

    @property
    def is_open(self) -> bool:
        return self.referral.answered_at is None and self.referral.withdrawn_at is None

    @property
    def is_overdue(self) -> bool:
        due_at = self.referral.due_at
        return self.is_open and due_at is not None and due_at < clock.now()


def page_of(row: InboxRow) -> str:
    """The address of the page on which the question of an inbox row is answered."""
    return address_of(row.reference, row.question)


def address_of(reference: str, code: str) -> str:
    """Where a question of the case is answered."""
    return reverse(PAGE, args=[reference, code.replace(".", "-")])


def open_question(case_id: int, code: str) -> Referral | None:
    """The round of a question that is not settled yet; one query."""
    asked = Referral.objects.filter(case_id=case_id, question=code)
    return asked.filter(answered_at=None, withdrawn_at=None).first()


def rounds(case: Case, code: str) -> list[Referral]:
    """All rounds of a question of the case, the latest first; one query."""
    asked = Referral.objects.filter(case=case, question=code)
    people = ("asked_by", "answered_by", "withdrawn_by", "unit", "child")
    return list(asked.select_related(*people).order_by("-round"))


def asked_by_case(case: Case) -> list[AskedByCase]:
    """The latest rounds of the case's questions, in the order in which they were asked. One query, two more
    when any is open.
    """
    rows = (
        Referral.objects.filter(case=case)
        .order_by("question", "-round")
        .distinct("question")
        .select_related("asked_by", "answered_by", "withdrawn_by", "unit", "child")
    )
    found = [
        AskedByCase(row, registry.find_question(row.question))
        for row in sorted(rows, key=lambda row: (row.asked_at, row.pk))
    ]
    still_open = [each for each in found if each.is_open]
    unmanned = _unmanned([each for each in still_open if each.question])
    reminded = reminders(case) if still_open else {}
    return [
        replace(
            each,
            is_unmanned=each.referral.pk in unmanned,
            reminded_at=reminded.get((each.referral.question, each.referral.round)),
        )
        for each in found
    ]


def reminders(case: Case) -> Mapping[tuple[str, int], dt.datetime]:
    """When the desk of a round was last reminded, by question and round; one query."""
    told = CaseEvent.objects.filter(case=case, code=REMINDED).order_by("-seq")
    found: dict[tuple[str, int], dt.datetime] = {}
    for data, at in told.values_list("data", "at")[:MOST_REMINDERS]:
        found.setdefault((data["question"], data["round"]), at)
    return found


def _unmanned(asked: Sequence[AskedByCase]) -> set[int]:
    """Which open questions nobody posted today may answer; one query when any is open."""
    if not asked:
        return set()
    units = {part for each in asked for part in _ids(each.referral.unit)}
    posted = Posting.objects.active().filter(
        unit__in=units, user__is_active=True, user__is_staff=True
    )
    held = set(posted.values_list("role", "unit"))
    return {
        each.referral.pk
        for each in asked
        if each.question
        and not any(
            (role, unit) in held
            for role in roles_that_answer(each.question)
            for unit in _ids(each.referral.unit)
        )
    }


def roles_that_answer(question: Question) -> frozenset[str]:
    return roles_with(question.permission) | {question.role}


def people_at(unit: Unit, roles: Collection[str]) -> list[User]:
    """Who holds one of the roles today at the unit or above it, by name; at most 20. One query."""
    posted = Posting.objects.active().filter(unit__in=_ids(unit), role__in=roles)
    people = User.objects.filter(is_active=True, is_staff=True, pk__in=posted.values("user"))
    return list(people.order_by("name", "pk")[:MOST_TOLD])


def _ids(unit: Unit) -> list[int]:
    """The unit and those above it: a posting at any of them covers it."""
    return [int(part) for part in unit.path.split("/") if part]


def case_of(reference: str) -> Case | None:
    """The case with what its pages need; one query."""
    cases = Case.objects.select_related("procedure_version", "unit")
    return cases.filter(reference=reference).first()
