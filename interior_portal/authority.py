"""Who runs the portal, as data: names, place, emblem and help line, from one TOML file of the deployment.

    help_phone = "+963 52 420 100"
    emblem_template = "components/emblem.html"  # below templates/, for pages
    paper_emblem = "papers/emblem.svg"          # below static/, for papers

    [names]
    ar = "هيئة الداخلية"
    kmr = "Desteya Hundirîn"
    en = "Interior Authority"

    [places]
    ar = "مقاطعة الجزيرة"
    kmr = "Kantona Cizîrê"
    en = "Jazira canton"

What the file does not name stays as shipped; what it names wrongly stops the start.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured

LANGUAGES = ("ar", "kmr", "en")
ROOT = Path(__file__).resolve().parent.parent
PHONE = re.compile(r"\+?[0-9][0-9 ]{2,19}")


def _names() -> dict[str, str]:
    return {"ar": "هيئة الداخلية", "kmr": "Desteya Hundirîn", "en": "Interior Authority"}


def _places() -> dict[str, str]:
    return {"ar": "مقاطعة الجزيرة", "kmr": "Kantona Cizîrê", "en": "Jazira canton"}


@dataclass(frozen=True, slots=True)
class Authority:
    """As shipped. `help_phone` is empty where nobody answers a phone."""

    names: Mapping[str, str] = field(default_factory=_names)
    places: Mapping[str, str] = field(default_factory=_places)
    emblem_template: str = "components/emblem.html"
    paper_emblem: str = "papers/emblem.svg"
    help_phone: str = ""


def read(path: str) -> Authority:
    """What the file says, or what is shipped when there is no path; ImproperlyConfigured names the fault."""
    if not path:
        return Authority()
    try:
        data = tomllib.loads(Path(path).read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ImproperlyConfigured(f"AUTHORITY_FILE {path}: {error}") from error
    try:
        return Authority(**_checked(data))
    except ValueError as error:
        raise ImproperlyConfigured(f"AUTHORITY_FILE {path}: {error}") from error


def _checked(data: Mapping[str, Any]) -> dict[str, Any]:
    unknown = data.keys() - {field.name for field in fields(Authority)}
    if unknown:
        raise ValueError(f"unknown: {', '.join(sorted(unknown))}")
    for name in data.keys() & {"names", "places"}:
        _check_texts(name, data[name])
    for name, folder in (("emblem_template", "templates"), ("paper_emblem", "static")):
        if name in data and not _lies_in(ROOT / folder, data[name]):
            raise ValueError(f"{name}: there is no file {data[name]!r} in {folder}/")
    phone = data.get("help_phone", "")
    if not isinstance(phone, str) or (phone and not PHONE.fullmatch(phone)):
        raise ValueError("help_phone: digits and spaces, as in +963 52 420 100")
    return dict(data)


def _check_texts(name: str, texts: object) -> None:
    given = texts if isinstance(texts, dict) else {}
    filled = [code for code, text in given.items() if isinstance(text, str) and text.strip()]
    if set(given) != set(LANGUAGES) or len(filled) != len(LANGUAGES):
        raise ValueError(f"{name}: give a text for each of {', '.join(LANGUAGES)} and nothing else")


def _lies_in(folder: Path, name: object) -> bool:
    if not isinstance(name, str):
        return False
    path = (folder / name).resolve()
    return path.is_file() and path.is_relative_to(folder)
