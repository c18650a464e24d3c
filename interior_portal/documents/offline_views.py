"""What anyone takes along to check papers without a network: the list of statuses and the verifier."""

import hashlib

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import condition, require_safe

from interior_portal.accounts.access import public
from interior_portal.documents import offline, status_list
from interior_portal.documents.models import StatusList

CACHED = "public, max-age=300"
VERIFIER = "paper-check.html"


def _list() -> StatusList:
    """The newest list; 404 as long as none was made."""
    found = status_list.current()
    if found is None:
        raise Http404
    return found


def _etag(_request: HttpRequest) -> str | None:
    found = status_list.current()
    return None if found is None else f'"{hashlib.sha256(found.jws.encode()).hexdigest()[:32]}"'


@public
@require_safe
@condition(etag_func=_etag)
def status(_request: HttpRequest) -> HttpResponse:
    """The signed status list as it stands, for any verifier; caches may keep it for five minutes."""
    response = HttpResponse(_list().jws, content_type="application/jose")
    response["Access-Control-Allow-Origin"] = "*"
    return _cached(response)


@public
@require_safe
def verifier(_request: HttpRequest) -> HttpResponse:
    """The verifier with today's keys and list as one file to keep; it is never opened inside the portal."""
    response = HttpResponse(offline.build(_list()), content_type="text/html; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{VERIFIER}"'
    response["X-Content-Type-Options"] = "nosniff"
    return _cached(response)


def _cached(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = CACHED
    return response
