"""The portal inbox."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from interior_portal.accounts.access import signed_in, user_of
from interior_portal.notices import queries

LONGEST_ID = 18  # digits of a number that the database can compare with an id


@signed_in
@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    """Messages of the person who reads, newest first, a page at a time."""
    before = request.GET.get("before", "")
    is_id = before.isascii() and before.isdecimal() and len(before) <= LONGEST_ID
    page = queries.inbox_of(user_of(request), before=int(before) if is_id else None)
    return render(request, "notices/inbox.html", {"inbox": page, "is_first": not is_id})
