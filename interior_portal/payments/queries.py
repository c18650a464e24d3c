"""Reads of `payments`."""

from collections.abc import Sequence
from decimal import Decimal

from django.db.models import QuerySet, Sum
from django.utils.translation import gettext_lazy as _

from interior_portal.accounts.models import Unit, User
from interior_portal.payments.models import (
    Bill,
    CashSession,
    Currency,
    ExchangeRate,
    Fee,
    Payment,
)
from interior_portal.payments.rules import Money, outstanding, totals
from interior_portal.shared import clock
from interior_portal.shared.ids import clean_reference
from interior_portal.shared.refusals import Refusal, Refused


def fees_in_force(code: str) -> QuerySet[Fee]:
    """What a service costs today: a row per currency."""
    return Fee.objects.in_force().filter(code=code).select_related("currency").order_by("pk")


def find_bill(text: str) -> Bill | None:
    """The bill whose payment reference somebody typed or scanned; None when there is none."""
    reference = clean_reference(text)
    return Bill.objects.filter(reference=reference).first() if reference else None


def due(bill: Bill) -> dict[str, Decimal]:
    """What a bill asks for per currency."""
    return totals(Money(line.amount, line.currency_id) for line in bill.lines.all())


def settled(bill: Bill) -> dict[str, Decimal]:
    """What has been settled of it per currency of the bill."""
    rows = bill.payments.values_list("settles_currency_id").annotate(sum=Sum("settles_amount"))
    return dict(rows)


def outstanding_of(bill: Bill) -> list[Money]:
    """What is still owed. Two queries."""
    return outstanding(due(bill), settled(bill))


def currencies() -> QuerySet[Currency]:
    """Currencies that desks take today."""
    return Currency.objects.filter(is_open=True).order_by("code")


def rate(*, base: str, quote: str) -> Decimal:
    """Units of `quote` for one `base` today; `Refused` when no rate is in force. The inverse pair serves too."""
    if base == quote:
        return Decimal(1)
    known = ExchangeRate.objects.filter(since__lte=clock.today()).order_by("-since")
    direct = known.filter(base=base, quote=quote).first()
    if direct is not None:
        return direct.rate
    inverse = known.filter(base=quote, quote=base).first()
    if inverse is not None:
        return 1 / inverse.rate
    raise Refused(
        Refusal(
            "no_rate",
            _(
                "There is no exchange rate from %(base)s to %(quote)s in force. Take the bill's own currency."
            ),
            {"base": base, "quote": quote},
        )
    )


def open_session(cashier: User) -> CashSession | None:
    """The shift that the cashier has open, with its desk."""
    return (
        CashSession.objects.select_related("desk")
        .filter(cashier=cashier, closed_at__isnull=True)
        .first()
    )


def free_desks(cashier_units: Sequence[int]) -> QuerySet[Unit]:
    """Desks of these units at which no shift is open."""
    return Unit.objects.filter(pk__in=cashier_units, kind=Unit.Kind.DESK, is_active=True).exclude(
        cash_sessions__closed_at__isnull=True, cash_sessions__isnull=False
    )


def taken_in(session: CashSession) -> dict[str, Decimal]:
    """Money that came into the drawer in this shift, per currency."""
    rows = session.payments.values_list("currency_id").annotate(sum=Sum("amount"))
    return dict(rows)


def payments_of(session: CashSession) -> QuerySet[Payment]:
    """The payments of a shift, newest first."""
    return session.payments.select_related("bill").order_by("-pk")
