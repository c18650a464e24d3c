"""Counts of paper ballots, and the final statement."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from interior_portal.ui.forms import PortalForm
from reports.forms.meetings.titles import BilingualForm, text_field
from reports.models import Candidate
from reports.models.meetings.voting import Choice


class PapersForm(PortalForm):
    """How many paper ballots said what: a number for each choice, or blank ones and one for each candidate."""

    def __init__(self, *args: Any, candidates: Sequence[Candidate], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.candidates = candidates
        words = {Choice.ABSTAIN: _("Blank ballots")} if candidates else {c: c.label for c in Choice}
        self.choices = [choice.value for choice in words]
        for choice, label in words.items():
            self.fields[f"choice_{choice.value}"] = _count_field(label)
        for row in candidates:
            self.fields[f"candidate_{row.pk}"] = _count_field(str(row.user))

    def counts(self) -> dict[str, int]:
        return {choice: self.cleaned_data[f"choice_{choice}"] for choice in self.choices}

    def marks(self) -> dict[int, int]:
        return {row.pk: self.cleaned_data[f"candidate_{row.pk}"] for row in self.candidates}


def _count_field(label: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=0, max_value=5000, initial=0)


class StatementForm(BilingualForm):
    """The next draft of a statement, on top of the version that its writer read."""

    text_ar = text_field(_("Text in Arabic"), "rtl", rows=18)
    text_kmr = text_field(_("Text in Kurmanji"), "ltr", rows=18)
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
