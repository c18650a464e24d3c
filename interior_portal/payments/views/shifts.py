"""Shifts: the list that supervisors and auditors read, one shift, and its end."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from interior_portal.accounts.access import permitted, user_of
from interior_portal.payments import actions, presenters, queries, registry
from interior_portal.payments.forms import DrawerForm
from interior_portal.payments.models import CashSession
from interior_portal.payments.roles import PAYMENT_VIEW
from interior_portal.shared.ids import clean_reference
from interior_portal.shared.refusals import Refused

PAGE = 25


@permitted(PAYMENT_VIEW)
@require_safe
def shifts(request: HttpRequest) -> HttpResponse:
    """The shifts of the desks that somebody may look at, newest first; `?before=` continues after a shift."""
    found = queries.sessions_for(user_of(request))
    asked = clean_reference(request.GET.get("before", ""))
    before = found.filter(reference=asked).first() if asked else None
    if before is not None:
        found = found.filter(pk__lt=before.pk)
    rows = list(found[: PAGE + 1])
    context = {
        "shifts": rows[:PAGE],
        "older": rows[PAGE - 1].reference if len(rows) > PAGE else "",
        "is_first": before is None,
    }
    return render(request, "payments/shifts.html", context)


@permitted(PAYMENT_VIEW)
@require_safe
def shift(request: HttpRequest, reference: str) -> HttpResponse:
    """One shift: its payments and, once it is closed, what was counted beside what was expected."""
    session = _find(request, reference)
    context = {
        "session": session,
        "counts": presenters.counted(session.counts.select_related("currency")),
        "payments": presenters.payment_lines(queries.payments_in(session)),
        "refusal": queries.why_not_close(session, user_of(request)),
        "closing": registry.closing_rows() if session.closed_at is not None else [],
    }
    return render(request, "payments/shift.html", context)


@permitted(PAYMENT_VIEW)
@require_http_methods(["GET", "HEAD", "POST"])
def close(request: HttpRequest, reference: str) -> HttpResponse:
    """End a shift: count the drawer without being told what should be in it."""
    session = _find(request, reference)
    if session.closed_at is not None:
        return redirect("payments:shift", reference=session.reference)
    refusal = queries.why_not_close(session, user_of(request))
    form = DrawerForm(request.POST or None, currencies=queries.counted_currencies(session))
    if refusal is None and form.is_valid():
        try:
            actions.close_session(session=session, counted=form.amounts(), by=user_of(request))
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            return redirect("payments:shift", reference=session.reference)
    context = {"session": session, "form": form, "refusal": refusal}
    return render(request, "payments/close.html", context)


def _find(request: HttpRequest, reference: str) -> CashSession:
    found = queries.sessions_for(user_of(request)).filter(reference=clean_reference(reference))
    session = found.first()
    if session is None:
        raise Http404
    return session
