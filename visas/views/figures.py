"""The head's first page: what happened today, in sentences, then the table."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from interior_portal.accounts.access import permitted, user_of
from visas.roles import VISA_FIGURES_VIEW
from visas.views import presenters


@permitted(VISA_FIGURES_VIEW)
@require_safe
def figures(request: HttpRequest) -> HttpResponse:
    """Granted today, and the last fourteen days by kind."""
    return render(request, "visas/figures.html", presenters.figures(user_of(request)))
