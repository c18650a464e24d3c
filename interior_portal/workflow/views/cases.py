"""What can be done to a case at every desk: give it to a colleague, write a note."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from interior_portal.accounts.access import permitted, user_of
from interior_portal.accounts.models import User
from interior_portal.shared.bidi import isolate
from interior_portal.shared.refusals import Refused
from interior_portal.ui.forms import VersionedForm
from interior_portal.workflow import engine, notes, queries
from interior_portal.workflow.forms.desk import GivingForm, NoteForm
from interior_portal.workflow.models import WorkItem
from interior_portal.workflow.queries import Holding
from interior_portal.workflow.roles import WORKFLOW_DESK
from interior_portal.workflow.views import going_on, presenters
from interior_portal.workflow.views.reading import case_at_desk, item_at_desk


@permitted(WORKFLOW_DESK)
@require_http_methods(["GET", "HEAD", "POST"])
def give(request: HttpRequest, reference: str) -> HttpResponse:
    """Hand the case over, or as who looks after the desk give it to somebody. What is wrong is said on a page
    of its own, with all that was typed.
    """
    case, user = case_at_desk(request, reference), user_of(request)
    if request.method != "POST":
        return redirect("workflow:case", reference=reference)
    item = item_at_desk(case, request.POST.get("item", ""))
    holding = queries.holding_of(item, user)
    form = GivingForm(request.POST, colleagues=holding.colleagues, has_note=holding.is_mine)
    if form.is_valid():
        to = User.objects.get(pk=form.cleaned_data["to"])
        try:
            _give(item, to, by=user, holding=holding, note=form.cleaned_data.get("note", ""))
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            said = _("The case is now with %(name)s.") % {"name": isolate(to.name)}
            messages.success(request, said)
            return redirect("workflow:desk")
    context = {"form": form, "back_href": presenters.item_href(item), "holding": holding}
    return render(request, "workflow/desk/give.html", context)


def _give(item: WorkItem, to: User, *, by: User, holding: Holding, note: str) -> None:
    if holding.is_mine:
        engine.hand_over(item_id=item.pk, to=to, by=by, note=note)
    else:
        engine.assign(item_id=item.pk, to=to, by=by)


@permitted(WORKFLOW_DESK)
@require_http_methods(["GET", "HEAD", "POST"])
def note(request: HttpRequest, reference: str) -> HttpResponse:
    """Write an internal note beside the case, open or closed. What is wrong is said on a page of its own, with
    all that was typed.
    """
    case, form = case_at_desk(request, reference), NoteForm(request.POST)
    back = f"{presenters.case_href(case.procedure, reference)}#notes"
    if request.method != "POST":
        return redirect(back)
    if form.is_valid():
        try:
            notes.add(case=case, text=form.cleaned_data["text"], by=user_of(request))
        except Refused as refused:
            form.add_error("text", str(refused))
        else:
            messages.success(request, _("The note is added."))
            return redirect(back)
    context = {"form": form, "back_href": back, "reference": reference}
    return render(request, "workflow/desk/note.html", context)


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
    going_on.offer_no_undo(request, [reference])
    return redirect(presenters.case_href(case.procedure, reference) or "workflow:desk")
