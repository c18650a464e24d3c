"""What is chosen before the events of cases are written out, or before they are counted."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from interior_portal.ui.fields import ThreePartDateField
from interior_portal.ui.forms import PortalForm
from interior_portal.workflow import registry


class PeriodForm(PortalForm):
    """From one day to another, both included."""

    first = ThreePartDateField(label=_("First day"))
    last = ThreePartDateField(label=_("Last day"))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        first, last = cleaned.get("first"), cleaned.get("last")
        if first and last and last < first:
            self.add_error("last", _("The last day lies before the first. Exchange the two."))
        return cleaned


class EventLogForm(PeriodForm):
    """Which cases, and as what. The days are those on which the cases were opened."""

    field_order = ("procedure", "first", "last", "format")
    procedure = forms.ChoiceField(label=_("Procedure"), required=False)
    format = forms.ChoiceField(
        label=_("File"),
        choices=[("csv", _("Table (CSV)")), ("xes", _("For process mining (XES)"))],
        initial="csv",
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        procedure = self.fields["procedure"]
        if isinstance(procedure, forms.ChoiceField):
            known = [(known.code, known.label) for known in registry.procedures()]
            procedure.choices = [("", _("All procedures")), *known]
