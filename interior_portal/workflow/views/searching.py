"""One search for all desks.

What is looked for is a person more often than not, so it is sent by POST and answered at once: an
address with a name in it would stay in the logs of servers, in the history of a shared computer and in
what the next page is told. The ledger keeps who searched, by what kind of words and how much was found,
never the words.
"""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from interior_portal.accounts.access import permitted, user_of
from interior_portal.audit import actions as audit
from interior_portal.workflow import queries
from interior_portal.workflow.forms.desk import SearchForm
from interior_portal.workflow.roles import WORKFLOW_DESK
from interior_portal.workflow.views import presenters


@permitted(WORKFLOW_DESK)
@require_http_methods(["GET", "HEAD", "POST"])
def search(request: HttpRequest) -> HttpResponse:
    """Cases by reference, by name in any script, or by the number of a document."""
    form = SearchForm(request.POST or None)
    context: dict[str, Any] = {"form": form}
    if form.is_valid():
        user, text = user_of(request), form.cleaned_data["text"]
        found = queries.search(text, user)
        audit.record(
            action="workflow.searched",
            by=user,
            subject_kind="search",
            subject_ref=found.by,
            data={"count": len(found.cases)},
        )
        lines = presenters.found(found.cases)
        context |= {"lines": lines, "text": text, "is_cut": found.is_cut}
    return render(request, "workflow/desk/search.html", context)
