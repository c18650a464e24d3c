"""The verifier without a network: one HTML file with its keys, its list and its words."""

import json
from collections.abc import Mapping
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import override

from interior_portal.documents import registry, seal_words, status_list, vds
from interior_portal.documents.models import StatusList
from interior_portal.documents.offline import words
from interior_portal.ui import identity
from interior_portal.ui.policy import source_of

HERE = Path(__file__).parent
SCRIPTS = ("p256.js", "seal.js", "camera.js", "page.js")
# ZXing for browsers (MIT; the original Apache-2.0), read out of the wheel that carries it.
DECODER = ("nicegui-scanner", "nicegui_scanner/static/zxing.min.js")
LANGUAGES = {"ar": "العربية", "kmr": "Kurmancî", "en": "English"}
MRZ_LINES = {0x01: 44, 0x02: 36}  # tags of a visa's machine readable zone, characters of a line


def build(listed: StatusList) -> str:
    """The file with everything it needs; it asks no network for anything, its own policy forbids it.

    About 400 kB; two queries.
    """
    script, style = _script(), _file("page.css")
    facts = json.dumps(_facts(listed), ensure_ascii=False).replace("<", "\\u003c")
    parts = {
        "title": words.WORDS["heading"],
        "languages": "".join(
            f'<button type="button" data-language="{code}" lang="{code}">{name}</button>'
            for code, name in LANGUAGES.items()
        ),
        "style_hash": source_of(style),
        "script_hash": source_of(script),
        "style": style,
        "facts": facts,
        "script": script,
    }
    page = _file("page.html")
    for name, text in parts.items():
        page = page.replace(f"{{{name}}}", str(text), 1)
    return page


def _facts(listed: StatusList) -> dict[str, Any]:
    return {
        "list": listed.jws,
        "authorities": status_list.authorities(),
        "profiles": _profiles(),
        "authority": _told(lambda: identity.current().name),
        "words": _told(lambda: {name: str(text) for name, text in words.WORDS.items()}),
        "answers": _told(lambda: {a.code: [str(a.title), str(a.advice)] for a in words.ANSWERS}),
        "tones": {answer.code: answer.tone for answer in words.ANSWERS},
    }


def _told(say: Any) -> dict[str, Any]:
    """What a function says in each language."""
    told = {}
    for code, _name in settings.LANGUAGES:
        with override(code):
            told[code] = say()
    return told


def _profiles() -> dict[str, Any]:
    """What the seals that are issued here hold, by feature reference and type category."""
    known = {f"{vds.VISA.feature_reference}.{vds.VISA.type_category}": _visa()}
    for seal in registry.seal_profiles():
        key = f"{seal.profile.feature_reference}.{seal.profile.type_category}"
        known[key] = {"label": _label(seal.label), "tags": _tags(seal)}
    return known


def _tags(seal: registry.SealProfile) -> dict[int, Any]:
    roles = {seal.number_tag: "number", seal.until_tag: "until"}
    return {
        rule.tag: {
            **_rule(rule),
            "label": _label(seal.tags[rule.tag].label),
            "reading": seal.tags[rule.tag].reading.value,
            "role": roles.get(rule.tag, ""),
        }
        for rule in seal.profile.rules
    }


def _visa() -> dict[str, Any]:
    """Of a visa its machine readable zone and the passport number are shown; the rest is for readers."""
    readings = dict.fromkeys(MRZ_LINES, "MRZ") | {0x05: "C40"}
    tags: Mapping[int, Any] = {
        rule.tag: {
            **_rule(rule),
            "label": _label(seal_words.VISA_TAGS.get(rule.tag, "")),
            "reading": readings.get(rule.tag, "BYTES"),
            "line": MRZ_LINES.get(rule.tag, 0),
        }
        for rule in vds.VISA.rules
    }
    return {"label": _label(seal_words.KINDS[vds.VISA.name]), "tags": tags}


def _rule(rule: vds.FeatureRule) -> dict[str, Any]:
    return {
        "shortest": rule.shortest,
        "longest": rule.longest,
        "required": rule.is_required,
    }


def _label(text: Any) -> dict[str, str]:
    return _told(lambda: str(text))


@cache
def _script() -> str:
    return "\n".join((_decoder(), *(_file(name) for name in SCRIPTS)))


def _decoder() -> str:
    """The file of the installed package; the package itself is never imported."""
    package, path = DECODER
    return Path(str(metadata.distribution(package).locate_file(path))).read_text()


@cache
def _file(name: str) -> str:
    return (HERE / name).read_text()
