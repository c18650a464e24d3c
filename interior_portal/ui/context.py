"""What every page knows."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import translation


def page(request: HttpRequest) -> dict[str, Any]:
    """`language`, `direction`, `demo` for base.html."""
    bidi = translation.get_language_bidi()
    return {
        "language": translation.get_language(),
        "direction": "rtl" if bidi else "ltr",
        "demo": settings.DEMO,
    }
