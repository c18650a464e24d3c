"""Every form of the portal descends from one of these."""

import uuid
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from crispy_forms.helper import FormHelper
from django import forms
from django.db.models import Model
from django.http import QueryDict
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from interior_portal.shared.text import normalise

if TYPE_CHECKING:
    BaseModelForm = forms.ModelForm[Model]
else:
    BaseModelForm = forms.ModelForm

# Longer than any field: what is cut off here is refused for its length, and never costs its own work.
LONGEST_TEXT = 20_000
_LEFT_TO_RIGHT = frozenset({"email", "tel", "url"})
_ANY_REQUIRED = forms.Field.default_error_messages["required"]


class NormalisedInput(forms.BaseForm):
    """Sets posted text right before validation: digits of any script, bidi marks, stray spaces. Passwords stay."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = portal_helper()
        if self.is_bound:
            self.data = normalised(self.data, keep=self._secret_names())
        for field in self.fields.values():
            _prepare(field)

    def _secret_names(self) -> set[str]:
        return {
            self.add_prefix(name)
            for name, field in self.fields.items()
            if isinstance(field.widget, forms.PasswordInput)
        }


class PortalForm(NormalisedInput, forms.Form):
    """A form that is not tied to one model."""


class PortalModelForm(NormalisedInput, BaseModelForm):
    """A form that edits one row."""


_OUT_OF_DATE = dict.fromkeys(
    ("required", "invalid", "min_value"),
    _("This page was open for too long or was changed. Load it again and repeat your entry."),
)


class KeyedForm(forms.Form):
    """Mixed in where a post must have one effect: `key` is made when the form is first shown.

    A repeated post carries the same key. `class GrantForm(KeyedForm, PortalForm)`; `cleaned_data["key"]` is a UUID.
    """

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4, error_messages=_OUT_OF_DATE)


class VersionedForm(KeyedForm):
    """A keyed form that also carries the version of the case that its reader saw."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, error_messages=_OUT_OF_DATE)


def portal_helper() -> FormHelper:
    """Crispy's settings for us: the template writes the form tag, the token and the error summary."""
    helper = FormHelper()
    helper.form_tag = False
    helper.disable_csrf = True
    helper.include_media = False
    return helper


def normalised(data: Mapping[str, Any], *, keep: set[str]) -> Mapping[str, Any]:
    """The posted data with every text normalised, but for the names in `keep`."""
    if isinstance(data, QueryDict):
        clean = data.copy()
        for name, values in data.lists():
            if name not in keep:
                clean.setlist(name, [_text(value) for value in values])
        return clean
    return {name: value if name in keep else _text(value) for name, value in data.items()}


def _text(value: Any) -> Any:
    return normalise(value[:LONGEST_TEXT]) if isinstance(value, str) else value


def _prepare(field: forms.Field) -> None:
    """Direction of Latin inputs, digits of any script, and a sentence for an empty field that says how to mend it."""
    if isinstance(field.widget, forms.NumberInput):
        # A number input takes no Arabic-Indic digits; a text input with a keypad of digits takes all.
        field.widget.input_type = "text"
        field.widget.attrs.setdefault("inputmode", "decimal")
        field.widget.attrs.setdefault("dir", "ltr")
    if getattr(field.widget, "input_type", "") in _LEFT_TO_RIGHT:
        field.widget.attrs.setdefault("dir", "ltr")
    if field.error_messages.get("required") == _ANY_REQUIRED and field.label:
        field.error_messages["required"] = format_lazy(_required_sentence(field), label=field.label)


def _required_sentence(field: forms.Field) -> Any:
    if isinstance(field.widget, forms.CheckboxInput):
        return _("Tick “{label}” to go on.")
    if isinstance(field.widget, forms.FileInput):
        return _("Choose a file for “{label}”.")
    if isinstance(field.widget, (forms.Select, forms.RadioSelect, forms.CheckboxSelectMultiple)):
        return _("Choose an answer for “{label}”.")
    return _("Fill in “{label}”.")
