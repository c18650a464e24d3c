"""Who may open a page. Every view carries exactly one of these decorators, as its outermost one."""

from collections.abc import Callable
from functools import wraps

from allauth.core.exceptions import ReauthenticationRequired
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.cache import add_never_cache_headers

from interior_portal.accounts.models import User
from interior_portal.accounts.queries import why_not_permitted
from interior_portal.accounts.sessions import authenticated_recently, has_second_factor, user_of
from interior_portal.audit.actions import record
from interior_portal.shared.refusals import NOT_PERMITTED, Refusal
from interior_portal.ui.access import Access, mark, public

__all__ = [
    "Access",
    "permitted",
    "proved_again",
    "public",
    "signed_in",
    "staff_at_work",
    "staff_only",
    "user_of",
]

WORKS_HERE = "WORKS_HERE"
View = Callable[..., HttpResponseBase]
Gate = Callable[[HttpRequest], HttpResponseBase | None]


def signed_in(view: View) -> View:
    """Anyone signed in; others come to the sign-in page and back. Staff need a second factor."""

    def gate(request: HttpRequest) -> HttpResponseBase | None:
        return _sign_in(request, "account_login") or _finish_sign_in(request)

    return mark(_guarded(view, gate), Access("SIGNED_IN"))


def permitted(permission: str) -> Callable[[View], View]:
    """Who holds the permission at one unit or another; the view itself looks at which.

    Others get the page that refuses, and the ledger gets a line. Staff need a second factor.
    """

    def gate(request: HttpRequest) -> HttpResponseBase | None:
        response = _sign_in(request, "account_staff_login") or _finish_sign_in(request)
        if response is None:
            _refuse(request, why_not_permitted(request.user, permission), permission)
        return response

    def decorate(view: View) -> View:
        return mark(_guarded(view, gate), Access("PERMITTED", permission))

    return decorate


def staff_only(view: View) -> View:
    """Who works for the Authority, even without a second factor: the pages that set one up."""

    def gate(request: HttpRequest) -> HttpResponseBase | None:
        response = _sign_in(request, "account_staff_login")
        if response is None and not user_of(request).is_staff:
            _refuse(request, NOT_PERMITTED, WORKS_HERE)
        return response

    return mark(_guarded(view, gate), Access("PERMITTED", WORKS_HERE))


def staff_at_work(view: View) -> View:
    """Who works for the Authority, whatever their post; with a second factor."""

    def gate(request: HttpRequest) -> HttpResponseBase | None:
        response = _sign_in(request, "account_staff_login") or _finish_sign_in(request)
        if response is None and not user_of(request).is_staff:
            _refuse(request, NOT_PERMITTED, WORKS_HERE)
        return response

    return mark(_guarded(view, gate), Access("PERMITTED", WORKS_HERE))


def _guarded(view: View, gate: Gate) -> View:
    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        response = gate(request) or view(request, *args, **kwargs)
        add_never_cache_headers(response)
        return response

    return guarded


def _sign_in(request: HttpRequest, page: str) -> HttpResponseBase | None:
    if isinstance(request.user, User):
        return None
    return redirect_to_login(request.get_full_path(), reverse(page))


def _finish_sign_in(request: HttpRequest) -> HttpResponseBase | None:
    """Where staff go first who still owe a password of their own, or a second factor."""
    user = user_of(request)
    if not user.is_staff:
        return None
    if user.has_temporary_password:
        return HttpResponseRedirect(reverse("account_change_password"))
    if not has_second_factor(request):
        return HttpResponseRedirect(reverse("mfa_index"))
    return None


def _refuse(request: HttpRequest, refusal: Refusal | None, permission: str) -> None:
    if refusal is None:
        return
    record_denied(request, permission)
    raise PermissionDenied(refusal)


def record_denied(request: HttpRequest, permission: str) -> None:
    """One line in the ledger: somebody signed in tried a page that is not for them."""
    match = request.resolver_match
    record(
        action="accounts.access.denied",
        by=user_of(request),
        subject_kind="page",
        subject_ref=match.view_name if match else request.path[:100],
        data={"permission": permission, "method": request.method or ""},
    )


def proved_again(view: View) -> View:
    """Inside `signed_in`: who did not prove lately who they are does so first, then comes back."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        if not authenticated_recently(request):
            raise ReauthenticationRequired
        return view(request, *args, **kwargs)

    return guarded
