"""What a unit has told once for all about things of a kind: the machine answers in its place."""

from django.db.models import Q

from interior_portal.workflow.models import KnownAnswer
from interior_portal.workflow.questions import Answer, Subject


def known_answer(question: str, unit_id: int, subject: Subject) -> Answer | None:
    """What the table says about this subject today; None when it says nothing. One query.

    A row about one value of the subject (a chassis number, an origin) goes before the one about all
    subjects; between several of these the order of the subject's values decides.
    """
    values = {key: value for key, value in subject.values.items() if isinstance(value, str)}
    about = Q(subject_key="")
    for key, value in values.items():
        about |= Q(subject_key=key, subject_value=value)
    found = KnownAnswer.objects.in_force().filter(about, question=question, unit=unit_id)
    rows = {row.subject_key: row for row in found}
    row = next((rows[key] for key in (*values, "") if key in rows), None)
    return Answer(outcome=row.outcome, note=row.note) if row else None
