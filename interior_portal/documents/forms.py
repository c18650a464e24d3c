"""The forms of `documents`: the number of a paper, and what is to be printed."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from interior_portal.documents.formats import Format
from interior_portal.ui.forms import KeyedForm, PortalForm


class CheckForm(PortalForm):
    """Nothing is checked here beyond the length: whether a number exists is the page's answer."""

    number = forms.CharField(
        label=_("Number of the paper"),
        help_text=_(
            "It stands below the emblem and at the foot of the page, for example V7K3M92QX."
        ),
        max_length=40,
        widget=forms.TextInput(
            attrs={
                "dir": "ltr",
                "autocomplete": "off",
                "autocapitalize": "characters",
                "spellcheck": "false",
            }
        ),
    )


class PrintForm(KeyedForm, PortalForm):
    """In which format, and for a copy why."""

    form = forms.ChoiceField(label=_("Format"), widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("Why is a copy needed?"),
        help_text=_(
            "Only where it was printed in this format before, for example: the first print is lost."
        ),
        max_length=300,
        required=False,
    )

    def __init__(self, *args: Any, formats: Iterable[Format], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(form.value, form.label) for form in formats]
        field = self.fields["form"]
        if isinstance(field, forms.ChoiceField):
            field.choices = choices
        field.initial = choices[0][0]
