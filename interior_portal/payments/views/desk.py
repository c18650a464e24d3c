"""The cash desk: a shift, the payment reference, the money."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from interior_portal.accounts.access import permitted, user_of
from interior_portal.payments import actions, presenters, queries
from interior_portal.payments.forms import LookUpForm, OpenForm, PrintForm, TakeForm
from interior_portal.payments.models import Bill
from interior_portal.payments.roles import PAYMENT_TAKE
from interior_portal.shared.refusals import Refused

SHOWN_PAYMENTS = 20
ASK_AGAIN = "reference"
JUST_TAKEN = "taken"


@permitted(PAYMENT_TAKE)
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """The field for the payment reference, the bill that it names, and the payments of the shift."""
    cashier = user_of(request)
    session = queries.find_open_session(cashier)
    if session is None:
        return redirect("payments:open")
    form = LookUpForm(request.GET if ASK_AGAIN in request.GET else None)
    number = request.GET.get(JUST_TAKEN, "")
    context = {
        "session": session,
        "form": form,
        "bill": _bill_context(form.cleaned_data["reference"]) if form.is_valid() else None,
        "taken": queries.find_payment(cashier, number) if number else None,
        "print_form": PrintForm(auto_id=False),
        "payments": presenters.payment_lines(queries.payments_in(session)[:SHOWN_PAYMENTS]),
    }
    return render(request, "payments/desk.html", context)


def _bill_context(bill: Bill) -> dict[str, Any]:
    refusal = queries.why_not_pay(bill)
    offers = [] if refusal else queries.offers_for(queries.outstanding_of(bill))
    return {
        "reference": bill.reference,
        "subject": bill.subject,
        "lines": presenters.line_rows(bill),
        "refusal": refusal,
        "buttons": presenters.buttons(bill, offers),
    }


@permitted(PAYMENT_TAKE)
@require_http_methods(["GET", "HEAD", "POST"])
def open_shift(request: HttpRequest) -> HttpResponse:
    """Begin a shift: the desk, and what lies in the drawer."""
    cashier = user_of(request)
    if queries.find_open_session(cashier) is not None:
        return redirect("payments:desk")
    form = OpenForm(request.POST or None, cashier=cashier)
    if form.is_valid():
        try:
            actions.open_session(desk=form.cleaned_data["desk"], opening=form.amounts(), by=cashier)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            return redirect("payments:desk")
    return render(request, "payments/open.html", {"form": form})


@permitted(PAYMENT_TAKE)
@require_POST
def take(request: HttpRequest) -> HttpResponse:
    """Take what the button said; the receipt follows. A refusal leads back to the bill as it stands now."""
    form = TakeForm(request.POST)
    bill = queries.find_bill(form.data.get("reference", ""))
    if not form.is_valid() or bill is None:
        messages.error(request, _("Nothing was taken. Find the bill again."))
        return redirect("payments:desk")
    try:
        payment = actions.take(
            bill=bill,
            currency=form.cleaned_data["currency"],
            by=user_of(request),
            key=str(form.cleaned_data["key"]),
            shown=form.cleaned_data["shown"],
        )
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect(_desk_with(ASK_AGAIN, bill.reference))
    return redirect(_desk_with(JUST_TAKEN, payment.receipt_number))


def _desk_with(name: str, value: str) -> str:
    return f"{reverse('payments:desk')}?{urlencode({name: value})}"
