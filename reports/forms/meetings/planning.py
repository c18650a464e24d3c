"""A meeting, its agenda, its seats."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from interior_portal.accounts.addresses import read_address
from interior_portal.accounts.models import Unit
from interior_portal.shared import clock
from interior_portal.ui.fields import ThreePartDateField, UploadField
from interior_portal.ui.forms import KeyedForm, PortalForm
from reports.forms.meetings.titles import TitledForm
from reports.models import MajorityRule, Meeting
from reports.models.meetings.meeting import MotionKind

if TYPE_CHECKING:
    UnitChoiceField = forms.ModelChoiceField[Unit]
else:
    UnitChoiceField = forms.ModelChoiceField

QUORUMS = {
    "more-1-2": (1, 2, True),
    "least-1-2": (1, 2, False),
    "least-2-3": (2, 3, False),
    "least-3-4": (3, 4, False),
}
QUORUM_WORDS = (
    ("more-1-2", _("more than half of the seats")),
    ("least-1-2", _("at least half of the seats")),
    ("least-2-3", _("at least two thirds of the seats")),
    ("least-3-4", _("at least three quarters of the seats")),
)


class MeetingForm(KeyedForm, TitledForm):
    """What is known when a meeting is planned, with its rules."""

    title_en = forms.CharField(label=_("Title in English"), max_length=300, required=False)
    kind = forms.ChoiceField(label=_("Kind"), choices=Meeting.Kind.choices)
    unit = UnitChoiceField(
        queryset=Unit.objects.none(), label=_("Whose meeting is it?"), empty_label=None
    )
    year = forms.IntegerField(
        label=_("Which year does it speak of?"),
        help_text=_("Its recommendations are named by it and carried out in the year after."),
        min_value=2000,
        max_value=2100,
        initial=lambda: clock.today().year,
        localize=False,
    )
    place = forms.CharField(label=_("Place"), max_length=200)
    starts_on = ThreePartDateField(label=_("First day"))
    ends_on = ThreePartDateField(label=_("Last day"))
    quorum = forms.ChoiceField(
        label=_("How many seats must be in the hall?"),
        choices=QUORUM_WORDS,
        widget=forms.RadioSelect,
    )
    has_casting_vote = forms.BooleanField(
        label=_("The chair decides when an open vote ends with equal votes"), required=False
    )

    def __init__(self, *args: Any, units: Sequence[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["unit"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = Unit.objects.filter(pk__in=[unit.pk for unit in units]).order_by(
                "path"
            )
        for kind in MotionKind:
            self.fields[f"majority_{kind.value}"] = forms.ChoiceField(
                label=_("Majority for: %(kind)s") % {"kind": kind.label},
                choices=MajorityRule.Kind.choices,
                initial=MajorityRule.Kind.SIMPLE,
            )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        first, last = data.get("starts_on"), data.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", gettext("The last day comes after the first one."))
        return data

    def facts(self) -> dict[str, Any]:
        """The columns of the meeting."""
        data = self.cleaned_data
        numerator, denominator, is_more = QUORUMS[data["quorum"]]
        names = ("kind", "title_en", "year", "place", "starts_on", "ends_on", "has_casting_vote")
        return {
            **self.titles(),
            **{name: data[name] for name in names},
            "quorum_numerator": numerator,
            "quorum_denominator": denominator,
            "quorum_is_more": is_more,
        }

    def majorities(self) -> dict[str, str]:
        return {kind: self.cleaned_data[f"majority_{kind}"] for kind in MotionKind.values}


class FollowForm(PortalForm):
    """Who carries a recommendation out, and until when."""

    unit = UnitChoiceField(
        queryset=Unit.objects.none(), label=_("Who carries it out?"), empty_label=_("Choose a unit")
    )
    due_on = ThreePartDateField(label=_("Due on"))

    def __init__(self, *args: Any, units: Sequence[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["unit"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = Unit.objects.filter(pk__in=[unit.pk for unit in units]).order_by(
                "path"
            )


class ItemForm(TitledForm):
    """One more item of the agenda."""


class NotesForm(PortalForm):
    """What was said at an item."""

    notes = forms.CharField(
        label=_("Notes for the minutes"),
        help_text=_("Who spoke and what was said, in a few sentences."),
        widget=forms.Textarea(attrs={"rows": 6, "dir": "auto"}),
        max_length=20_000,
        required=False,
    )


class DocumentForm(PortalForm):
    """A paper that lies before the meeting."""

    title = forms.CharField(label=_("Title of the document"), max_length=200)
    file = UploadField(label=_("File"))


class _PersonForm(PortalForm):
    contact = forms.CharField(
        label=_("Phone number or e-mail address"),
        help_text=_("They sign in with it in the hall to vote."),
        max_length=100,
        widget=forms.TextInput(attrs={"dir": "ltr"}),
    )
    name = forms.CharField(
        label=_("Name"),
        help_text=_("For who has no account yet."),
        max_length=200,
        required=False,
    )

    def clean_contact(self) -> str:
        contact = str(self.cleaned_data["contact"])
        if read_address(contact) is None:
            raise ValidationError(
                gettext("Enter a phone number with its country code, or an e-mail address."),
                code="invalid",
            )
        return contact


class SeatForm(_PersonForm):
    """Who gets a vote, and for whom they speak."""

    speaks_for = forms.CharField(
        label=_("Speaks for"),
        help_text=_("For example: Traffic Directorate, centre of Hesekê."),
        max_length=200,
        required=False,
    )


class DeputyForm(_PersonForm):
    """Who takes a seat for its holder."""
