"""What is asked before an act about a vehicle: each act has its own form, most ask one thing."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from interior_portal.ui.forms import KeyedForm, PortalForm, VersionedForm
from vehicles.models import Act, Application


class ActForm(KeyedForm, PortalForm):
    """Begin an act; `details()` is what `actions.begin` keeps of it."""

    def details(self) -> dict[str, Any]:
        """The columns of the application that the form fills."""
        return {name: value for name, value in self.cleaned_data.items() if name != "key"}


class LicenceForm(ActForm):
    """An act that ends with a licence: in which languages."""

    paper_language = forms.ChoiceField(
        label=_("Languages of the licence"),
        choices=Application.PaperLanguage.choices,
        initial=Application.PaperLanguage.KURMANJI,
        widget=forms.RadioSelect,
    )


class DuplicateForm(LicenceForm):
    """A lost licence: how."""

    reason = forms.CharField(
        label=_("How was the licence lost?"),
        help_text=_("One sentence is enough. The lost licence counts no more from then on."),
        max_length=300,
    )


class SuspensionForm(ActForm):
    """A vehicle that is taken off the road for a time."""

    reason = forms.CharField(
        label=_("Why does the vehicle go off the road?"),
        help_text=_("For example: it stands in a workshop until spring."),
        max_length=300,
    )


class StepForm(VersionedForm, PortalForm):
    """A step that asks nothing: send, withdraw."""


# The acts that an owner begins online and a clerk enters at the counter.
FORMS: Mapping[Act, type[ActForm]] = {
    Act.RENEWAL: LicenceForm,
    Act.DUPLICATE: DuplicateForm,
    Act.SUSPENSION: SuspensionForm,
}
