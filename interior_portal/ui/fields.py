"""Form fields that every directorate shares."""

import datetime as dt
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from interior_portal.ui.widgets import FilePicker, ThreePartDateWidget

_FIRST_YEAR = 1900
_LAST_YEAR = 2100
_LAST_MONTH = 12


class ThreePartDateField(forms.Field):
    """A date typed as day, month and year. An error says which part is wrong, and `widget.wrong_part` names it."""

    widget: ThreePartDateWidget

    default_error_messages: ClassVar[dict[str, Any]] = {
        "day_missing": _("Enter the day."),
        "month_missing": _("Enter the month."),
        "year_missing": _("Enter the year."),
        "day_wrong": _("The day must be a number from 1 to %(last)s."),
        "month_wrong": _("The month must be a number from 1 to 12."),
        "year_wrong": _("The year must have four digits, for example 1994."),
    }

    def __init__(self, *, autocomplete: str = "", **options: Any) -> None:
        options.setdefault("widget", ThreePartDateWidget(autocomplete=autocomplete))
        super().__init__(**options)

    def clean(self, value: Any) -> dt.date | None:
        """The date, or None when all three parts are empty and the field is optional."""
        self.widget.wrong_part = ""
        if isinstance(value, dt.date):  # what a disabled field carries
            return value
        texts = [str(text) for text in value or ["", "", ""]]
        if not any(texts):
            if self.required:
                raise self._error("required", "day")
            return None
        for part, text in zip(ThreePartDateWidget.PARTS, texts, strict=True):
            if not text:
                raise self._error(f"{part}_missing", part)
        date = self._date(*texts)
        self.run_validators(date)
        return date

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return bool(initial != self.clean(data))
        except ValidationError:
            return True

    def _date(self, day: str, month: str, year: str) -> dt.date:
        if not (_is_number(year) and _FIRST_YEAR <= int(year) <= _LAST_YEAR):
            raise self._error("year_wrong", "year")
        if not (_is_number(month) and 1 <= int(month) <= _LAST_MONTH):
            raise self._error("month_wrong", "month")
        last = _last_day(int(year), int(month))
        if not (_is_number(day) and 1 <= int(day) <= last):
            raise self._error("day_wrong", "day", last=last)
        return dt.date(int(year), int(month), int(day))

    def _error(self, code: str, part: str, **params: Any) -> ValidationError:
        self.widget.wrong_part = part
        return ValidationError(self.error_messages[code], code=code, params=params)


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= len("2026")


def _last_day(year: int, month: int) -> int:
    following = dt.date(year + month // _LAST_MONTH, month % _LAST_MONTH + 1, 1)
    return (following - dt.timedelta(days=1)).day


class UploadField(forms.FileField):
    """A file of the kinds in `accept`. What it really is, the documents app finds out from its content."""

    def __init__(self, *, accept: str = ".jpg,.jpeg,.png,.pdf", **options: Any) -> None:
        options.setdefault("widget", FilePicker(accept=accept))
        options.setdefault("help_text", _("A JPEG, PNG or PDF file of at most 10 MB."))
        super().__init__(**options)
