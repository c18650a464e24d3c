"""The sessions of one's account: where one is signed in, and how to end that."""

import re
from dataclasses import dataclass

from allauth.usersessions.internal.flows.sessions import end_sessions
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.sessions.models import Session
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from interior_portal.accounts.access import signed_in, user_of
from interior_portal.accounts.models import User
from interior_portal.shared import clock

# The first that is found names it: most browsers also name the ones they descend from.
BROWSERS = (
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
)
OTHERS = "others"


@dataclass(frozen=True, slots=True)
class Line:
    session: UserSession
    device: str
    is_current: bool


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def sessions(request: HttpRequest) -> HttpResponse:
    """Where this account is signed in; POST `end`: the id of a session to end, or `others`."""
    living = list(living_sessions(user_of(request)))
    if request.method == "POST":
        ended = _chosen(request, living)
        end_sessions(request, ended)
        if ended:
            messages.success(request, _("Signed out there."))
        return redirect("usersessions_list")
    lines = [Line(one, device_of(one.user_agent), _is_current(request, one)) for one in living]
    return render(request, "usersessions/sessions.html", {"lines": lines})


def living_sessions(user: User) -> QuerySet[UserSession]:
    """Those that have not ended or run out, newest first; one query."""
    stored = Session.objects.filter(
        session_key=OuterRef("session_key"), expire_date__gt=clock.now()
    )
    found: QuerySet[UserSession] = UserSession.objects.filter(Exists(stored), user=user)
    return found.order_by("-created_at", "-pk")


def _chosen(request: HttpRequest, living: list[UserSession]) -> list[UserSession]:
    wanted = request.POST.get("end", "")
    if wanted == OTHERS:
        return [one for one in living if not _is_current(request, one)]
    return [one for one in living if str(one.pk) == wanted]


def _is_current(request: HttpRequest, session: UserSession) -> bool:
    return bool(session.session_key == request.session.session_key)


def device_of(user_agent: str) -> str:
    """What a browser calls itself, in two words such as `Firefox, Android`; empty when unknown."""
    names = (_first_of(BROWSERS, user_agent), _first_of(SYSTEMS, user_agent))
    return ", ".join(name for name in names if name)


def _first_of(table: tuple[tuple[str, str], ...], user_agent: str) -> str:
    return next((name for mark, name in table if re.search(rf"\b{mark}\b", user_agent)), "")
