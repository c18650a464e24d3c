"""Amounts as people type them."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from interior_portal.payments.fields import AmountField
from interior_portal.shared.text import normalise


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("0", "0"),
        ("30", "30"),
        ("30.5", "30.5"),
        ("1,234.50", "1234.50"),
        ("12,345,678", "12345678"),
        ("1 234.50", "1234.50"),
        ("١٬٢٣٤٫٥٠", "1234.50"),
        ("۳۰", "30"),
        ("999999999999.99", "999999999999.99"),
    ],
)
def test_one_amount_in_many_spellings(typed: str, amount: str) -> None:
    assert AmountField().clean(normalise(typed)) == Decimal(amount)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("10,50", "amount"),  # a comma before cents is not guessed at
        ("1,2345", "amount"),
        ("1.234,50", "amount"),
        ("-1", "amount"),
        ("1e3", "amount"),
        ("NaN", "amount"),
        ("thirty", "amount"),
        ("30.555", "amount"),
        ("1000000000000", "too_large"),
        ("", "required"),
    ],
)
def test_what_is_no_amount(typed: str, code: str) -> None:
    with pytest.raises(ValidationError) as caught:
        AmountField().clean(typed)
    assert caught.value.code == code
