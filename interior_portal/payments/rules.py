"""Arithmetic of money: exact, in Decimal, each sum with its currency; no models."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Money:
    """An amount of one currency (ISO 4217 code)."""

    amount: Decimal
    currency: str

    def __str__(self) -> str:
        return f"{self.amount:,.2f} {self.currency}"


def totals(amounts: Iterable[Money]) -> dict[str, Decimal]:
    """The sum per currency; currencies are never added together."""
    sums: dict[str, Decimal] = {}
    for money in amounts:
        sums[money.currency] = sums.get(money.currency, Decimal(0)) + money.amount
    return sums


def outstanding(due: Mapping[str, Decimal], settled: Mapping[str, Decimal]) -> list[Money]:
    """What is still owed per currency, in the order of the bill; nothing when all is paid."""
    rest = (Money(amount - settled.get(code, Decimal(0)), code) for code, amount in due.items())
    return [money for money in rest if money.amount > 0]


def convert(money: Money, *, rate: Decimal, into: str) -> Money:
    """The same value in another currency, `rate` units of it for one of ours, rounded half up to a hundredth."""
    return Money((money.amount * rate).quantize(CENT, rounding=ROUND_HALF_UP), into)
