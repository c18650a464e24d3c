"""The common desk: what waits for the reader, from all directorates in one list."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from interior_portal.accounts import actions as accounts
from interior_portal.accounts.access import permitted, user_of
from interior_portal.shared.text import normalise
from interior_portal.workflow import queries, saved_views
from interior_portal.workflow.forms.desk import NarrowingForm, SavedViewForm
from interior_portal.workflow.roles import WORKFLOW_DESK
from interior_portal.workflow.views import going_on, presenters

MOST_OF_AN_ADDRESS = 500


@permitted(WORKFLOW_DESK)
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """What waits for the reader's desks, the most urgent first."""
    context = presenters.desk_page(user_of(request), request.GET)
    context["undoable"] = going_on.undoable(request)
    return render(request, "workflow/desk/inbox.html", context)


@permitted(WORKFLOW_DESK)
@require_POST
def keep_view(request: HttpRequest) -> HttpResponse:
    """Keep the filters of an address under a name."""
    user, form = user_of(request), SavedViewForm(request.POST)
    query = _shown(request).query
    if not form.is_valid():
        messages.error(request, " ".join(map(str, form.errors["name"])))
    elif refusal := saved_views.keep(user=user, name=form.cleaned_data["name"], query=query):
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Your choice is kept. It stands above the list."))
    return redirect(f"{reverse('workflow:desk')}?{query}")


@permitted(WORKFLOW_DESK)
@require_POST
def forget_view(request: HttpRequest) -> HttpResponse:
    """Remove one of the reader's kept choices."""
    saved_views.forget(user=user_of(request), name=normalise(request.POST.get("name", "")))
    return redirect("workflow:desk")


@permitted(WORKFLOW_DESK)
@require_POST
def take_next(request: HttpRequest) -> HttpResponse:
    """The most urgent free case of the chosen desks, kept for the reader for a while."""
    queues = _shown(request).own_queues()
    going_on.remember(request, queues)
    return going_on.open_next(request, queues)


@permitted(WORKFLOW_DESK)
@require_http_methods(["GET", "HEAD", "POST"])
def keys(request: HttpRequest) -> HttpResponse:
    """Every key of the desk; a post switches them all on or off, for the account and not for the browser."""
    user = user_of(request)
    if request.method == "POST":
        uses_keys = request.POST.get("keys") == "on"
        accounts.use_keys(user=user, uses_keys=uses_keys)
        said = (
            _("One key presses a button again.") if uses_keys else _("The keys are switched off.")
        )
        messages.success(request, said)
        return redirect("workflow:keys")
    return render(request, "workflow/desk/keys.html", {"groups": presenters.KEYS})


def _shown(request: HttpRequest) -> NarrowingForm:
    """The filters that the page stood under from which something was sent."""
    address = QueryDict(request.POST.get("query", "")[:MOST_OF_AN_ADDRESS])
    return presenters.narrowing_form(queries.desks_of(user_of(request)), address)
