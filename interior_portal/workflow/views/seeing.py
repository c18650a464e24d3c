"""The events of all cases as a file, for process mining."""

from django.http import HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from interior_portal.accounts.access import permitted, user_of
from interior_portal.accounts.queries import units_where
from interior_portal.workflow.forms.events import EventLogForm
from interior_portal.workflow.roles import WORKFLOW_EVENTS_EXPORT
from interior_portal.workflow.seeing.exporting import export

_TYPES = {"csv": "text/csv; charset=utf-8", "xes": "application/xml"}


@permitted(WORKFLOW_EVENTS_EXPORT)
@require_http_methods(["GET", "HEAD", "POST"])
def events(request: HttpRequest) -> HttpResponseBase:
    """The events of the cases at the reader's units as a file, for process mining."""
    form = EventLogForm(request.POST or None)
    if not form.is_valid():
        return render(request, "workflow/seeing/events.html", {"form": form})
    chosen = form.cleaned_data
    units = units_where(user_of(request), WORKFLOW_EVENTS_EXPORT).values_list("pk", flat=True)
    pieces = export(
        by=user_of(request),
        form=chosen["format"],
        procedure=chosen["procedure"],
        first=chosen["first"],
        last=chosen["last"],
        unit_ids=tuple(units),
    )
    name = f"events-{chosen['first']}-{chosen['last']}.{chosen['format']}"
    return StreamingHttpResponse(
        pieces,
        content_type=_TYPES[chosen["format"]],
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
