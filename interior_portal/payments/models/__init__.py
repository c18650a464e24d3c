"""Fees, bills, payments and cash desks. Money is Decimal with its currency; nothing is ever deleted."""

from interior_portal.payments.models.bills import (
    Bill,
    BillLine,
    Payment,
    PaymentLine,
    ReceiptPrint,
)
from interior_portal.payments.models.desks import CashCount, CashSession
from interior_portal.payments.models.prices import Currency, ExchangeRate, Fee

__all__ = [
    "Bill",
    "BillLine",
    "CashCount",
    "CashSession",
    "Currency",
    "ExchangeRate",
    "Fee",
    "Payment",
    "PaymentLine",
    "ReceiptPrint",
]
