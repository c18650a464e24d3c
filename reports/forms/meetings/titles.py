"""A title in two languages, and in English where somebody writes it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from interior_portal.ui.forms import PortalForm


class TitledForm(PortalForm):
    """`titles()` gives the columns of a `Titled` row."""

    title_ar = forms.CharField(
        label=_("Title in Arabic"), max_length=300, widget=forms.TextInput(attrs={"dir": "rtl"})
    )
    title_kmr = forms.CharField(
        label=_("Title in Kurmanji"), max_length=300, widget=forms.TextInput(attrs={"dir": "ltr"})
    )

    def titles(self) -> dict[str, str]:
        names = ("title_ar", "title_kmr")
        return {name: str(self.cleaned_data[name]) for name in names}


def text_field(label: Any, direction: str, rows: int = 5) -> forms.CharField:
    """A longer text in one language."""
    widget = forms.Textarea(attrs={"rows": rows, "dir": direction})
    return forms.CharField(label=label, max_length=20_000, widget=widget)


class BilingualForm(PortalForm):
    """A text in both languages; `text()` gives the columns of a version."""

    text_ar = text_field(_("Text in Arabic"), "rtl")
    text_kmr = text_field(_("Text in Kurmanji"), "ltr")

    def text(self) -> dict[str, str]:
        return {name: str(self.cleaned_data[name]) for name in ("text_ar", "text_kmr")}
