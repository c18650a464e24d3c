"""The passport page: two typed lines, and for each mistake in them a sentence that names the place and the cure."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from interior_portal.people import mrz
from interior_portal.people.models import IdentityDocument
from interior_portal.shared import clock
from interior_portal.ui.widgets import MrzInput
from visas.forms.section import SectionForm

FIELDS: dict[str, "str | Promise"] = {
    "document_number": _("the passport number"),
    "birth_date": _("the date of birth"),
    "expiry_date": _("the date of expiry"),
    "optional": _("the optional field"),
    "composite": _("the last digit of the second line"),
    "name": _("the name"),
    "issuer": _("the issuing state"),
    "nationality": _("the nationality"),
    "sex": _("the sex"),
    "document_code": _("the kind of document"),
    "line_1": _("the first line"),
    "line_2": _("the second line"),
}
KINDS: dict[str, "str | Promise"] = {
    "wrong_check_digit": _(
        "%(field)s does not fit its check digit. Compare it with the passport again."
    ),
    "bad_length": _(
        "%(field)s does not have 44 characters. Compare it with the passport, every < counts."
    ),
    "bad_character": _(
        "%(field)s has the character “%(found)s” at place %(column)s, which cannot stand there."
    ),
    "impossible_date": _(
        "%(field)s is not a date that exists. Compare it with the passport again."
    ),
    "missing": _("%(field)s is missing. Type the lines as they stand in the passport."),
    "unknown_sex_code": _("%(field)s must be M, F or <. Compare it with the passport again."),
    "unknown_document_code": _(
        "These lines are not those of a passport. They begin with the letter P."
    ),
}
NOT_TWO_LINES = _(
    "These are not the two lines of a passport. Type both lines; each has 44 characters."
)


class PassportForm(SectionForm):
    """The two lines at the foot of the passport; they fill in most of the next page."""

    mrz = forms.CharField(
        label=_("The two lines at the foot of the passport"),
        help_text=_("Type both lines as they stand, with every <. Each has 44 characters."),
        widget=MrzInput,
        max_length=200,
    )

    class Meta(SectionForm.Meta):
        fields = ("mrz",)

    def clean_mrz(self) -> str:
        """The lines as they must stand, or one sentence for every mistake in them."""
        self.zone = mrz.read(self.cleaned_data["mrz"], today=clock.today())
        if sentences := list(sentences_for(self.zone)):
            raise ValidationError(sentences, code="mrz")
        if self.zone.expiry is not None and self.zone.expiry < clock.today():
            raise ValidationError(
                gettext("This passport has expired. Renew it and enter the lines of the new one."),
                code="passport_expired",
            )
        return "\n".join(self.zone.lines)

    def changes(self) -> dict[str, Any]:
        """The lines and everything that can be read from them."""
        zone = self.zone
        return {
            "mrz": self.cleaned_data["mrz"],
            "document_kind": IdentityDocument.Kind.PASSPORT,
            "document_number": zone.number,
            "document_issuer": zone.issuer,
            "document_expires_on": zone.expiry,
            "surname": zone.surname,
            "given_names": zone.given,
            "nationality": zone.nationality,
            "born_on": zone.birth,
            "sex": zone.sex or "X",
        }


def sentences_for(zone: mrz.Mrz) -> Iterator[str]:
    """What is wrong with the lines of a passport, for the person who typed them."""
    if zone.format != mrz.MrzFormat.TD3:
        yield str(NOT_TWO_LINES)
        return
    composite_alone = len({p.field for p in zone.problems}) == 1
    for problem in zone.problems:
        # A wrong field makes the composite digit wrong too: only the field is worth a sentence.
        if problem.field == "composite" and not composite_alone:
            continue
        yield _sentence(problem)


def _sentence(problem: mrz.Problem) -> str:
    text = KINDS.get(problem.kind)
    if text is None:
        return str(NOT_TWO_LINES)
    label = str(FIELDS.get(problem.field, FIELDS["line_2"]))
    words = {"field": label, "found": problem.found, "column": problem.column}
    sentence = str(text) % words
    if problem.suggestion:
        sentence += " " + gettext("Is it %(suggestion)s?") % {"suggestion": problem.suggestion}
    return sentence[:1].upper() + sentence[1:]
