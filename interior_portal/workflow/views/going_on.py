"""What opens after something is done at a desk: the next case, without a way back to the list."""

from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from interior_portal.accounts.access import user_of
from interior_portal.workflow import engine, queries
from interior_portal.workflow.models import WorkItem
from interior_portal.workflow.views import presenters

_QUEUES = "desk_queues"


def remember(request: HttpRequest, queues: Sequence[str]) -> None:
    """From these queues the next cases of this session come, until others are chosen."""
    request.session[_QUEUES] = list(queues)


def go_on(request: HttpRequest) -> HttpResponse:
    """After a decision: the next case of the queues that were chosen last, or of all of the reader's."""
    own = queries.queues_of(user_of(request))
    chosen = set(request.session.get(_QUEUES, own))
    return open_next(request, [queue for queue in own if queue in chosen])


def open_next(request: HttpRequest, queues: Sequence[str]) -> HttpResponse:
    """Take the most urgent free case of the queues and open it; the list when there is none."""
    claim = engine.take_next(queues=queues, by=user_of(request)) if queues else None
    if claim is None:
        messages.info(request, _("No free case waits for you."))
        return redirect("workflow:desk")
    item = WorkItem.objects.select_related("case").get(pk=claim.item_id)
    return redirect(presenters.item_href(item) or "workflow:desk")
