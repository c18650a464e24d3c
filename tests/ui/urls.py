"""The shell alone, with pages that fail on purpose, so that its tests need no other app."""

from django.core.exceptions import BadRequest, PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from interior_portal.shared.refusals import NOT_PERMITTED
from interior_portal.ui import views


def home(_request: HttpRequest) -> HttpResponse:
    return HttpResponse("home")


def whoami(request: HttpRequest) -> HttpResponse:
    return HttpResponse(str(request.user))


def broken(_request: HttpRequest) -> HttpResponse:
    raise RuntimeError("a bug")


def bad(_request: HttpRequest) -> HttpResponse:
    raise BadRequest("a sentence for the log")


def denied(_request: HttpRequest) -> HttpResponse:
    raise PermissionDenied(NOT_PERMITTED)


def denied_by_a_library(_request: HttpRequest) -> HttpResponse:
    raise PermissionDenied("a sentence for the log")


def limited(request: HttpRequest) -> HttpResponse:
    return views.too_many_requests(request, retry_after=61)


def checked(request: HttpRequest) -> HttpResponse:
    return HttpResponse(request.method)


urlpatterns = [
    path("", home, name="home"),
    path("", include("interior_portal.ui.urls")),
    path("whoami/", whoami),
    path("broken/", broken),
    path("bad/", bad),
    path("denied/", denied),
    path("denied-by-a-library/", denied_by_a_library),
    path("limited/", limited),
    path("checked/", checked),
]
handler400 = "interior_portal.ui.views.bad_request"
handler403 = "interior_portal.ui.views.permission_denied"
handler404 = "interior_portal.ui.views.page_not_found"
handler500 = "interior_portal.ui.outage.server_error"
