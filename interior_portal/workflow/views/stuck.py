"""Cases that nothing moves any more, for the administrator."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from interior_portal.accounts.access import permitted, user_of
from interior_portal.shared.refusals import Refused
from interior_portal.workflow import engine
from interior_portal.workflow.queries import stuck
from interior_portal.workflow.roles import WORKFLOW_CASES_REPAIR
from interior_portal.workflow.verbs.repairing import NOT_STUCK


@permitted(WORKFLOW_CASES_REPAIR)
@require_http_methods(["GET", "HEAD", "POST"])
def stuck_cases(request: HttpRequest) -> HttpResponse:
    """The findings, the oldest case first, each with its repair where there is one."""
    findings = stuck.stuck_cases()
    if request.method == "POST":
        wanted = request.POST.get("finding", "")
        chosen = next((found for found in findings if found.mark == wanted), None)
        _repair(request, chosen)
        return redirect("workflow:stuck")
    return render(request, "workflow/stuck.html", {"findings": findings, "most": stuck.MOST})


def _repair(request: HttpRequest, finding: stuck.Finding | None) -> None:
    if finding is None:
        messages.error(request, str(NOT_STUCK))
        return
    try:
        engine.repair(finding=finding, reason="page", by=user_of(request))
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("The case goes on."))
