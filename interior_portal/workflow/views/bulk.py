"""Several items at once: each is a deed of its own, with a line that says what became of it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from interior_portal.accounts.access import permitted, user_of
from interior_portal.accounts.models import User
from interior_portal.shared.refusals import Refused
from interior_portal.workflow import bulk, engine, queries
from interior_portal.workflow.bulk import RowResult
from interior_portal.workflow.forms.desk import BulkForm
from interior_portal.workflow.models import WorkItem
from interior_portal.workflow.roles import WORKFLOW_DESK

MOST_AT_ONCE = 50


@permitted(WORKFLOW_DESK)
@require_POST
def act(request: HttpRequest) -> HttpResponse:
    """One action over the ticked items of the reader's desks, and a line for each."""
    user = user_of(request)
    queues = [desk.queue for desk in queries.desks_of(user)]
    items = _ticked(request.POST.getlist("items"), queues)
    colleagues = queries.colleagues(queues)
    form = BulkForm(request.POST, colleagues=colleagues, item_ids=[item.pk for item in items])
    context: dict[str, object] = {"form": form, "query": f"?{request.POST.get('query', '')}"}
    if form.is_valid():
        to_id = form.cleaned_data["to"] if form.cleaned_data["action"] == "give" else None
        to = User.objects.get(pk=to_id) if to_id is not None else None
        context["results"] = _do(items, to, by=user)
    return render(request, "workflow/desk/bulk.html", context)


def _ticked(values: list[str], queues: list[str]) -> list[WorkItem]:
    """The open items among those values that lie on these desks, in their order; at most 50."""
    ids = [int(value) for value in values[:MOST_AT_ONCE] if value.isdecimal()]
    items = WorkItem.objects.select_related("case").filter(
        pk__in=ids, queue__in=queues, closed_at=None
    )
    return sorted(items, key=lambda item: ids.index(item.pk))


def _do(items: list[WorkItem], to: User | None, *, by: User) -> list[RowResult]:
    """Give the items to somebody, or put them back; what the reader holds they hand over."""
    if to is None:
        return bulk.release(item_ids=[item.pk for item in items], by=by)
    own = [item for item in items if item.claimed_by_id == by.pk]
    others = [item.pk for item in items if item not in own]
    return [_hand_over(item, to, by=by) for item in own] + bulk.assign(
        item_ids=others, to=to, by=by
    )


def _hand_over(item: WorkItem, to: User, *, by: User) -> RowResult:
    refusal = ""
    try:
        engine.hand_over(item_id=item.pk, to=to, by=by)
    except Refused as refused:
        refusal = str(refused)
    return RowResult(item.case_id, item.case.reference, refusal)
