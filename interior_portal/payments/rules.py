"""Arithmetic of money: exact, in Decimal, each sum with its currency; no models."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from django.utils.translation import gettext_lazy as _

from interior_portal.shared.refusals import Refusal

CENT = Decimal("0.01")
MORE_THAN_OWED = Refusal("more_than_owed", _("This is more than the bill still asks for."))


@dataclass(frozen=True, slots=True)
class Money:
    """An amount of one currency (ISO 4217 code)."""

    amount: Decimal
    currency: str

    def __str__(self) -> str:
        return f"{self.amount:.2f} {self.currency}"


@dataclass(frozen=True, slots=True)
class Rate:
    """From `since` on, one `base` is worth `rate` `quote`; `id` is the row it stands in."""

    id: int
    base: str
    quote: str
    rate: Decimal
    since: dt.date


@dataclass(frozen=True, slots=True)
class Part:
    """What is taken, and what of the bill it settles; `rate` where the currencies differ."""

    taken: Money
    settles: Money
    rate: Rate | None = None


@dataclass(frozen=True, slots=True)
class Offer:
    """One way to pay all that is owed: in one `currency`, or each amount in its own when that is empty."""

    currency: str
    parts: tuple[Part, ...] = ()
    refusal: Refusal | None = None

    @property
    def sums(self) -> list[Money]:
        """What has to be handed over, per currency."""
        return as_list(totals(part.taken for part in self.parts))

    @property
    def shown(self) -> str:
        """The sums as one text, by which a cashier's page says what the payer was told."""
        return " + ".join(str(money) for money in self.sums)


def totals(amounts: Iterable[Money]) -> dict[str, Decimal]:
    """The sum per currency; currencies are never added together."""
    sums: dict[str, Decimal] = {}
    for money in amounts:
        sums[money.currency] = sums.get(money.currency, Decimal(0)) + money.amount
    return sums


def as_list(sums: Mapping[str, Decimal]) -> list[Money]:
    """Sums per currency as amounts, in their order."""
    return [Money(amount, currency) for currency, amount in sums.items()]


def outstanding(due: Mapping[str, Decimal], settled: Mapping[str, Decimal]) -> list[Money]:
    """What is still owed per currency, in the order of the bill; nothing when all is paid."""
    rest = (Money(amount - settled.get(code, Decimal(0)), code) for code, amount in due.items())
    return [money for money in rest if money.amount > 0]


def rate_between(one: str, other: str, rates: Iterable[Rate]) -> Rate | None:
    """The newest rate about the two currencies, whichever way round it is written."""
    about = [rate for rate in rates if {rate.base, rate.quote} == {one, other}]
    return max(about, key=lambda rate: (rate.since, rate.id), default=None)


def convert(money: Money, *, rate: Rate, step: Decimal) -> Money:
    """The same value in the rate's other currency, rounded half up to a multiple of `step`."""
    if money.currency == rate.base:
        value, into = money.amount * rate.rate, rate.quote
    else:
        value, into = money.amount / rate.rate, rate.base
    steps = (value / step).quantize(Decimal(1), rounding=ROUND_HALF_UP)
    return Money((steps * step).quantize(CENT), into)


def offers(
    owed: Sequence[Money], *, steps: Mapping[str, Decimal], rates: Sequence[Rate]
) -> list[Offer]:
    """Every way to pay what is owed; `steps` are the currencies taken, with their smallest amounts.

    Where the bill mixes currencies, each amount in its own comes first; then all in one currency, the bill's own
    before others.
    """
    if not owed:
        return []
    own = [money.currency for money in owed if money.currency in steps]
    mixed = [as_billed(owed, steps)] if len(owed) > 1 else []
    codes = [*own, *(code for code in steps if code not in own)]
    return mixed + [in_one(code, owed, step=steps[code], rates=rates) for code in codes]


def as_billed(owed: Sequence[Money], steps: Mapping[str, Decimal]) -> Offer:
    """Each amount in its own currency; refused when one of them is not taken any more."""
    for money in owed:
        if money.currency not in steps:
            return Offer("", refusal=not_taken(money.currency))
    return Offer("", tuple(Part(money, money) for money in owed))


def in_one(currency: str, owed: Sequence[Money], *, step: Decimal, rates: Sequence[Rate]) -> Offer:
    """All in one currency: what is owed in it as it is, the rest at the rates; refused where one is missing."""
    parts: list[Part] = []
    for money in owed:
        if money.currency == currency:
            parts.append(Part(money, money))
            continue
        rate = rate_between(money.currency, currency, rates)
        if rate is None:
            return Offer(currency, refusal=no_rate(money.currency, currency))
        taken = convert(money, rate=rate, step=step)
        if not taken.amount:
            return Offer(currency, refusal=too_small(money.currency, currency))
        parts.append(Part(taken, money, rate))
    return Offer(currency, tuple(parts))


def not_taken(currency: str) -> Refusal:
    return Refusal(
        "currency_not_taken", _("The desks do not take %(currency)s."), {"currency": currency}
    )


def no_rate(base: str, quote: str) -> Refusal:
    return Refusal(
        "no_rate",
        _("No exchange rate between %(base)s and %(quote)s is in force. Take another currency."),
        {"base": base, "quote": quote},
    )


def too_small(base: str, quote: str) -> Refusal:
    return Refusal(
        "too_small",
        _("The amount in %(base)s is too small to be paid in %(quote)s. Take another currency."),
        {"base": base, "quote": quote},
    )


def why_not_settle(settles: Mapping[str, Decimal], owed: Sequence[Money]) -> Refusal | None:
    """Why these sums cannot be counted towards a bill: more than is owed is never taken."""
    rest = totals(owed)
    over = any(amount > rest.get(currency, Decimal(0)) for currency, amount in settles.items())
    return MORE_THAN_OWED if over else None
