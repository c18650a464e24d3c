"""Which class names the pages use: read from the templates and from the Python that writes class attributes."""

import re
from collections.abc import Iterable
from pathlib import Path

# What crispy's field tag and layout objects write, and what Django's messages may.
FROM_PACKAGES = frozenset(
    {
        "form-control",
        "form-select",
        "form-check",
        "form-check-input",
        "form-check-label",
        "form-label",
        "form-text",
        "row",
        "visually-hidden",
    }
)
_ATTRIBUTE = re.compile(r"""(?:css_)?class["']?\s*[:=]\s*(["'])(.*?)\1""", re.DOTALL)
_TEMPLATE_TAG = re.compile(r"\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
_NAME = re.compile(r"[A-Za-z_][\w-]*")


def used(files: Iterable[Path]) -> frozenset[str]:
    """Every name in a class attribute of these files, and those that packages write."""
    names = set(FROM_PACKAGES)
    for file in files:
        text = _TEMPLATE_TAG.sub(" ", file.read_text(encoding="utf-8"))
        for _quote, value in _ATTRIBUTE.findall(text):
            names.update(_NAME.findall(value))
    return frozenset(names)
