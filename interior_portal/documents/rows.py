"""What a paper says, row by row: said once, printed in two languages, kept in three."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.functional import Promise, lazy
from django.utils.translation import get_language, override

from interior_portal.ui import dates

Value = str | Promise | dt.date | Mapping[str, str]


@dataclass(frozen=True, slots=True)
class PaperRow:
    """A label and its value.

    `value` is a text that is the same in all languages, a translatable text, a date, or a mapping
    of language codes to texts (the key "" stands for the languages that are not named). `mark` is the
    harmonised code of the field, such as `D.1`, by which foreign officers read it. `is_code` marks
    identifiers, which keep their order in any sentence. Rows that are not `is_shown`
    stand on the paper only: the verify page never has them.
    """

    label: str | Promise
    value: Value
    is_code: bool = False
    is_shown: bool = True
    mark: str = ""

    @property
    def text(self) -> str:
        """The value in the active language."""
        if isinstance(self.value, dt.date):
            return dates.day(self.value)
        if isinstance(self.value, Mapping):
            return self.value.get(get_language() or "", self.value.get("", ""))
        return str(self.value)

    def in_language(self, language: str) -> tuple[str, str]:
        """Label and value in a language."""
        with override(language):
            return str(self.label), self.text


def frozen(rows: Iterable[PaperRow]) -> list[dict[str, Any]]:
    """The rows that may be shown and say something, as JSON, in all languages of the portal."""
    return _frozen(row for row in rows if row.is_shown)


def frozen_all(rows: Iterable[PaperRow]) -> list[dict[str, Any]]:
    """All rows that say something, as JSON, to draw the same paper again in another format."""
    return _frozen(rows)


def _frozen(rows: Iterable[PaperRow]) -> list[dict[str, Any]]:
    languages = [code for code, _ in settings.LANGUAGES]
    return [
        {
            "label": {code: row.in_language(code)[0] for code in languages},
            "value": {code: row.in_language(code)[1] for code in languages},
            "is_code": row.is_code,
            **({"mark": row.mark} if row.mark else {}),
        }
        for row in rows
        if row.value
    ]


def thawed(stored: Iterable[Mapping[str, Any]]) -> list[PaperRow]:
    """Stored rows; they speak the active language."""
    return [
        PaperRow(
            label=_said(row["label"]),
            value=row["value"],
            is_code=row["is_code"],
            mark=row.get("mark", ""),
        )
        for row in stored
    ]


def _of(texts: Mapping[str, str]) -> str:
    return texts[get_language() or settings.LANGUAGE_CODE]


_said = lazy(_of, str)
