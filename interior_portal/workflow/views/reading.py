"""Which cases somebody may open at a desk, whatever the directorate."""

from django.http import Http404, HttpRequest

from interior_portal.accounts.access import user_of
from interior_portal.accounts.queries import has_permission
from interior_portal.shared.ids import row_key
from interior_portal.workflow import registry
from interior_portal.workflow.models import Case, WorkItem


def case_at_desk(request: HttpRequest, reference: str) -> Case:
    """The case at a unit where the reader may see it, never their own. One query, two for an unknown one."""
    case = (
        Case.objects.select_related("unit", "procedure_version").filter(reference=reference).first()
    )
    page = registry.find_desk_page(case.procedure) if case else None
    user = user_of(request)
    if case is None or page is None or case.applicant_id == user.pk:
        raise Http404
    if not has_permission(user, page.permission, case.unit):
        raise Http404
    return case


def item_at_desk(case: Case, item_id: str) -> WorkItem:
    """An open item of the case, its holder loaded."""
    key = row_key(item_id)
    items = WorkItem.objects.select_related("claimed_by").filter(case=case, closed_at=None)
    item = items.filter(pk=key).first() if key is not None else None
    if item is None:
        raise Http404
    item.case = case
    return item
