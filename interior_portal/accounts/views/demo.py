"""Only in the demonstration: sign in as anyone with one click, read what was sent.

The addresses are not routed elsewhere, and a system check refuses DEMO elsewhere.
"""

import heapq
from dataclasses import dataclass
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default
from pathlib import Path

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from django.conf import settings
from django.contrib.auth import logout
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from interior_portal.accounts import cast
from interior_portal.accounts.access import public
from interior_portal.accounts.addresses import Channel
from interior_portal.accounts.sessions import DEMO_CLICK, mark_second_factor

MOST_MESSAGES = 50
MOST_BYTES = 100_000


@dataclass(frozen=True, slots=True)
class Shown:
    """A message as it left the house."""

    by: Channel
    to: str
    subject: str
    text: str


@public
@require_http_methods(["GET", "HEAD", "POST"])
def cast_list(request: HttpRequest) -> HttpResponseBase:
    """The cast; POST `player` signs in as that one, without password and second factor."""
    _check_demo()
    if request.method == "POST":
        return _sign_in_as(request, request.POST.get("player", ""))
    return render(request, "accounts/cast.html", {"players": cast.PLAYERS})


def _sign_in_as(request: HttpRequest, code: str) -> HttpResponse:
    player = cast.find_player(code)
    user = cast.find_user(player) if player else None
    if user is None:
        raise Http404
    logout(request)
    record_authentication(request, user, method="demo")
    mark_second_factor(request, DEMO_CLICK)
    response: HttpResponse = perform_login(request, Login(user=user))
    return response


@public
@require_safe
def messages(request: HttpRequest) -> HttpResponse:
    """What was sent, newest first, never more than MOST_MESSAGES."""
    _check_demo()
    files = [
        *_newest(Path(settings.EMAIL_FILE_PATH), "*.log", Channel.EMAIL),
        *_newest(Path(settings.SMS_FILE_DIR), "*.txt", Channel.SMS),
    ]
    files.sort(key=lambda file: file[0].stat().st_mtime_ns, reverse=True)
    shown = [message for path, by in files[:MOST_MESSAGES] for message in _read(path, by)]
    return render(request, "accounts/messages.html", {"shown": shown[:MOST_MESSAGES]})


def _newest(folder: Path, pattern: str, by: Channel) -> list[tuple[Path, Channel]]:
    """Both kinds of files begin with the time of sending."""
    names = heapq.nlargest(MOST_MESSAGES, folder.glob(pattern), key=lambda path: path.name)
    return [(path, by) for path in names]


def _check_demo() -> None:
    if not settings.DEMO:
        raise Http404


def _read(path: Path, by: Channel) -> list[Shown]:
    with path.open("rb") as file:
        content = file.read(MOST_BYTES)
    if by is Channel.SMS:
        head, _, text = content.decode("utf-8", "replace").partition("\n\n")
        return [Shown(by, head.removeprefix("To: "), "", text.strip())]
    return [_mail(part) for part in content.split(b"\n" + b"-" * 79 + b"\n") if part.strip()][::-1]


def _mail(content: bytes) -> Shown:
    """One mail as Django's file backend wrote it."""
    message = BytesParser(EmailMessage, policy=default).parsebytes(content)
    body = message.get_body(("plain",))
    text = body.get_content() if body else ""
    return Shown(Channel.EMAIL, str(message["To"]), str(message["Subject"]), text.strip())
