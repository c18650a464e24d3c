"""How the house calls itself: names of bodies are data, which `AUTHORITY_FILE` gives the settings."""

from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import get_language


@dataclass(frozen=True, slots=True)
class Identity:
    """The name over the door in one language, the emblem's template and the help line."""

    name: str
    place: str
    emblem: str
    help_phone: str


def current() -> Identity:
    """In the active language."""
    language = get_language() or settings.LANGUAGE_CODE
    return Identity(
        name=settings.AUTHORITY_NAMES[language],
        place=settings.AUTHORITY_PLACES[language],
        emblem=settings.EMBLEM_TEMPLATE,
        help_phone=settings.HELP_PHONE,
    )
