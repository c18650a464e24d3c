"""Pages that belong to no app: the language switch, the gallery, errors."""

from django.conf import settings
from django.contrib.auth import get_user_model
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from interior_portal.shared.refusals import Refusal
from interior_portal.ui import gallery as specimens
from interior_portal.ui.access import public
from interior_portal.ui.language import LANGUAGES


@public
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Remember the language that was tapped, for this browser and this user, and stay on the page."""
    chosen = request.POST.get("language", "")
    response = HttpResponseRedirect(_safe_next(request))
    if chosen in LANGUAGES:
        if request.user.is_authenticated:
            get_user_model().objects.filter(pk=request.user.pk).update(language=chosen)
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            chosen,
            max_age=settings.LANGUAGE_COOKIE_AGE,
            secure=settings.LANGUAGE_COOKIE_SECURE,
            httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
            samesite="Lax",
        )
    return response


def _safe_next(request: HttpRequest) -> str:
    """The page to go back to, when it is one of ours; else the home page."""
    target = request.POST.get("next", "")
    ours = url_has_allowed_host_and_scheme(
        target, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return target if ours else "/"


@public
@require_GET
def about(request: HttpRequest) -> HttpResponse:
    """Who runs the portal, what it keeps, how it can be read and who helps."""
    return render(request, "ui/about.html")


@public
@require_GET
def gallery(request: HttpRequest) -> HttpResponse:
    """Every component in every state; not in production."""
    if settings.PRODUCTION:
        raise Http404
    return render(request, "ui/gallery.html", specimens.context())


@public
@require_GET
def gallery_page(request: HttpRequest, page: str) -> HttpResponse:
    """A specimen of one layout; not in production."""
    if settings.PRODUCTION or page not in specimens.PAGES:
        raise Http404
    return render(request, f"ui/specimens/{page}.html", specimens.page_context(page))


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The cause is for the log, not for the reader."""
    del exception
    return render(request, "errors/400.html", status=400)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Shows the reason when the exception carries a `Refusal`; other texts are not for readers."""
    reason = next((cause for cause in exception.args if isinstance(cause, Refusal)), None)
    return render(request, "errors/403.html", {"reason": reason}, status=403)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """What was not found is not told: it may exist for somebody else."""
    del exception
    return render(request, "errors/404.html", status=404)


def csrf_failure(request: HttpRequest, **_reason: object) -> HttpResponse:
    """The page that a stale or foreign form gets; the reason is for the log, not for the reader."""
    return render(request, "errors/403_csrf.html", status=403)


def too_many_requests(request: HttpRequest, *, retry_after: int) -> HttpResponse:
    """Asked too often; `retry_after` in seconds."""
    minutes = max(1, -(-retry_after // 60))
    response = render(request, "errors/429.html", {"minutes": minutes}, status=429)
    response["Retry-After"] = str(retry_after)
    return response
