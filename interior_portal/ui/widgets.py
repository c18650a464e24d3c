"""Inputs that need more than Django's: Latin codes, machine-readable lines, files, dates in three parts."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django import forms


class LatinInput(forms.TextInput):
    """For numbers and codes that are read from left to right in every language."""

    def __init__(self, attrs: Mapping[str, Any] | None = None) -> None:
        defaults = {
            "dir": "ltr",
            "autocapitalize": "characters",
            "autocomplete": "off",
            "spellcheck": "false",
        }
        super().__init__({**defaults, **(attrs or {})})


class MrzInput(forms.Textarea):
    """The machine-readable lines of a passport, as typed or scanned."""

    def __init__(self, attrs: Mapping[str, Any] | None = None) -> None:
        defaults = {
            "dir": "ltr",
            "class": "mrz",
            "rows": 2,
            "cols": 44,
            "autocapitalize": "characters",
            "autocomplete": "off",
            "spellcheck": "false",
        }
        super().__init__({**defaults, **(attrs or {})})


class FilePicker(forms.FileInput):
    """One file; `accept` is a list of extensions and types that the chooser offers."""

    def __init__(self, *, accept: str, attrs: Mapping[str, Any] | None = None) -> None:
        super().__init__({"accept": accept, **(attrs or {})})


class ThreePartDateWidget(forms.Widget):
    """Three small inputs: day, month, year. The value is the three texts as they were typed."""

    template_name = "django/forms/widgets/three_part_date.html"
    use_fieldset = True
    PARTS = ("day", "month", "year")

    def __init__(self, attrs: Mapping[str, Any] | None = None, *, autocomplete: str = "") -> None:
        super().__init__(dict(attrs or {}))
        self.autocomplete = autocomplete
        self.wrong_part = ""

    def value_from_datadict(self, data: Mapping[str, Any], _files: Any, name: str) -> list[str]:
        return [str(data.get(f"{name}_{part}", "")).strip() for part in self.PARTS]

    def value_omitted_from_data(self, data: Mapping[str, Any], _files: Any, name: str) -> bool:
        return all(f"{name}_{part}" not in data for part in self.PARTS)

    def id_for_label(self, id_: str, _index: Any = None) -> str:
        return f"{id_}_day" if id_ else id_

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        if isinstance(value, dt.date):
            value = [str(value.day), str(value.month), str(value.year)]
        texts = value or ["", "", ""]
        context["widget"]["parts"] = [
            {
                "part": part,
                "text": text,
                "length": 4 if part == "year" else 2,
                "wrong": part == self.wrong_part,
                "autocomplete": f"{self.autocomplete}-{part}" if self.autocomplete else "off",
            }
            for part, text in zip(self.PARTS, texts, strict=True)
        ]
        return context
