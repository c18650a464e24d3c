"""The pages that need no database, no session and no template: something broke, or the database is away."""

import re
import sys
from functools import cache, partial
from pathlib import Path

from csp.decorators import csp_replace
from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseBase

from interior_portal.ui.policy import source_of

_STYLE = re.compile(r"<style>(.*?)</style>", re.DOTALL)
RETRY_AFTER_SECONDS = 120
_BROKEN, _AWAY = 500, 503


def server_error(request: HttpRequest) -> HttpResponseBase:
    """For `handler500`: 503 with a time to come back when the database is away, else _BROKEN."""
    status = _AWAY if isinstance(sys.exception(), OperationalError | InterfaceError) else _BROKEN
    with_style = csp_replace({"style-src": [style_source(status)]})
    return with_style(partial(_page, status))(request)


def _page(status: int, _request: HttpRequest) -> HttpResponse:
    response = HttpResponse(content(status), status=status)
    response["Cache-Control"] = "no-store"
    if status == _AWAY:
        response["Retry-After"] = str(RETRY_AFTER_SECONDS)
    return response


@cache
def content(status: int) -> str:
    """The file in three languages; read once, so that a full disk or a lost mount does not matter later."""
    path = Path(settings.BASE_DIR) / "static" / "errors" / f"{status}.html"
    return path.read_text(encoding="utf-8")


def style_source(status: int) -> str:
    """What the content security policy allows: exactly the style element of this page."""
    match = _STYLE.search(content(status))
    style = match[1] if match else ""
    return source_of(style)
