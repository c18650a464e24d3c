"""Pages that belong to no app: errors."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The page that a stale or foreign form gets; the reason is for the log, not for the reader."""
    return render(request, "errors/403_csrf.html", status=403)
