"""The demo's currencies and rate."""

import datetime as dt
from decimal import Decimal

from interior_portal.payments.models import Currency, ExchangeRate

SINCE = dt.date(2026, 1, 1)
CURRENCIES = (
    ("SYP", "ليرة سورية", "Lîreya sûrî", "Syrian pound"),
    ("USD", "دولار أمريكي", "Dolarê emerîkî", "US dollar"),
)
POUNDS_FOR_A_DOLLAR = Decimal(11_000)


def load(*, cases: int) -> None:
    """Make what is not there yet; `cases` does not matter here."""
    del cases
    for code, name_ar, name_kmr, name_en in CURRENCIES:
        names = {"name_ar": name_ar, "name_kmr": name_kmr, "name_en": name_en}
        Currency.objects.get_or_create(code=code, defaults=names)
    ExchangeRate.objects.get_or_create(
        base_id="USD", quote_id="SYP", since=SINCE, defaults={"rate": POUNDS_FOR_A_DOLLAR}
    )
