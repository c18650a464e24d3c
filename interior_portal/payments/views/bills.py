"""What a payer sees: the bill, and the slip to take along."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from interior_portal.accounts.access import signed_in, user_of
from interior_portal.documents import barcodes
from interior_portal.payments import presenters, queries
from interior_portal.payments.gateways import GATEWAYS
from interior_portal.payments.models import Bill


@signed_in
@require_safe
def bill(request: HttpRequest, reference: str) -> HttpResponse:
    """A bill for the person who owes it: how much, the reference, where to pay; or that it is paid."""
    found = _find(request, reference)
    return render(request, "payments/bill.html", _context(found))


@signed_in
@require_safe
def slip(request: HttpRequest, reference: str) -> HttpResponse:
    """The same to print, for a roll of 80 mm or a sheet of A4 (`?paper=A4`)."""
    found = _find(request, reference)
    if queries.why_not_pay(found) is not None:
        raise Http404
    code = barcodes.data_uri(barcodes.qr(found.reference).svg())
    paper = presenters.paper_of(request.GET.get("paper", ""))
    return render(request, "payments/slip.html", {**_context(found), "qr": code, "paper": paper})


def _find(request: HttpRequest, reference: str) -> Bill:
    found = queries.find_bill_of(user_of(request), reference)
    if found is None:
        raise Http404
    return found


def _context(bill: Bill) -> dict[str, Any]:
    if bill.settled_at is not None:
        payments = list(queries.payments_of(bill))
        return {
            "bill": bill,
            "lines": presenters.line_rows(bill),
            "receipts": [presenters.receipt_rows(payment) for payment in payments],
        }
    owed = queries.outstanding_of(bill) if bill.cancelled_at is None else []
    return {
        "bill": bill,
        "lines": presenters.line_rows(bill),
        "owed": owed,
        "offers": [offer for offer in queries.offers_for(owed) if offer.refusal is None],
        "gateways": GATEWAYS.values(),
        "offices": queries.cash_offices() if owed else [],
    }
