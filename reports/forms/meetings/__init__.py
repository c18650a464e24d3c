"""What is written on the pages of meetings."""

from reports.forms.meetings.business import (
    ElectionForm,
    LotForm,
    MotionForm,
    NominateForm,
    TextForm,
)
from reports.forms.meetings.planning import (
    DeputyForm,
    DocumentForm,
    FollowForm,
    ItemForm,
    MeetingForm,
    NotesForm,
    SeatForm,
)
from reports.forms.meetings.voting import PapersForm, StatementForm

__all__ = [
    "DeputyForm",
    "DocumentForm",
    "ElectionForm",
    "FollowForm",
    "ItemForm",
    "LotForm",
    "MeetingForm",
    "MotionForm",
    "NominateForm",
    "NotesForm",
    "PapersForm",
    "SeatForm",
    "StatementForm",
    "TextForm",
]
