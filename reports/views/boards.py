"""What heads see."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from interior_portal.accounts.access import permitted, user_of
from interior_portal.accounts.roles import FIGURES_VIEW
from reports.queries.boards import boards_of


@permitted(FIGURES_VIEW)
@require_safe
def boards(request: HttpRequest) -> HttpResponse:
    """The boards that this reader may open."""
    return render(request, "reports/boards/boards.html", {"boards": boards_of(user_of(request))})
