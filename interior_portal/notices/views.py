"""The portal inbox."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from interior_portal.accounts.access import signed_in
from interior_portal.accounts.models import User
from interior_portal.notices import queries


@require_safe
@signed_in
def inbox(request: HttpRequest) -> HttpResponse:
    """Notices of the person who reads, newest first, a page at a time."""
    assert isinstance(request.user, User)
    before = request.GET.get("before", "")
    rows = queries.inbox_of(request.user, before=int(before) if before.isdecimal() else None)
    page, more = rows[: queries.PAGE], rows[queries.PAGE :]
    after = page[-1].notice.pk if more else None
    return render(request, "notices/inbox.html", {"rows": page, "next": after})
