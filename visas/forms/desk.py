"""What officers and counter clerks fill in."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from phonenumber_field.formfields import PhoneNumberField

from interior_portal.shared import clock
from interior_portal.ui.fields import ThreePartDateField
from interior_portal.ui.forms import KeyedForm, PortalForm, VersionedForm
from interior_portal.ui.widgets import LatinInput
from visas import queries, rules
from visas.forms.application import BeginForm
from visas.forms.section import complain
from visas.models import Application, RefusalGround


class DocumentRequestForm(VersionedForm, PortalForm):
    """Ask for one document or the photo again, with the reason that the applicant reads."""

    kind = forms.ChoiceField(label=_("What do you need again?"), widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("Why, in words for the applicant"),
        help_text=_("For example: the upper edge of the page is cut off."),
        max_length=300,
    )

    def __init__(self, *args: Any, application: Application, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kind = self.fields["kind"]
        if isinstance(kind, forms.ChoiceField):
            kind.choices = queries.requestable(application)


class GrantForm(VersionedForm, PortalForm):
    """Grant: what the visa allows, within what the kind allows."""

    entries = forms.IntegerField(label=_("Entries, 0 for unlimited"), min_value=0, max_value=99)
    stay_days = forms.IntegerField(label=_("Longest stay, days"), min_value=1)
    conditions = forms.CharField(label=_("Conditions"), max_length=300, required=False)

    def __init__(self, *args: Any, application: Application, **kwargs: Any) -> None:
        kind = application.kind
        defaults = {"entries": kind.entries, "stay_days": application.stay_days or kind.stay_days}
        super().__init__(*args, initial={**defaults, **kwargs.pop("initial", {})}, **kwargs)
        self.longest, self.most = kind.stay_days, kind.entries
        if application.case.step == "awaiting_other_side":
            self.fields["approved_on"] = past_day(_("Day of the other side's approval"))

    def clean_entries(self) -> int:
        entries: int = self.cleaned_data["entries"]
        complain(rules.why_not_entries(entries=entries, most=self.most))
        return entries

    def clean_stay_days(self) -> int:
        stay_days: int = self.cleaned_data["stay_days"]
        complain(rules.why_not_stay(stay_days=stay_days, longest=self.longest))
        return stay_days

    def clean_approved_on(self) -> Any:
        return not_ahead(self.cleaned_data["approved_on"])


class RefusalForm(VersionedForm, PortalForm):
    """Propose a refusal: its ground, and what the applicant should know."""

    ground = forms.ModelChoiceField(
        queryset=RefusalGround.objects.filter(is_open=True),
        label=_("Ground of the refusal"),
        empty_label=None,
        widget=forms.RadioSelect,
    )
    note = forms.CharField(
        label=_("Explanation for the applicant"),
        max_length=500,
        required=False,
        widget=forms.Textarea,
    )


class RevokeForm(PortalForm):
    """Why a visa is declared void."""

    reason = forms.CharField(
        label=_("Why, in words for the traveller"), max_length=300, widget=forms.Textarea
    )


class ForwardManyForm(KeyedForm, PortalForm):
    """Put people on one list for the other side."""

    list_number = forms.CharField(label=_("Number of the list"), max_length=30, widget=LatinInput)


class ForwardForm(VersionedForm, ForwardManyForm):
    """Put the person on the list for the other side."""


class OtherSideRefusalForm(VersionedForm, PortalForm):
    """The other side refused; it often gives no reason, and then we say so."""

    answered_on = ThreePartDateField(label=_("Day of the answer"))
    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("Leave it empty when the other side gave no reason."),
        max_length=300,
        required=False,
    )

    def clean_answered_on(self) -> Any:
        return not_ahead(self.cleaned_data["answered_on"])


class CounterForm(BeginForm):
    """For whom the clerk enters an application: a phone number is enough."""

    phone = PhoneNumberField(
        label=_("Phone number of the applicant"),
        help_text=_("Codes and messages go there. A Syrian number may begin with 09."),
        widget=forms.TextInput(attrs={"type": "tel", "dir": "ltr"}),
    )
    name = forms.CharField(label=_("Name of the applicant"), max_length=200)


def past_day(label: Any) -> ThreePartDateField:
    """A day that may not lie ahead."""
    return ThreePartDateField(label=label, initial=clock.today)


def not_ahead(day: Any) -> Any:
    """The day, unless it lies in the future."""
    if day > clock.today():
        raise ValidationError(
            gettext("This day is in the future. Give the day of the answer."), code="ahead"
        )
    return day
