"""What the directorate asks others about a vehicle. Whoever keeps the data may answer by machine."""

from django.utils.translation import gettext_lazy as _

from interior_portal.workflow.procedures import Label
from interior_portal.workflow.questions import Outcome, Question
from vehicles.roles import VEHICLE_ANSWERS, VEHICLE_QUESTION_ANSWER

WITHIN_MINUTES = 30


def _question(code: str, label: Label, unit: str, *outcomes: Outcome) -> Question:
    return Question(
        code=code,
        label=label,
        unit=unit,
        role=VEHICLE_ANSWERS.code,
        permission=VEHICLE_QUESTION_ANSWER,
        promise_minutes=WITHIN_MINUTES,
        outcomes=outcomes,
        subject_label=_("Vehicle"),
        is_known_by_table=True,
    )


TRAFFIC_HOLDS = _question(
    "traffic.holds",
    _("Are there unpaid fines or holds?"),
    "traffic",
    Outcome(code="none", label=_("No unpaid fines, no hold"), is_clear=True),
    Outcome(code="held", label=_("Unpaid fines or a hold"), is_clear=False, needs_note=True),
)
IMPORT_CLEARED = _question(
    "crossings.import_cleared",
    _("Is the vehicle cleared at the crossing?"),
    "crossings",
    Outcome(code="cleared", label=_("Cleared by customs"), is_clear=True),
    Outcome(code="not_imported", label=_("Did not come through a crossing"), is_clear=True),
    Outcome(code="temporary", label=_("Admitted for a time only"), is_clear=False, needs_note=True),
    Outcome(code="not_cleared", label=_("Not cleared"), is_clear=False, needs_note=True),
)
WANTED = _question(
    "wanted.vehicle",
    _("Is the vehicle wanted or stolen?"),
    "general-command",
    Outcome(code="not_wanted", label=_("Neither wanted nor stolen"), is_clear=True),
    Outcome(code="wanted", label=_("Wanted or stolen"), is_clear=False, needs_note=True),
)
QUESTIONS = (TRAFFIC_HOLDS, IMPORT_CLEARED, WANTED)
CODES = tuple(question.code for question in QUESTIONS)
