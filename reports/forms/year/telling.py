"""What is written about awareness."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from interior_portal.accounts.models import Unit
from interior_portal.ui.fields import ThreePartDateField
from interior_portal.ui.forms import KeyedForm, PortalForm
from reports.forms.year.fields import UnitField, offer, reason_field
from reports.models import Activity

MOST = 100_000


def _number(label: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=0, max_value=MOST, initial=0)


class ActivityForm(KeyedForm, PortalForm):
    """One lecture or campaign that took place."""

    title_ar = forms.CharField(label=_("Title in Arabic"), max_length=300)
    title_kmr = forms.CharField(label=_("Title in Kurmanji"), max_length=300)
    title_en = forms.CharField(label=_("Title in English"), max_length=300, required=False)
    kind = forms.ChoiceField(
        label=_("What was it?"), choices=Activity.Kind.choices, widget=forms.RadioSelect
    )
    topic = forms.ChoiceField(label=_("Topic"), choices=Activity.Topic.choices)
    place_kind = forms.ChoiceField(
        label=_("Where was it?"), choices=Activity.Place.choices, widget=forms.RadioSelect
    )
    place_ar = forms.CharField(label=_("Place in Arabic"), max_length=200)
    place_kmr = forms.CharField(label=_("Place in Kurmanji"), max_length=200)
    held_on = ThreePartDateField(label=_("Day"))
    unit = UnitField(queryset=Unit.objects.none(), label=_("Who spoke?"), empty_label=None)
    women = _number(_("Women"))
    men = _number(_("Men"))
    children = _number(_("Children under 18"))
    material = forms.CharField(label=_("Material handed out"), max_length=200, required=False)
    copies = _number(_("Copies"))

    def __init__(self, *args: Any, units: QuerySet[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "unit", units)

    def activity(self) -> Activity:
        """What was entered, not saved yet."""
        beside = {"key", "reason"}
        return Activity(**{k: v for k, v in self.cleaned_data.items() if k not in beside})


class CorrectionForm(ActivityForm):
    """The right entry, and why the other one was wrong."""

    reason = reason_field(_("What was wrong?"))

    @staticmethod
    def told(activity: Activity) -> dict[str, Any]:
        """What the form shows at first: the entry as it stands."""
        beside = {"key", "reason", "unit"}
        names = [name for name in ActivityForm.base_fields if name not in beside]
        return {name: getattr(activity, name) for name in names} | {"unit": activity.unit_id}
