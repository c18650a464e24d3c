"""Several items at once: each is a deed of its own, with a line that says what became of it."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from interior_portal.accounts.access import permitted, user_of
from interior_portal.accounts.models import User
from interior_portal.shared.refusals import Refusal, Refused
from interior_portal.workflow import engine, queries
from interior_portal.workflow.forms.desk import BulkForm
from interior_portal.workflow.models import WorkItem
from interior_portal.workflow.roles import WORKFLOW_DESK
from interior_portal.workflow.views import presenters

MOST_AT_ONCE = 50


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one item; a refusal says why nothing did."""

    reference: str
    href: str
    refusal: Refusal | None


@permitted(WORKFLOW_DESK)
@require_POST
def bulk(request: HttpRequest) -> HttpResponse:
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
        context["results"] = [_do(item, to, by=user) for item in items]
    return render(request, "workflow/desk/bulk.html", context)


def _ticked(values: list[str], queues: list[str]) -> list[WorkItem]:
    """The open items among those values that lie on these desks, in their order; at most 50."""
    ids = [int(value) for value in values[:MOST_AT_ONCE] if value.isdecimal()]
    items = WorkItem.objects.select_related("case").filter(
        pk__in=ids, queue__in=queues, closed_at=None
    )
    return sorted(items, key=lambda item: ids.index(item.pk))


def _do(item: WorkItem, to: User | None, *, by: User) -> Result:
    """Give the item to somebody, or put it back."""
    refusal = None
    try:
        if to is None:
            engine.release(item_id=item.pk, by=by)
        elif item.claimed_by_id == by.pk:
            engine.hand_over(item_id=item.pk, to=to, by=by)
        else:
            engine.assign(item_id=item.pk, to=to, by=by)
    except Refused as refused:
        refusal = refused.refusal
    return Result(item.case.reference, presenters.item_href(item), refusal)
