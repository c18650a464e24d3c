"""What a session knows about its owner: second factor, last proof of identity, age."""

import time
from collections.abc import Callable

from allauth.account.internal.flows.login import get_authentication_records
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from interior_portal.accounts.models import User

BEGUN_AT = "begun_at"
SEEN_AT = "seen_at"
SECOND_FACTOR = "second_factor"
DEMO_CLICK = "DEMO_CLICK"
SET_UP = "SET_UP"
SECONDS_BETWEEN_MARKS = 60


def user_of(request: HttpRequest) -> User:
    """Who is signed in, for code behind a gate of `access`; PermissionDenied where nobody is."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


def has_second_factor(request: HttpRequest) -> bool:
    """Whether this session was opened with a second factor, or set one up.

    A click on the demo's list counts too: `settings.DEMO` is refused elsewhere by a system check.
    """
    mark = request.session.get(SECOND_FACTOR)
    if mark == SET_UP or (mark == DEMO_CLICK and settings.DEMO):
        return True
    records = get_authentication_records(request, user_of(request))
    return any(entry["method"] == "mfa" for entry in records)


def mark_second_factor(request: HttpRequest, how: str) -> None:
    """Note that a second factor was proved in a way of its own: `SET_UP` or `DEMO_CLICK`."""
    request.session[SECOND_FACTOR] = how


def authenticated_recently(request: HttpRequest) -> bool:
    """Whether somebody proved who they are within ACCOUNT_REAUTHENTICATION_TIMEOUT seconds."""
    if not isinstance(request.user, User):
        return False
    records = get_authentication_records(request, request.user)
    newest = max((entry["at"] for entry in records), default=0.0)
    return time.time() - newest < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT


class SessionLimitMiddleware:
    """Ends a session SESSION_ABSOLUTE_SECONDS after sign-in, whatever happens in it; a session of
    staff also after STAFF_IDLE_SECONDS without a request. Both count on the server's clock.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if isinstance(request.user, User):
            self._check(request)
        return self.get_response(request)

    def _check(self, request: HttpRequest) -> None:
        now = int(time.time())
        begun = request.session.setdefault(BEGUN_AT, now)
        seen = request.session.setdefault(SEEN_AT, now)
        idle = user_of(request).is_staff and now - seen > settings.STAFF_IDLE_SECONDS
        if idle or now - begun > settings.SESSION_ABSOLUTE_SECONDS:
            logout(request)
            messages.info(
                request, _("You were signed out, because time had passed. Sign in again.")
            )
        elif now - seen >= SECONDS_BETWEEN_MARKS:
            request.session[SEEN_AT] = now
