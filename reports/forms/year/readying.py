"""What is written about readiness."""

import datetime as dt
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import dateformat
from django.utils.translation import gettext_lazy as _

from interior_portal.accounts.models import Unit
from interior_portal.shared import clock
from interior_portal.shared.months import add_months
from interior_portal.ui.forms import KeyedForm, PortalForm
from reports.forms.year.fields import UnitField, long_text, offer
from reports.models import Indicator

MONTHS = 12  # so far back something is measured or corrected on a page


def _title(label: Any, **options: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=300, **options)


def _short(label: Any, **options: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=60, **options)


def _value(label: Any, **options: Any) -> forms.DecimalField:
    return forms.DecimalField(label=label, max_digits=12, decimal_places=2, min_value=0, **options)


class IndicatorForm(KeyedForm, PortalForm):
    """What is measured from now on, every month."""

    title_ar = _title(_("Title in Arabic"))
    title_kmr = _title(_("Title in Kurmanji"))
    title_en = _title(_("Title in English"), required=False)
    definition_ar = long_text(_("What is counted, in Arabic"), rows=2)
    definition_kmr = long_text(_("What is counted, in Kurmanji"), rows=2)
    definition_en = long_text(_("What is counted, in English"), rows=2, required=False)
    measured_in_ar = _short(_("Measured in, in Arabic"), help_text=_("For example per cent."))
    measured_in_kmr = _short(_("Measured in, in Kurmanji"))
    measured_in_en = _short(_("Measured in, in English"), required=False)
    better = forms.ChoiceField(
        label=_("Which way is better?"), choices=Indicator.Better.choices, widget=forms.RadioSelect
    )
    margin_percent = forms.IntegerField(
        label=_("Narrowly missed, per cent"),
        min_value=0,
        max_value=100,
        initial=10,
        help_text=_("So much of the target may be missing until it counts as missed."),
    )
    unit = UnitField(
        queryset=Unit.objects.none(),
        label=_("Who measures it?"),
        empty_label=None,
        help_text=_("This unit and all units below it."),
    )

    def __init__(self, *args: Any, units: QuerySet[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "unit", units)

    def indicator(self) -> Indicator:
        """What was entered, not saved yet."""
        return Indicator(**{k: v for k, v in self.cleaned_data.items() if k != "key"})


class MeasureForm(KeyedForm, PortalForm):
    """What a unit measured for a month, or measured wrongly before."""

    unit = UnitField(queryset=Unit.objects.none(), label=_("Which unit?"), empty_label=None)
    month = forms.TypedChoiceField(label=_("Which month?"), coerce=dt.date.fromisoformat)
    value = _value(_("Value"))
    note = forms.CharField(
        label=_("Note"),
        max_length=500,
        required=False,
        help_text=_("For a month that was measured already: why the value is corrected."),
    )

    def __init__(self, *args: Any, units: QuerySet[Unit], measured_in: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "unit", units)
        self.fields["value"].help_text = measured_in
        month = self.fields["month"]
        if isinstance(month, forms.TypedChoiceField):
            month.choices = recent_months()


class TargetForm(PortalForm):
    """What a unit is to reach in this year or the next."""

    unit = UnitField(queryset=Unit.objects.none(), label=_("Which unit?"), empty_label=None)
    year = forms.TypedChoiceField(label=_("Which year?"), coerce=int, widget=forms.RadioSelect)
    target = _value(_("Target"))

    def __init__(self, *args: Any, units: QuerySet[Unit], measured_in: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "unit", units)
        self.fields["target"].help_text = measured_in
        year, this = self.fields["year"], clock.today().year
        if isinstance(year, forms.TypedChoiceField):
            year.choices = [(each, str(each)) for each in (this, this + 1)]


def recent_months() -> list[tuple[str, str]]:
    """The present month and those before it, the latest first, as a list to choose from."""
    this = clock.today().replace(day=1)
    months = [add_months(this, -back) for back in range(MONTHS)]
    return [(month.isoformat(), dateformat.format(month, "F Y")) for month in months]
