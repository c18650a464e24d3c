"""What an administrator types into the catalogue of vehicles, and the register on paper that they upload."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from interior_portal.accounts.models import Unit
from interior_portal.payments.models import Fee
from interior_portal.ui.dated import ENDS_BEFORE_START, DatedForm
from vehicles.actions import tables
from vehicles.models import FeeRule, ImportRun
from vehicles.rules import stock

LONGEST_TERM = 120  # months


class ClassForm(DatedForm):
    """A term lasts from a month to ten years."""

    def clean_inspection_months(self) -> int:
        return self._months("inspection_months")

    def clean_licence_months(self) -> int:
        return self._months("licence_months")

    def _months(self, name: str) -> int:
        months: int = self.cleaned_data[name]
        if not 1 <= months <= LONGEST_TERM:
            raise ValidationError(_("Choose from 1 to 120 months."))
        return months


class TownForm(DatedForm):
    """Names and spellings, with commas between them; none of them is that of the trial plates."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        names = [cleaned.get(name, "") for name in ("code", "name_ar", "name_kmr", "name_en")]
        refusal = stock.why_not_named([*names, *cleaned.get("aliases", ())])
        if refusal is not None:
            raise ValidationError(str(refusal), code=refusal.code)
        return cleaned


class PlateKindForm(DatedForm):
    """How many digits a plate has, and whether it names a town."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        least, most = cleaned.get("digits_least"), cleaned.get("digits_most")
        if least is not None and most is not None and not 1 <= least <= most <= 10:  # noqa: PLR2004 (as the column)
            raise ValidationError(
                _("A plate has from 1 to 10 digits, at least as many as at most.")
            )
        return cleaned


class FeeRuleForm(DatedForm):
    """A cell of the matrix; the database refuses a second one for the same years and days."""

    instance: FeeRule
    fee_code = forms.ChoiceField(label=_("fee"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fee, kept = self.fields.get("fee_code"), self.instance.fee_code
        if isinstance(fee, forms.ChoiceField):
            rows = Fee.objects.in_force().order_by("code", "pk").distinct("code")
            found = [(row.code, f"{row.name} ({row.code})") for row in rows]
            fee.choices = found if not kept or kept in dict(found) else [(kept, kept), *found]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        since, until = cleaned.get("since", self.instance.since), cleaned.get("until")
        if since and until and until < since:
            raise ValidationError({"until": ENDS_BEFORE_START})
        first, last = cleaned.get("year_from"), cleaned.get("year_until")
        if first and last and last < first:
            raise ValidationError({"year_until": _("The last year lies before the first one.")})
        return cleaned


NEEDED = (
    "vin, make, model, year, colour, fuel, class, origin, plate_kind, plate, owner, registered_on"
)
ALSO = "town, series, engine_number, seats, customs_receipt, owner_number, shares"


def columns_told() -> SafeString:
    """How the table has to look; the names of columns run from left to right in every language."""
    return format_html(
        '{}<br>{}<br><bdi dir="ltr">{}</bdi><br>{}<br><bdi dir="ltr">{}</bdi><br>{}',
        gettext("CSV in UTF-8 or XLSX. The first row names the columns."),
        gettext("Each row has:"),
        NEEDED,
        gettext("Where there is something to say, also:"),
        ALSO,
        gettext("Several owners stand in one cell with | between them."),
    )


class ImportForm(DatedForm):
    """A table of vehicles, CSV or XLSX, of one office."""

    file = forms.FileField(
        label=_("file"),
    )

    class Meta:
        model = ImportRun
        fields = ("file", "unit", "is_trial")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "file" in self.fields:
            self.fields["file"].help_text = columns_told()
        unit = self.fields.get("unit")
        if isinstance(unit, forms.ModelChoiceField):
            unit.queryset = Unit.objects.filter(is_active=True).order_by("path")

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > tables.MOST_BYTES:
            raise ValidationError(str(tables.TOO_LARGE))
        return file
