"""How the house calls itself: names of bodies are data, so each comes from the settings."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import get_language

_NAMES: Mapping[str, str] = {
    "ar": "هيئة الداخلية",
    "kmr": "Desteya Hundirîn",
    "en": "Interior Authority",
}
_PLACES: Mapping[str, str] = {
    "ar": "مقاطعة الجزيرة",
    "kmr": "Kantona Cizîrê",
    "en": "Jazira canton",
}


@dataclass(frozen=True, slots=True)
class Identity:
    """The name over the door in one language, the emblem's template and the help line."""

    name: str
    place: str
    emblem: str
    help_phone: str


def current() -> Identity:
    """In the active language. Settings: AUTHORITY_NAMES, AUTHORITY_PLACES, EMBLEM_TEMPLATE, HELP_PHONE."""
    language = get_language() or settings.LANGUAGE_CODE
    return Identity(
        name=getattr(settings, "AUTHORITY_NAMES", _NAMES)[language],
        place=getattr(settings, "AUTHORITY_PLACES", _PLACES)[language],
        emblem=getattr(settings, "EMBLEM_TEMPLATE", "components/emblem.html"),
        help_phone=getattr(settings, "HELP_PHONE", ""),
    )
