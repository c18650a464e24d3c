"""The three languages of the portal, where Django and Babel need help."""

from django.conf.locale import LANG_INFO


def register() -> None:
    """Make Kurmanji known to Django, which has no entry for it."""
    LANG_INFO["kmr"] = {
        "bidi": False,
        "code": "kmr",
        "name": "Kurdish (Kurmanji)",
        "name_local": "Kurmancî",
    }
