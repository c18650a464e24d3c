"""What is asked before an entry changes: which kind of plate, which columns, what is handed back."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from interior_portal.accounts.models import Unit
from interior_portal.ui.forms import KeyedForm, PortalForm
from vehicles import queries
from vehicles.actions import plates
from vehicles.forms.transfer import PersonForm
from vehicles.models import Application, PlateKind

if TYPE_CHECKING:
    KindChoiceField = forms.ModelChoiceField[PlateKind]
else:
    KindChoiceField = forms.ModelChoiceField


class PlateKindField(KindChoiceField):
    """The kinds that are given out here, each with what lies in the stock of the office."""

    def __init__(self, **options: Any) -> None:
        kinds = PlateKind.objects.filter(is_issued_here=True)
        super().__init__(
            queryset=kinds,
            empty_label=None,
            widget=forms.RadioSelect,
            label=_("Kind of plate"),
            **options,
        )
        self.stock: dict[int, int] = {}

    def label_from_instance(self, obj: Any) -> str:
        facts = {"kind": obj.name, "count": self.stock.get(obj.pk, 0)}
        return gettext("%(kind)s (%(count)s in stock)") % facts


class PlateForm(PortalForm):
    """Which kind of plate; one of which the office has none cannot be asked for."""

    plate_kind = PlateKindField()

    def __init__(self, *args: Any, unit: Unit, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["plate_kind"]
        if isinstance(field, PlateKindField):
            field.stock = dict(queries.stock_of(unit))
            field.queryset = PlateKind.objects.filter(is_issued_here=True)
            self.stock = field.stock

    def clean_plate_kind(self) -> PlateKind:
        kind: PlateKind = self.cleaned_data["plate_kind"]
        if not self.stock.get(kind.pk):
            raise ValidationError(str(plates.NO_PLATE), code=plates.NO_PLATE.code)
        return kind


class NewcomerForm(PersonForm, PlateForm):
    """Whose a new vehicle is, and what its licence and plate are to be."""

    paper_language = forms.ChoiceField(
        label=_("Languages of the licence"),
        choices=Application.PaperLanguage.choices,
        initial=Application.PaperLanguage.KURMANJI,
        widget=forms.RadioSelect,
    )


class ExchangeForm(KeyedForm, PlateForm):
    """Other plates on a vehicle, and why."""

    reason = forms.CharField(
        label=_("Why are the plates exchanged?"),
        help_text=_("For example: the old plate is bent and cannot be read."),
        max_length=300,
    )

    def details(self) -> dict[str, Any]:
        """What the application keeps of it."""
        return {name: self.cleaned_data[name] for name in ("plate_kind", "reason")}


class ScrapForm(KeyedForm, PortalForm):
    """A vehicle that is taken apart: what comes back of it."""

    reason = forms.CharField(label=_("Why is the vehicle scrapped?"), max_length=300)
    plate = forms.ChoiceField(
        label=_("The plate"),
        choices=[("RETURNED", _("is handed back")), ("LOST", _("is lost"))],
        widget=forms.RadioSelect,
    )
    paper = forms.ChoiceField(
        label=_("The printed licence"),
        choices=[
            ("RETURNED", _("is handed back")),
            ("LOST", _("is lost, or was never printed")),
        ],
        widget=forms.RadioSelect,
    )

    def details(self) -> dict[str, Any]:
        """What the application keeps of it."""
        data = self.cleaned_data
        surrendered = {name: data[name] for name in ("plate", "paper")}
        return {"reason": data["reason"], "changes": surrendered}
