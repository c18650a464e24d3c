"""Several items at once: each is a deed of its own, with a line that says what became of it."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from interior_portal.accounts.access import permitted, user_of
from interior_portal.accounts.models import Unit, User
from interior_portal.shared import clock
from interior_portal.shared.ids import row_key
from interior_portal.shared.refusals import Refused
from interior_portal.workflow import acts, bulk, engine, queries, registry
from interior_portal.workflow.bulk import Chosen, RowResult
from interior_portal.workflow.forms.bulk import GIVE, BulkForm, Place
from interior_portal.workflow.models import WorkItem
from interior_portal.workflow.queries import OpenItem
from interior_portal.workflow.roles import WORKFLOW_DESK
from interior_portal.workflow.verbs.undoing import NOTHING_TO_UNDO
from interior_portal.workflow.views import going_on, presenters
from interior_portal.workflow.views.going_on import Decided

MOST_AT_ONCE = 50


@dataclass(frozen=True, slots=True)
class ResultLine:
    """What became of one item, and where its case is opened."""

    reference: str
    href: str
    refusal: str


@permitted(WORKFLOW_DESK)
@require_http_methods(["GET", "HEAD", "POST"])
def act(request: HttpRequest) -> HttpResponse:
    """One action over the ticked items of the reader's desks, and a line for each.

    What items are given or put back is done at once; a step asks first, on one page, for what it needs.
    """
    if request.method != "POST":  # such as after a change of the language
        return redirect("workflow:desk")
    user = user_of(request)
    units = {desk.queue: desk.unit for desk in queries.desks_of(user)}
    items = _ticked(request.POST.getlist("items"), list(units))
    form = BulkForm(
        request.POST,
        colleagues=queries.colleagues(units),
        items={item.pk: _open_item(item, units[item.queue]) for item in items},
        reader=user,
    )
    if not form.is_valid():
        return _result(request, form, [])
    if form.step is not None:
        return _step(request, form, items, form.step)
    to_id = form.cleaned_data["to"] if form.cleaned_data["action"] == GIVE else None
    to = User.objects.get(pk=to_id) if to_id is not None else None
    return _result(request, form, _lines(items, _change_hands(items, to, by=user)))


@permitted(WORKFLOW_DESK)
@require_http_methods(["GET", "HEAD", "POST"])
def undo(request: HttpRequest) -> HttpResponse:
    """Take back what the reader did last to several cases, while its messages are held; a line for each."""
    if request.method != "POST":
        return redirect("workflow:desk")
    key = request.POST.get("key", "")
    decided = going_on.decided_with(request, key)
    if not decided:
        messages.error(request, str(NOTHING_TO_UNDO))
        return redirect("workflow:desk")
    chosen = [Chosen(one.case_id, one.version) for one in decided]
    results = bulk.undo(chosen=chosen, by=user_of(request), key=key)
    going_on.offer_no_undo(request, [one.reference for one in decided])
    lines = [
        ResultLine(row.reference, reverse("workflow:case", args=[row.reference]), row.refusal)
        for row in results
    ]
    return _result(request, None, lines)


def _step(request: HttpRequest, form: BulkForm, items: list[WorkItem], step: Place) -> HttpResponse:
    """The page that asks for what the step needs; once that is sent, the step for each case."""
    procedure, code = step
    asked = acts.bulk_form(procedure, code)(request.POST if "key" in request.POST else None)
    chosen = [Chosen(item.case_id, _version(request, item)) for item in items]
    if not asked.is_valid():
        context = {
            "form": asked,
            "transition": registry.get_procedure(procedure).transition(code),
            "action": form.cleaned_data["action"],
            "rows": list(zip(items, chosen, strict=True)),
            **_way_back(request),
        }
        return render(request, "workflow/desk/bulk_step.html", context)
    data = {name: value for name, value in asked.cleaned_data.items() if name != "key"}
    key, by, since = str(asked.cleaned_data["key"]), user_of(request), clock.now()
    done = bulk.carry_out(chosen=chosen, transition=code, by=by, data=data, key=key)
    decided = [Decided(row.case_id, row.reference, row.version) for row in done if row.is_done]
    # The first case counts its seconds from here: what is offered can be done to all of them.
    seconds = registry.get_procedure(procedure).transition(code).undo_seconds
    going_on.offer_undo(request, decided, since + dt.timedelta(seconds=seconds))
    return _result(request, form, _lines(items, done))


def _result(request: HttpRequest, form: BulkForm | None, lines: list[ResultLine]) -> HttpResponse:
    """What became of each row; without a form, of each that was undone."""
    context = {
        "form": form,
        "results": lines,
        "done": sum(not line.refusal for line in lines),
        "undoable": going_on.undoable(request) if lines else None,
        **_way_back(request),
    }
    return render(request, "workflow/desk/bulk.html", context)


def _way_back(request: HttpRequest) -> dict[str, str]:
    query = request.POST.get("query", "")
    return {"query": query, "back_to": f"?{query}"}


def _version(request: HttpRequest, item: WorkItem) -> int:
    """The version of the case that the reader saw; one that no case has where the page told none."""
    seen = row_key(request.POST.get(f"version-{item.pk}", ""))
    return -1 if seen is None else seen


def _open_item(item: WorkItem, unit: Unit) -> OpenItem:
    return OpenItem(
        procedure=item.case.procedure,
        step=item.step,
        is_question=item.referral_id is not None,
        unit=unit,
        claimed_by_id=item.claimed_by_id,
    )


def _ticked(values: list[str], queues: list[str]) -> list[WorkItem]:
    """The items among those values that lie on these desks, or lay there, in their order; at most 50."""
    ids = [key for value in values[:MOST_AT_ONCE] if (key := row_key(value)) is not None]
    items = WorkItem.objects.select_related("case").filter(pk__in=ids, queue__in=queues)
    return sorted(items, key=lambda item: ids.index(item.pk))


def _lines(items: Sequence[WorkItem], results: Sequence[RowResult]) -> list[ResultLine]:
    hrefs = {item.case_id: presenters.item_href(item) for item in items}
    return [ResultLine(row.reference, hrefs[row.case_id], row.refusal) for row in results]


def _change_hands(items: list[WorkItem], to: User | None, *, by: User) -> list[RowResult]:
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
