"""Currencies, exchange rates and fees, for administrators. What changes here leaves a line in the ledger."""

from django.contrib import admin
from django.http import HttpRequest

from interior_portal.accounts.admin import LedgerAdmin
from interior_portal.payments.models import Currency, ExchangeRate, Fee
from interior_portal.shared import clock
from interior_portal.ui.dated import DatedForm

NAMES = ["name_ar", "name_kmr", "name_en"]


@admin.register(Currency)
class CurrencyAdmin(LedgerAdmin):
    form = DatedForm
    fields = ["code", *NAMES, "step", "is_open"]
    list_display = ["code", "name", "step", "is_open"]
    ordering = ["code"]

    def get_readonly_fields(self, request: HttpRequest, obj: Currency | None = None) -> list[str]:
        return ["code"] if obj else []


@admin.register(ExchangeRate)
class ExchangeRateAdmin(LedgerAdmin):
    """A rate is written once; the next row corrects it."""

    form = DatedForm
    fields = ["base", "rate", "quote", "since"]
    list_display = ["since", "__str__"]
    ordering = ["-since", "-pk"]

    def has_change_permission(self, request: HttpRequest, obj: ExchangeRate | None = None) -> bool:
        return False


@admin.register(Fee)
class FeeAdmin(LedgerAdmin):
    """An amount in force stays what it was: it gets a last day, and another row follows."""

    form = DatedForm
    fields = ["code", *NAMES, "currency", "amount", "since", "until"]
    list_display = ["code", "name", "amount", "currency", "since", "until"]
    list_filter = ["currency"]
    list_select_related = ["currency"]
    search_fields = ["code", *NAMES]
    ordering = ["code", "currency", "-since"]

    def get_readonly_fields(self, request: HttpRequest, obj: Fee | None = None) -> list[str]:
        if obj is None or obj.since > clock.today():
            return []
        is_over = obj.until is not None and obj.until < clock.today()
        return ["code", "currency", "amount", "since", *(["until"] if is_over else [])]
