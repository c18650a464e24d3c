"""An entry of the register as it is written the first time, changed, and put right."""

import re
from collections.abc import Sequence
from typing import Any

from crispy_forms.layout import Fieldset, Layout
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from interior_portal.shared import clock
from interior_portal.ui.fields import ThreePartDateField
from interior_portal.ui.forms import KeyedForm, PortalModelForm
from interior_portal.ui.widgets import LatinInput
from vehicles import queries, rules
from vehicles.actions import VehicleFacts
from vehicles.models import Origin, Vehicle, VehicleClass
from vehicles.rules import details

GROUPS = (
    (_("Which vehicle it is"), details.IDENTITY),
    (_("Class, body and mass"), details.BODY),
    (_("Engine"), details.ENGINE),
    (_("Where it comes from"), details.PROOFS),
)
DAYS = ("customs_paid_on", "first_registered_on")


class EntryForm(KeyedForm, PortalModelForm):
    """Columns of an entry, all of them or the `columns` given. A doubt about the chassis number asks for a second
    look (`is_compared`); a number that another vehicle bears leads to that one (`twin`).
    """

    is_compared = forms.BooleanField(
        label=_(
            "I have compared the chassis number with the vehicle: it is written as I entered it."
        ),
        required=False,
        widget=forms.HiddenInput,  # shown when there is a doubt
    )

    class Meta:
        model = Vehicle
        fields = details.ALL
        widgets = {"vin": LatinInput, "engine_number": LatinInput, "former_country": LatinInput}

    def __init__(self, *args: Any, columns: Sequence[str] = details.ALL, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.twin: Vehicle | None = None
        self.columns = columns
        for name in DAYS:
            self.fields[name] = ThreePartDateField(
                label=self.fields[name].label, required=False, initial=self.initial.get(name)
            )
        for name in set(details.ALL) - set(columns):
            del self.fields[name]
        classes = self.fields.get("vehicle_class")
        if isinstance(classes, forms.ModelChoiceField):
            classes.queryset = VehicleClass.objects.filter(is_open=True)
        self.helper.layout = self._layout()

    def _layout(self) -> Layout:
        groups = [
            Fieldset(title, *(name for name in names if name in self.fields))
            for title, names in GROUPS
            if set(names) & self.fields.keys()
        ]
        return Layout(*groups, "is_compared", "key")

    def clean_vin(self) -> str:
        vin = rules.clean_vin(self.cleaned_data["vin"])
        year = _year(self.data.get(self.add_prefix("model_year"), ""))
        findings = rules.vin_findings(vin, model_year=year)
        hindrances = [str(finding) for finding in findings if finding.blocks]
        if hindrances:
            raise ValidationError(hindrances)
        twin = queries.find_registered_by_vin(vin)
        if twin is not None and twin.pk != self.instance.pk:
            self.twin = twin
            raise ValidationError(
                gettext("Another vehicle is registered under this chassis number."), code="twin"
            )
        self.doubts = [str(finding) for finding in findings]
        return vin

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        doubts = getattr(self, "doubts", [])
        if doubts:
            self.fields["is_compared"].widget = forms.CheckboxInput()
        if doubts and not data.get("is_compared"):
            self.add_error("vin", doubts)
        self._complain_of_proofs(data)
        return data

    def _complain_of_proofs(self, data: dict[str, Any]) -> None:
        if data.get("origin") == Origin.BROUGHT_IN and not data.get("customs_receipt"):
            self.add_error(
                "customs_receipt",
                gettext("A vehicle that was brought in needs the number of its customs receipt."),
            )
        today = clock.today()
        for name in DAYS:
            if data.get(name) and data[name] > today:
                self.add_error(name, gettext("This day lies ahead. Look at the paper again."))
        year = data.get("model_year")
        if year and year > today.year + 1:
            self.add_error(
                "model_year", gettext("This year lies ahead. Look at the vehicle again.")
            )

    def facts(self) -> VehicleFacts:
        """What a new entry says."""
        data = self.cleaned_data
        return VehicleFacts(**{name: data[name] for name in VehicleFacts.__slots__})

    def changes(self) -> dict[str, Any]:
        """The columns that get another value, as an application keeps them."""
        changed = [name for name in self.columns if name in self.changed_data]
        return dict(_as_kept(name, self.cleaned_data[name]) for name in changed)


class ChangeForm(EntryForm):
    """Columns that are to change, and why."""

    reason = forms.CharField(label=_("Why does the entry change?"), max_length=300)

    def _layout(self) -> Layout:
        return Layout(*super()._layout().fields[:-2], "reason", "is_compared", "key")

    def details(self) -> dict[str, Any]:
        """What the application keeps of it."""
        return {"changes": self.changes(), "reason": self.cleaned_data["reason"]}

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if not self.errors and not any(name in self.changed_data for name in self.columns):
            raise ValidationError(
                gettext("Nothing is different from the entry. Change at least one answer."),
                code="nothing_changed",
            )
        return data


def _as_kept(name: str, value: Any) -> tuple[str, Any]:
    if isinstance(value, VehicleClass):
        return f"{name}_id", value.pk
    return name, value.isoformat() if hasattr(value, "isoformat") else value


def _year(text: Any) -> int | None:
    return int(text) if re.fullmatch("[0-9]{4}", str(text)) else None
