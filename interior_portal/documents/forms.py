"""The one form of `documents`: the number of a paper."""

from django import forms
from django.utils.translation import gettext_lazy as _

from interior_portal.ui.forms import PortalForm


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
