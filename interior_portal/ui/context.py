"""What every page knows."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import translation
from django.utils.functional import SimpleLazyObject

from interior_portal.ui import identity, navigation

LANGUAGES = (("ar", "العربية"), ("kmr", "Kurmancî"), ("en", "English"))


def page(request: HttpRequest) -> dict[str, Any]:
    """`language`, `direction`, `languages`, `identity`, `navigation`, `demo` for base.html."""
    bidi = translation.get_language_bidi()
    return {
        "language": translation.get_language(),
        "direction": "rtl" if bidi else "ltr",
        "languages": LANGUAGES,
        "identity": SimpleLazyObject(identity.current),
        "navigation": SimpleLazyObject(lambda: navigation.links_for(request)),
        "demo": settings.DEMO,
    }
