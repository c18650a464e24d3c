"""What a head chooses before a case gets more time."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from interior_portal.ui.forms import PortalForm, VersionedForm
from interior_portal.workflow import registry

MOST_HOURS = 400


class ExtensionForm(VersionedForm, PortalForm):
    """How much more working time a case gets, and why."""

    hours = forms.IntegerField(
        label=_("Working hours more"),
        help_text=_("Whole hours in which the office is open. A working day has seven."),
        min_value=1,
        max_value=MOST_HOURS,
    )
    reason = forms.ChoiceField(
        label=_("Why"),
        help_text=_("The applicant reads this sentence in their own language."),
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reason = self.fields["reason"]
        if isinstance(reason, forms.ChoiceField):
            reason.choices = list(registry.extension_reasons().items())
