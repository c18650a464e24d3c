"""Receipts: seen, printed, and printed again as a marked copy."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from interior_portal.accounts.access import permitted, user_of
from interior_portal.accounts.queries import has_permission
from interior_portal.payments import actions, presenters, queries
from interior_portal.payments.forms import PrintForm
from interior_portal.payments.models import Payment
from interior_portal.payments.roles import PAYMENT_TAKE, PAYMENT_VIEW
from interior_portal.shared.refusals import Refused


@permitted(PAYMENT_VIEW)
@require_safe
def receipt(request: HttpRequest, number: str) -> HttpResponse:
    """A payment with every printing of its receipt."""
    payment = _find(request, number)
    context = {
        "payment": payment,
        "rows": presenters.payment_rows(payment),
        "prints": payment.prints.select_related("printed_by").order_by("copy"),
        "print_form": PrintForm(auto_id=False),
        "refusal": queries.why_not_print(payment, user_of(request)),
    }
    return render(request, "payments/receipt.html", context)


@permitted(PAYMENT_TAKE)
@require_POST
def print_receipt(request: HttpRequest, number: str) -> HttpResponse:
    """Make the original or the next copy, and show it ready to print."""
    payment = _find(request, number)
    form = PrintForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Nothing was printed. Choose the paper once more."))
        return redirect("payments:receipt", number=payment.receipt_number)
    try:
        printed = actions.print_receipt(
            payment=payment,
            paper=form.cleaned_data["paper"],
            by=user_of(request),
            key=str(form.cleaned_data["key"]),
        )
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("payments:receipt", number=payment.receipt_number)
    return redirect("payments:printed", number=payment.receipt_number, copy=printed.copy)


@permitted(PAYMENT_VIEW)
@require_safe
def printed(request: HttpRequest, number: str, copy: int) -> HttpResponse:
    """One printing of a receipt as it goes on paper, in the payer's language."""
    payment = _find(request, number)
    printing = get_object_or_404(payment.prints.select_related("printed_by"), copy=copy)
    back = _Back(request)
    with translation.override(payment.bill.payer.language):
        context = {
            "payment": payment,
            "printing": printing,
            "paper": printing.paper,
            "lines": presenters.line_rows(payment.bill),
            "sums": presenters.taken(payment),
            "rates": presenters.rate_sentences(payment),
            "place": presenters.place(payment),
            "back": back,
        }
        return render(request, "payments/printed.html", context)


class _Back:
    """Where the reader goes on, in the reader's own language."""

    def __init__(self, request: HttpRequest) -> None:
        is_cashier = has_permission(user_of(request), PAYMENT_TAKE)
        self.href = reverse("payments:desk" if is_cashier else "payments:shifts")
        self.label = _("Back to the cash desk") if is_cashier else _("Back to the shifts")
        self.language = translation.get_language()


def _find(request: HttpRequest, number: str) -> Payment:
    payment = queries.find_payment(user_of(request), number)
    if payment is None:
        raise Http404
    return payment
