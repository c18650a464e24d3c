"""Sums of money as plain text, each part kept in its order inside a sentence of any direction."""

from collections.abc import Iterable
from decimal import Decimal

from interior_portal.payments.rules import Money
from interior_portal.shared.bidi import isolate
from interior_portal.ui.amounts import currency_word, number


def money(value: Money) -> str:
    """An amount and its currency."""
    return f"{isolate(number(value.amount))} {isolate(currency_word(value.currency))}"


def sums(values: Iterable[Money]) -> str:
    """Amounts side by side; they are never added across currencies."""
    return " + ".join(money(value) for value in values)


def difference(value: Decimal) -> str:
    """Counted less expected, with its sign."""
    sign = "+" if value > 0 else ""
    return isolate(f"{sign}{number(value)}")
