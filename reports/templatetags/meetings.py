"""What the pages of meetings show in both languages side by side."""

from typing import Any

from django import template
from django.utils.translation import gettext

register = template.Library()


@register.inclusion_tag("reports/meetings/_difference.html")
def difference(*, compared: Any) -> dict[str, Any]:
    """Two versions of a text, by words, with marks and words and not by colour alone."""
    return {
        "sides": [
            {"code": "ar", "direction": "rtl", "label": gettext("Arabic"), "pieces": compared.ar},
            {
                "code": "kmr",
                "direction": "ltr",
                "label": gettext("Kurmanji"),
                "pieces": compared.kmr,
            },
        ]
    }
