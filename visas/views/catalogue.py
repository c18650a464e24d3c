"""Before an application: what the directorate offers, and what each visa needs, costs and takes."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from interior_portal.accounts.access import public, signed_in, user_of
from interior_portal.payments.queries import fees_in_force
from interior_portal.shared.refusals import Refused
from visas import actions, queries
from visas.forms.application import BeginForm


@public
@require_safe
def kinds(request: HttpRequest) -> HttpResponse:
    """All open kinds, grouped by whom they are for."""
    return render(request, "visas/kinds.html", {"groups": queries.kinds_by_audience()})


@public
@require_safe
def kind(request: HttpRequest, code: str) -> HttpResponse:
    """One kind before starting: nobody begins without knowing what will be asked."""
    row = get_object_or_404(queries.open_kinds(), code=code)
    context = {
        "kind": row,
        "fees": fees_in_force(row.fee_code),
        "promise_days": queries.promise_days(row),
        "handling": queries.handling_days(row),
        "documents": queries.documents_by_category(row),
    }
    return render(request, "visas/kind.html", context)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: HttpRequest, code: str) -> HttpResponse:
    """Begin an application, or go on with one that is being filled in."""
    row = get_object_or_404(queries.open_kinds(), code=code)
    user = user_of(request)
    form = BeginForm(request.POST or None, kind=row)
    if form.is_valid():
        try:
            application = actions.begin(
                kind=row,
                category=form.cleaned_data.get("category"),
                by=user,
                applicant=user,
                key=str(form.cleaned_data["key"]),
            )
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            return redirect("visas:application", reference=application.reference)
    drafts = queries.drafts_of(user, row)
    return render(request, "visas/begin.html", {"kind": row, "form": form, "drafts": drafts})
