"""What is written when a target is set."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from interior_portal.accounts.models import Unit
from interior_portal.tallies.boards import Figure, Way
from interior_portal.ui.forms import PortalForm
from reports.rules.values import is_time

DAY_SECONDS = 86_400
WHOLE = 100


class TargetForm(PortalForm):
    """A target in the words of people: a share in per cent, a time in days."""

    unit = forms.ChoiceField(label=_("Unit"))
    year = forms.IntegerField(label=_("Year"), min_value=2000, max_value=2100)
    value = forms.FloatField(
        label=_("To reach"),
        min_value=0,
        max_value=1e12,
        required=False,
        help_text=_("Leave it empty to take the target back."),
    )

    def __init__(self, *args: Any, figure: Figure, units: Sequence[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.figure, self.units = figure, {unit.code: unit for unit in units}
        field = self.fields["unit"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [(unit.code, unit.name) for unit in units]
        if figure.way is Way.SHARE:
            self.fields["value"].label = _("To reach, in per cent")
        elif is_time(figure):
            self.fields["value"].label = _("To reach, in days")

    def clean_value(self) -> float | None:
        """In the figure's own measure: shares 0 to 1, times in seconds."""
        value: float | None = self.cleaned_data["value"]
        if value is None:
            return None
        if self.figure.way is Way.SHARE:
            if value > WHOLE:
                raise forms.ValidationError(gettext("A share is 100 per cent at most."))
            return value / WHOLE
        return value * DAY_SECONDS if is_time(self.figure) else value

    @property
    def chosen_unit(self) -> Unit:
        return self.units[self.cleaned_data["unit"]]
