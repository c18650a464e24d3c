"""Currencies, exchange rates and fees, for administrators. What changes here leaves a line in the ledger."""

import datetime as dt

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from interior_portal.accounts.admin import LedgerAdmin
from interior_portal.payments.models import Currency, ExchangeRate, Fee
from interior_portal.shared import clock
from interior_portal.ui.forms import PortalModelForm

NAMES = ["name_ar", "name_kmr", "name_en"]
IN_THE_PAST = _("This day is over. What held then stays as it was; choose today or a later day.")


class DatedForm(PortalModelForm):
    """Days that are over are not written any more."""

    def clean_since(self) -> dt.date:
        return self._today_or_later("since")

    def clean_until(self) -> dt.date | None:
        return self._today_or_later("until") if self.cleaned_data["until"] else None

    def _today_or_later(self, name: str) -> dt.date:
        day: dt.date = self.cleaned_data[name]
        if name in self.changed_data and day < clock.today():
            raise ValidationError(IN_THE_PAST)
        return day


@admin.register(Currency)
class CurrencyAdmin(LedgerAdmin):
    form = PortalModelForm
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
