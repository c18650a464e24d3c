"""The form in which a person answers a question, which an answering directorate may extend, and the small ones
of those who ask.
"""

import uuid
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from interior_portal.ui.forms import KeyedForm, PortalForm, VersionedForm
from interior_portal.workflow.questions import Answer, Question

LONGEST = 2000
_NEEDED_FOR = _(
    "Those who asked read it. The applicant does not. It is needed with the answer: %(answers)s"
)
_OWN = frozenset({"key", "outcome", "note"})


class AnswerForm(KeyedForm, PortalForm):
    """An outcome and a note. A subclass adds fields whose values are text, whole numbers or truth values;
    they are kept with the answer. A draft is kept whatever is missing in it.
    """

    outcome = forms.ChoiceField(label=_("Answer"), widget=forms.RadioSelect)
    note = forms.CharField(
        label=_("Note"),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea({"rows": 4}),
        help_text=_("Those who asked read it. The applicant does not."),
    )

    def __init__(self, *args: Any, question: Question, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.question = question
        outcome = self.fields["outcome"]
        if isinstance(outcome, forms.ChoiceField):
            outcome.choices = [(known.code, known.label) for known in question.outcomes]
        if explained := [str(known.label) for known in question.outcomes if known.needs_note]:
            self.fields["note"].help_text = _NEEDED_FOR % {"answers": " · ".join(explained)}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if outcome := cleaned.get("outcome"):
            chosen = self.question.outcome(outcome)
            if chosen.needs_note and not cleaned.get("note"):
                self.add_error("note", _("Explain this answer in a note."))
        return cleaned

    def answer(self) -> Answer:
        """What a valid form says."""
        cleaned = self.cleaned_data
        data = {name: value for name, value in cleaned.items() if name not in _OWN}
        return Answer(outcome=cleaned["outcome"], note=cleaned["note"], data=data)

    def draft(self) -> dict[str, Any]:
        """What was written so far, as it was sent, valid or not, and of each field no more than it takes."""
        return {
            name: written[: getattr(field, "max_length", None) or LONGEST]
            for name, field in self.fields.items()
            if name != "key" and (written := self.data.get(self.add_prefix(name), ""))
        }

    @classmethod
    def of_draft(cls, question: Question, draft: Mapping[str, Any] | None) -> "AnswerForm":
        """The empty form, or the one that was kept."""
        return cls(question=question, initial={**(draft or {}), "key": uuid.uuid4()})


class AskForm(VersionedForm, PortalForm):
    """A question to another unit, with a remark for those who answer."""

    remark = forms.CharField(
        label=_("Remark for those who answer"),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea({"rows": 2}),
    )


class RemindForm(KeyedForm, PortalForm):
    """A reminder: nothing but its key."""


class WithdrawForm(KeyedForm, PortalForm):
    """Why a question is taken back."""

    reason = forms.CharField(
        label=_("Why the question is withdrawn"),
        max_length=500,
        widget=forms.Textarea({"rows": 2}),
        error_messages={"required": _("Say why the question is withdrawn.")},
    )
