"""What an officer writes when plates come in, go to another office, or are gone."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from interior_portal.accounts.models import Unit
from interior_portal.ui.forms import PortalForm
from interior_portal.ui.widgets import LatinInput
from vehicles.actions.plates import Batch
from vehicles.models import PlateKind, PlateMovement, Town

if TYPE_CHECKING:
    UnitChoiceField = forms.ModelChoiceField[Unit]
    NamedChoiceField = forms.ModelChoiceField[Any]
else:
    UnitChoiceField = NamedChoiceField = forms.ModelChoiceField


def number_field(label: Any, **options: Any) -> forms.IntegerField:
    """Digits of a plate; leading noughts may be written or left out."""
    widget = forms.TextInput(attrs={"inputmode": "numeric", "dir": "ltr", "maxlength": 10})
    return forms.IntegerField(
        label=label, min_value=0, max_value=9_999_999_999, widget=widget, **options
    )


class BatchForm(PortalForm):
    """Plates with consecutive numbers at one of the offices of who writes."""

    unit = UnitChoiceField(queryset=Unit.objects.none(), label=_("Office"), empty_label=None)
    kind = NamedChoiceField(
        queryset=PlateKind.objects.all(), label=_("Kind of plate"), empty_label=None
    )
    town = NamedChoiceField(
        queryset=Town.objects.all(),
        label=_("Town on the plate"),
        required=False,
        empty_label=_("No town"),
    )
    series = forms.CharField(
        label=_("Series"),
        help_text=_("The letters on the plate beside the town, where there are any."),
        max_length=6,
        required=False,
        widget=LatinInput,
    )
    first = number_field(_("First number"))
    last = number_field(
        _("Last number"), required=False, help_text=_("Leave it empty for one plate.")
    )

    def __init__(self, *args: Any, offices: Sequence[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["unit"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = Unit.objects.filter(pk__in=[unit.pk for unit in offices])

    def clean_series(self) -> str:
        return str(self.cleaned_data["series"]).upper()

    def batch(self) -> Batch:
        """The plates that are meant."""
        data = self.cleaned_data
        last = data["first"] if data["last"] is None else data["last"]
        return Batch(
            kind=data["kind"],
            town=data["town"],
            series=data["series"],
            numbers=range(data["first"], last + 1),
        )


class ReceiveForm(BatchForm):
    """A delivery; what is written comes from its list."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["kind"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = PlateKind.objects.filter(is_issued_here=True)


class SendPlatesForm(BatchForm):
    """Plates that go to another office of the directorate."""

    to = UnitChoiceField(
        queryset=Unit.objects.none(), label=_("To which office?"), empty_label=_("Choose an office")
    )

    def __init__(self, *args: Any, targets: Sequence[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].label = _("From which office?")
        field = self.fields["to"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = Unit.objects.filter(pk__in=[unit.pk for unit in targets])


class WriteOffForm(BatchForm):
    """Plates that are gone, how, and why."""

    how = forms.ChoiceField(
        label=_("What happened to them?"),
        choices=[
            (PlateMovement.Kind.LOST, _("They are lost or stolen")),
            (PlateMovement.Kind.DESTROYED, _("They were destroyed")),
        ],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("For example: returned and cut up on the order of the head, no. 12."),
        max_length=300,
    )

    def clean_reason(self) -> str:
        reason = str(self.cleaned_data["reason"]).strip()
        if not reason:
            raise ValidationError(gettext("Write why they are written off."), code="required")
        return reason
