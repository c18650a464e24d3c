"""A photo for the meeting hall."""

from django import forms
from django.utils.translation import gettext_lazy as _

from interior_portal.ui.forms import PortalForm
from reports.queries.annual.chapters import chapters

LONGEST = 160


class PhotoForm(PortalForm):
    """The picture, the chapter it stands after, and what it shows."""

    file = forms.FileField(label=_("Photo of the work"), help_text=_("JPEG, PNG, WebP or HEIC."))
    chapter = forms.ChoiceField(
        label=_("Shown after the chapter"),
        choices=lambda: [(each.code, each.label) for each in chapters()],
    )
    caption_ar = forms.CharField(label=_("Caption in Arabic"), max_length=LONGEST)
    caption_kmr = forms.CharField(label=_("Caption in Kurmanji"), max_length=LONGEST)
