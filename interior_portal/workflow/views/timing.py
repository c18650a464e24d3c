"""A case by its reference alone, and more time for it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from interior_portal.accounts.access import signed_in, user_of
from interior_portal.shared.refusals import NOT_PERMITTED, Refused
from interior_portal.workflow import engine, queries, registry
from interior_portal.workflow.forms.timing import ExtensionForm
from interior_portal.workflow.models import Case
from interior_portal.workflow.queries.promises import may_extend, why_not_extend


@signed_in
@require_safe
def case(request: HttpRequest, reference: str) -> HttpResponse:
    """Leads on to the directorate's page: the applicant's to theirs, anybody else to that of the desk.

    A message to people of several directorates has this address; the page it leads to decides who sees.
    To a citizen, a case of somebody else does not exist.
    """
    found, user = _case(reference), user_of(request)
    if user.pk not in {found.applicant_id, found.entered_by_id}:
        desk = registry.find_desk_page(found.procedure) if user.is_staff else None
        if desk is not None:
            return redirect(desk.url_name, reference)
        raise Http404
    return redirect(registry.case_page(queries.procedure_of(found).directorate), reference)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def extend(request: HttpRequest, reference: str) -> HttpResponse:
    """Give a case more time, with a reason that its applicant reads."""
    found, user = _case(reference), user_of(request)
    if not user.is_staff and user.pk != found.applicant_id:
        raise Http404
    if not may_extend(found, user):
        raise PermissionDenied(NOT_PERMITTED)
    form = ExtensionForm(request.POST or None, initial={"version": found.version})
    if form.is_valid():
        chosen = form.cleaned_data
        try:
            engine.extend(
                case_id=found.pk,
                minutes=chosen["hours"] * 60,
                reason=chosen["reason"],
                by=user,
                version=chosen["version"],
                key=str(chosen["key"]),
            )
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("The case has more time, and the applicant is told why."))
            return redirect("workflow:case", reference)
    context = {"case": found, "form": form, "refusal": why_not_extend(found, user)}
    return render(request, "workflow/extend.html", context)


def _case(reference: str) -> Case:
    cases = Case.objects.select_related("procedure_version", "unit")
    try:
        return cases.get(reference=reference)
    except Case.DoesNotExist as error:
        raise Http404 from error
