"""Numbers and money as they are written: Latin digits, a comma for thousands, a point for cents."""

from decimal import Decimal

from django.utils.translation import pgettext


def number(value: Decimal | int) -> str:
    """`1,234,567` or `1,234,567.50`: two decimals when there are any. No bidi marks."""
    if value == int(value):
        return f"{int(value):,}"
    return f"{value:,.2f}"


def currency_word(code: str) -> str:
    """What people call the currency; the ISO code itself where the house has no word."""
    words = {"SYP": pgettext("currency", "SYP"), "USD": pgettext("currency", "USD")}
    return words.get(code, code)
