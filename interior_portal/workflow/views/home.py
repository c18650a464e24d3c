"""The home page: what people come for, and their own cases."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from interior_portal.accounts.models import User
from interior_portal.shared.text import normalise
from interior_portal.ui import services
from interior_portal.ui.access import public
from interior_portal.workflow.queries.applicants import cases_of


@public
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The services with a search box; for who is signed in, their cases first."""
    wanted = normalise(request.GET.get("q", ""))[:100]
    cases = cases_of(request.user) if isinstance(request.user, User) else []
    context = {"groups": services.matching(wanted), "wanted": wanted, "cases": cases}
    return render(request, "workflow/home.html", context)
