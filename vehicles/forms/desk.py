"""What vehicle officers fill in."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from interior_portal.accounts.models import Unit
from interior_portal.shared.bidi import isolate
from interior_portal.ui.forms import PortalForm, VersionedForm
from interior_portal.ui.widgets import LatinInput
from vehicles import queries
from vehicles.models import Mark, Vehicle

if TYPE_CHECKING:
    MarkChoiceField = forms.ModelChoiceField[Mark]
else:
    MarkChoiceField = forms.ModelChoiceField


class DecisionForm(VersionedForm, PortalForm):
    """Why the officer decides so; the ledger keeps it."""

    reason = forms.CharField(
        label=_("Reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 3})
    )


class RefusalForm(DecisionForm):
    """The same where the applicant reads it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].label = _("Why, in words for the applicant")


class MarkForm(PortalForm):
    """A decision that stands against a vehicle from now on."""

    kind = forms.ChoiceField(label=_("Kind"), choices=Mark.Kind.choices, widget=forms.RadioSelect)
    unit = forms.ModelChoiceField(
        queryset=Unit.objects.filter(kind=Unit.Kind.DIRECTORATE, is_active=True),
        label=_("Who decided it"),
        empty_label=None,
    )
    order_number = forms.CharField(
        label=_("Number of the decision"), max_length=40, widget=LatinInput
    )
    in_favour_of = forms.CharField(
        label=_("In favour of"),
        help_text=_("For a lien: who lent the money."),
        max_length=120,
        required=False,
    )
    reason = forms.CharField(label=_("Reason"), max_length=300)


class StandingMarkField(MarkChoiceField):
    """A mark by its kind, its decision and who decided."""

    def label_from_instance(self, obj: Mark) -> str:
        return f"{obj.get_kind_display()}, {isolate(obj.order_number)} ({obj.unit.name})"


class LiftForm(PortalForm):
    """Which mark no longer stands, and why."""

    mark = StandingMarkField(
        queryset=Mark.objects.none(),
        label=_("Which mark is lifted?"),
        empty_label=None,
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(label=_("Why it is lifted"), max_length=300)

    def __init__(self, *args: Any, vehicle: Vehicle, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["mark"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = queries.standing_marks(vehicle)
