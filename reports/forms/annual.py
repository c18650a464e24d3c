"""What people enter about the annual report."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from interior_portal.accounts.models import Unit
from interior_portal.shared import clock
from interior_portal.ui.forms import KeyedForm, PortalForm
from reports.actions.annual.narratives import Words
from reports.models import Making
from reports.rules.annual.prose import LONGEST, loses_words

MARKS = _(
    "An empty line begins a paragraph, # a heading, - a line of a list; **two stars** make words stand out."
)
MOST_YEARS = 10


class BeginForm(PortalForm):
    """Which year a new edition is about; for a correction, what it changes."""

    year = forms.TypedChoiceField(label=_("Year"), coerce=int)
    change_ar = forms.CharField(
        label=_("What this edition changes, in Arabic"),
        help_text=_("One sentence, only where an edition of this year was released already."),
        max_length=300,
        required=False,
        widget=forms.TextInput(attrs={"dir": "rtl", "lang": "ar"}),
    )
    change_kmr = forms.CharField(
        label=_("What this edition changes, in Kurmanji"),
        max_length=300,
        required=False,
        widget=forms.TextInput(attrs={"dir": "ltr", "lang": "kmr"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        this_year = clock.today().year
        field = self.fields["year"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [
                (year, dt.date(year, 1, 1).strftime("%Y"))
                for year in range(this_year, this_year - MOST_YEARS, -1)
            ]


TOO_DEEP = _(
    "A list stands in too many others. Take it out of some, so that its words can be printed."
)


def refuse_what_is_lost(text: str) -> None:
    if loses_words(text):
        raise ValidationError(TOO_DEEP)


def _area(label: Any, language: str, direction: str) -> forms.CharField:
    attributes = {"rows": 14, "lang": language, "dir": direction}
    return forms.CharField(
        label=label,
        max_length=LONGEST,
        widget=forms.Textarea(attrs=attributes),
        help_text=MARKS,
        validators=[refuse_what_is_lost],
    )


class WordsForm(KeyedForm, PortalForm):
    """A text in both languages, and which version its writer had before them."""

    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    ar = _area(_("Text in Arabic"), "ar", "rtl")
    kmr = _area(_("Text in Kurmanji"), "kmr", "ltr")

    def words(self) -> Words:
        data = self.cleaned_data
        return Words(ar=data["ar"], kmr=data["kmr"], seen=data["seen"], key=data["key"])


class RulingForm(PortalForm):
    """Approve a version, or send it back with a note."""

    number = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    note = forms.CharField(
        label=_("Note to the writer"),
        help_text=_("Only when you send it back: what must be changed."),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class MakeForm(KeyedForm, PortalForm):
    """In which language the book is made, and of what: `units` are those that may be chosen by code."""

    unit = forms.ChoiceField(label=_("What the book tells of"), required=False)

    languages = forms.ChoiceField(
        label=_("Language of the book"),
        choices=[
            (Making.Languages.BOTH, _("Arabic and Kurmanji in one book")),
            (Making.Languages.ARABIC, _("Arabic")),
            (Making.Languages.KURMANJI, _("Kurmanji")),
        ],
        initial=Making.Languages.BOTH,
        widget=forms.RadioSelect,
    )

    def __init__(
        self, *args: Any, units: Mapping[str, Unit], for_all: bool = True, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.units = units
        field = self.fields["unit"]
        whole = [("", _("the whole Authority"))] if for_all else []
        if isinstance(field, forms.ChoiceField):
            field.required = not for_all
            field.choices = [*whole, *((code, unit.name) for code, unit in units.items())]

    def first(self) -> Unit | None:
        """The unit that is chosen at first where there is no whole."""
        return next(iter(self.units.values()), None)

    def clean_unit(self) -> Unit | None:
        return self.units.get(self.cleaned_data["unit"])
