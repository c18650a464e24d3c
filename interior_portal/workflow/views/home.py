"""The home page: what people come for, their own cases, what else waits for them."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from interior_portal.accounts.models import User
from interior_portal.shared.text import normalise
from interior_portal.ui import services
from interior_portal.ui.access import public
from interior_portal.ui.waiting import waiting_for
from interior_portal.workflow.queries.applicants import cases_of


@public
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The services with a search box; for who is signed in, what waits for them and their cases first."""
    wanted = normalise(request.GET.get("q", ""))[:100]
    user = request.user if isinstance(request.user, User) else None
    context = {
        "groups": services.matching(wanted),
        "wanted": wanted,
        "waiting": waiting_for(user) if user else [],
        "cases": cases_of(user) if user else [],
    }
    return render(request, "workflow/home.html", context)
