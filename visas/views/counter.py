"""The counter: a clerk enters an application for somebody who has a phone number and nothing else."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from interior_portal.accounts.access import permitted, user_of
from interior_portal.shared.refusals import Refused
from visas import actions, queries
from visas.forms.desk import CounterForm
from visas.roles import VISA_APPLICATION_ENTER


@permitted(VISA_APPLICATION_ENTER)
@require_safe
def counter(request: HttpRequest) -> HttpResponse:
    """Which service, and the applications this clerk has open."""
    context = {
        "groups": queries.kinds_by_audience(),
        "drafts": queries.entered_drafts_of(user_of(request)),
    }
    return render(request, "visas/counter/counter.html", context)


@permitted(VISA_APPLICATION_ENTER)
@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: HttpRequest, code: str) -> HttpResponse:
    """For whom, and for which reason; then the same pages as for anybody."""
    kind = get_object_or_404(queries.open_kinds(), code=code)
    form = CounterForm(request.POST or None, kind=kind)
    if form.is_valid():
        try:
            application = actions.begin_at_counter(
                kind=kind,
                category=form.cleaned_data.get("category"),
                by=user_of(request),
                phone=str(form.cleaned_data["phone"]),
                name=form.cleaned_data["name"],
                key=str(form.cleaned_data["key"]),
            )
        except Refused as refused:
            form.add_error("phone", str(refused))
        else:
            return redirect("visas:application", reference=application.reference)
    return render(request, "visas/counter/begin.html", {"kind": kind, "form": form})
