"""The money of the demonstration: two currencies and a rate, as they might stand."""

import datetime as dt
from decimal import Decimal

from interior_portal.payments.models import Currency, ExchangeRate

SINCE = dt.date(2025, 1, 1)
SYRIAN_POUNDS_FOR_A_DOLLAR = Decimal(11_000)


def load() -> None:
    """Make what is not there yet; before any fee, which needs its currency."""
    dollar, _is_new = Currency.objects.get_or_create(
        code="USD",
        defaults={
            "name_ar": "دولار أمريكي",
            "name_kmr": "dolarê emerîkî",
            "name_en": "US dollar",
        },
    )
    pound, _is_new = Currency.objects.get_or_create(
        code="SYP",
        defaults={
            "name_ar": "ليرة سورية",
            "name_kmr": "lîreya sûrî",
            "name_en": "Syrian pound",
            "step": Decimal(500),
        },
    )
    if not ExchangeRate.objects.exists():
        ExchangeRate.objects.create(
            base=dollar, quote=pound, rate=SYRIAN_POUNDS_FOR_A_DOLLAR, since=SINCE
        )
