"""What can be done to a case at every desk: give it to a colleague, write a note."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from interior_portal.accounts.access import permitted, user_of
from interior_portal.accounts.models import User
from interior_portal.shared.refusals import Refused
from interior_portal.shared.text import normalise
from interior_portal.ui.forms import VersionedForm
from interior_portal.workflow import engine, notes, queries
from interior_portal.workflow.forms.desk import GivingForm
from interior_portal.workflow.models import WorkItem
from interior_portal.workflow.roles import WORKFLOW_DESK
from interior_portal.workflow.views import going_on, presenters
from interior_portal.workflow.views.reading import case_at_desk, item_at_desk


@permitted(WORKFLOW_DESK)
@require_POST
def give(request: HttpRequest, reference: str) -> HttpResponse:
    """Hand the case over, or as who looks after the desk give it to somebody."""
    case, user = case_at_desk(request, reference), user_of(request)
    item = item_at_desk(case, request.POST.get("item", ""))
    holding = queries.holding_of(item, user)
    form = GivingForm(request.POST, colleagues=holding.colleagues)
    if not form.is_valid():
        messages.error(request, _("Choose a colleague."))
        return redirect(presenters.item_href(item) or "workflow:desk")
    to = User.objects.get(pk=form.cleaned_data["to"])
    try:
        _give(item, to, by=user, is_mine=holding.is_mine, note=form.cleaned_data["note"])
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect(presenters.item_href(item) or "workflow:desk")
    messages.success(request, _("The case is now with %(name)s.") % {"name": to.name})
    return redirect("workflow:desk")


def _give(item: WorkItem, to: User, *, by: User, is_mine: bool, note: str) -> None:
    if is_mine:
        engine.hand_over(item_id=item.pk, to=to, by=by, note=note)
    else:
        engine.assign(item_id=item.pk, to=to, by=by)


@permitted(WORKFLOW_DESK)
@require_POST
def note(request: HttpRequest, reference: str) -> HttpResponse:
    """Write an internal note beside the case, open or closed."""
    case = case_at_desk(request, reference)
    try:
        notes.add(case=case, text=normalise(request.POST.get("text", "")), by=user_of(request))
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("The note is added."))
    return redirect(f"{presenters.case_href(case.procedure, reference)}#notes")


@permitted(WORKFLOW_DESK)
@require_POST
def undo(request: HttpRequest, reference: str) -> HttpResponse:
    """Take back one's own decision while its messages are still held."""
    case, form = case_at_desk(request, reference), VersionedForm(request.POST)
    if not form.is_valid():
        raise Http404
    version, key = form.cleaned_data["version"], str(form.cleaned_data["key"])
    try:
        engine.undo(case_id=case.pk, by=user_of(request), version=version, key=key)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("Undone. The case stands where it stood before."))
    going_on.offer_no_undo(request, reference)
    return redirect(presenters.case_href(case.procedure, reference) or "workflow:desk")
