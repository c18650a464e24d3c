"""The one field of the public look-up."""

from django import forms
from django.utils.translation import gettext_lazy as _

from interior_portal.ui.forms import PortalForm


class LookUpForm(PortalForm):
    """Whether a vehicle bears the plate is the page's answer."""

    plate = forms.CharField(
        label=_("Plate"),
        help_text=_(
            "The digits and the town as they stand on the plate, for example قامشلو 123456."
        ),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "dir": "auto"}),
    )
