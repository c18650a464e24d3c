"""Fields that more than one page of the year asks for."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from interior_portal.accounts.models import Unit

if TYPE_CHECKING:
    UnitField = forms.ModelChoiceField[Unit]
    RowField = forms.ModelChoiceField[Any]
    UnitsField = forms.ModelMultipleChoiceField[Unit]
else:
    UnitField = RowField = forms.ModelChoiceField
    UnitsField = forms.ModelMultipleChoiceField

FIRST_YEAR, LAST_YEAR = 2000, 2100


def long_text(label: Any, *, rows: int = 3, most: int = 4_000, **options: Any) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=most, widget=forms.Textarea(attrs={"rows": rows}), **options
    )


def reason_field(label: Any = "", **options: Any) -> forms.CharField:
    return long_text(label or _("Reason"), rows=2, most=500, **options)


def year_field(label: Any, **options: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=FIRST_YEAR, max_value=LAST_YEAR, **options)


def offer(form: forms.Form, name: str, rows: QuerySet[Any]) -> None:
    """Let a field offer these rows."""
    field = form.fields[name]
    if isinstance(field, forms.ModelChoiceField):
        field.queryset = rows
