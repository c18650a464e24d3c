"""Amounts as people type them."""

import re
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from interior_portal.ui.widgets import LatinInput

# Commas only where thousands are: a comma before cents would make ten and a half a thousand and fifty.
_AMOUNT = re.compile(r"(\d+|\d{1,3}(,\d{3})+)(\.\d{1,2})?", re.ASCII)
_ARABIC_SEPARATORS = str.maketrans({"\u066b": ".", "\u066c": ","})
_DIGITS = 12  # before the point, as the columns have them


class AmountField(forms.Field):
    """An amount of money, zero or more, with at most two decimals; `1,234.50` and `1234.5` are one amount."""

    default_error_messages = {
        "amount": _("Write the amount in digits, for example 1,234.50."),
        "too_large": _("This amount is too large."),
    }

    def __init__(self, **options: Any) -> None:
        attrs = {"inputmode": "decimal", "class": "input-short"}
        super().__init__(widget=LatinInput(attrs=attrs), **options)

    def to_python(self, value: Any) -> Decimal | None:
        text = str(value or "").translate(_ARABIC_SEPARATORS).replace(" ", "")
        if not text:
            return None
        if not _AMOUNT.fullmatch(text):
            raise ValidationError(self.error_messages["amount"], code="amount")
        amount = Decimal(text.replace(",", ""))
        if amount >= 10**_DIGITS:
            raise ValidationError(self.error_messages["too_large"], code="too_large")
        return amount
