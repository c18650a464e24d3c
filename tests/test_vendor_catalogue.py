"""The words of Django and of other packages are complete in Arabic and in Kurmanji.

Kurmanji comes wholly from `locale_vendor`: a message missing there would appear in Arabic, the
language Django falls back to. Arabic comes from the packages, and from `locale_vendor` where they
leave a message out or get it wrong; what counts is the two together, ours on top.
"""

import ast
import json
import re
import subprocess
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import polib
import pytest
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import JsonResponse
from django.test import RequestFactory
from django.utils import translation
from django.views.i18n import JSONCatalog

VENDOR = Path(settings.BASE_DIR) / "interior_portal" / "locale_vendor"
DOMAINS = ("django", "djangojs")
LANGUAGES = ("ar", "kmr")
FORMS = {"ar": 6, "kmr": 2}
# From this form on a plural form serves many numbers, so it must show the number.
FIRST_OPEN_FORM = {"ar": 3, "kmr": 1}

# Folder of the catalogues, and the language whose file lists the messages: its authors' own list
# where there is one.
CATALOGUES = (
    ("django/conf/locale", "en"),
    ("django/contrib/admin/locale", "en"),
    ("django/contrib/auth/locale", "en"),
    ("django/contrib/contenttypes/locale", "en"),
    ("django/contrib/postgres/locale", "en"),
    ("django/contrib/sessions/locale", "en"),
    ("allauth/locale", "en"),
    ("axes/locale", "ar"),
    ("phonenumber_field/locale", "ar"),
)
# Parts of allauth that are not installed.
NOT_INSTALLED = (
    "headless/",
    "idp/",
    "socialaccount/",
    "templates/idp/",
    "templates/socialaccount/",
)

Key = tuple[str | None, str]


@dataclass(frozen=True)
class Message:
    """A message of a package: what it says in English, and its plural where it counts."""

    context: str | None
    text: str
    plural: str = ""

    @property
    def key(self) -> Key:
        return (self.context, self.text)


def _site(path: str) -> Path:
    package, _, rest = path.partition("/")
    spec = find_spec(package)
    assert spec is not None, package
    assert spec.origin is not None, package
    return Path(spec.origin).parent / rest


def _from_catalogue(folder: str, language: str, domain: str) -> Iterator[Message]:
    file = _site(folder) / language / "LC_MESSAGES" / f"{domain}.po"
    if not file.exists():
        return
    for entry in polib.pofile(str(file)):
        places = [place for place, _line in entry.occurrences]
        if entry.obsolete or (places and all(p.startswith(NOT_INSTALLED) for p in places)):
            continue
        yield Message(entry.msgctxt, entry.msgid, entry.msgid_plural)


def _from_source(package: str) -> Iterator[Message]:
    """Messages marked in a package's code, for one whose catalogues are older than its code."""
    for file in _site(f"{package}/").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            match node:
                case ast.Call(
                    func=ast.Name(id="_" | "gettext" | "gettext_lazy"),
                    args=[ast.Constant(value=str(text)), *_],
                ):
                    yield Message(None, text)


@cache
def wanted(domain: str) -> tuple[Message, ...]:
    """Every message of the installed packages that can reach somebody."""
    found = {
        message.key: message
        for folder, language in CATALOGUES
        for message in _from_catalogue(folder, language, domain)
    }
    if domain == "django":
        found |= {message.key: message for message in _from_source("axes")}
    return tuple(found.values())


@cache
def ours(language: str, domain: str) -> polib.POFile:
    return polib.pofile(str(VENDOR / language / "LC_MESSAGES" / f"{domain}.po"))


def _translations(entry: polib.POEntry) -> tuple[str, ...]:
    if not entry.msgid_plural:
        return (entry.msgstr,)
    return tuple(entry.msgstr_plural[number] for number in sorted(entry.msgstr_plural))


@cache
def effective(language: str, domain: str) -> dict[Key, tuple[str, ...]]:
    """What a reader of the language gets: the packages' compiled words, ours on top."""
    words: dict[Key, tuple[str, ...]] = {}
    for folder, _list in CATALOGUES:
        file = _site(folder) / language / "LC_MESSAGES" / f"{domain}.mo"
        if file.exists():
            words |= {(e.msgctxt, e.msgid): _translations(e) for e in polib.mofile(str(file))}
    return words | {(e.msgctxt, e.msgid): _translations(e) for e in ours(language, domain)}


def _placeholders(text: str) -> Counter[str]:
    """Placeholders: each named one once, unnamed ones as often as they stand."""
    named = set(re.findall(r"%\(\w+\)[a-z]|\{\w+\}", text))
    return Counter(named) + Counter(re.findall(r"%[sdr]|\{\}", text))


def _tags(text: str) -> Counter[str]:
    return Counter(re.findall(r"<[^>]+>", text))


def _flaws(message: Message, words: tuple[str, ...], language: str) -> Iterator[str]:
    """What is wrong with the translation of one message; nothing when it is right."""
    if len(words) != (FORMS[language] if message.plural else 1):
        yield "number of forms"
    given = _placeholders(message.text) | _placeholders(message.plural)
    for number, text in enumerate(words):
        used = _placeholders(text)
        closed = bool(message.plural) and number < FIRST_OPEN_FORM[language]
        if used != given and not (closed and used <= given):
            yield f"placeholders of form {number}"
        if re.search(r"(?<!%)\(\w+\)[sd]\b", text):
            yield f"placeholder without its sign in form {number}"
        if not text.strip() or (text[0].isspace(), text[-1].isspace()) != (
            message.text[0].isspace(),
            message.text[-1].isspace(),
        ):
            yield f"blank at an edge of form {number}"
        if len(re.findall("[\u202a\u202b\u2066-\u2068]", text)) != len(
            re.findall("[\u202c\u2069]", text)
        ):
            yield f"unbalanced direction marks in form {number}"
    if not message.plural and _tags(words[0]) != _tags(message.text):
        yield "markup"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("domain", "at_least"), [("django", 950), ("djangojs", 76)])
def test_every_message_of_the_packages_is_translated(
    language: str, domain: str, at_least: int
) -> None:
    messages = wanted(domain)
    assert len(messages) >= at_least
    words = effective(language, domain)
    missing = [message.key for message in messages if not any(words.get(message.key, ()))]
    assert missing == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("domain", DOMAINS)
def test_every_translation_keeps_placeholders_markup_and_forms(language: str, domain: str) -> None:
    words = effective(language, domain)
    flaws = {
        message.key: found
        for message in wanted(domain)
        if (found := list(_flaws(message, words[message.key], language)))
    }
    assert flaws == {}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("domain", DOMAINS)
def test_our_catalogue_holds_what_the_packages_say_and_nothing_else(
    language: str, domain: str
) -> None:
    keys = {message.key for message in wanted(domain)}
    entries = ours(language, domain)
    assert [entry.msgid for entry in entries if (entry.msgctxt, entry.msgid) not in keys] == []
    assert [e.msgid for e in entries if e.fuzzy or e.obsolete or not e.translated()] == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("domain", DOMAINS)
def test_our_sentences_end_as_the_english_ones_do(language: str, domain: str) -> None:
    ends = {".": ".", ":": ":", "?": "?؟", "!": "!", "…": "…"}
    wrong = [
        (entry.msgid, text)
        for entry in ours(language, domain)
        for text in _translations(entry)
        if len(entry.msgid) > len("6 a.m.")
        and (end := entry.msgid.rstrip()[-1]) in ends
        and text.rstrip()[-1] not in ends[end]
    ]
    assert wrong == []


def test_our_words_use_the_letters_of_their_language() -> None:
    for domain in DOMAINS:
        kurmanji = "".join(t for entry in ours("kmr", domain) for t in _translations(entry))
        assert set("ığöüİäñ") & set(kurmanji) == set()
        assert re.findall("[\u0600-\u06ff]", kurmanji) == []
        arabic = "".join(t for entry in ours("ar", domain) for t in _translations(entry))
        assert re.findall("[٠-٩۰-۹]", arabic) == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("domain", DOMAINS)
def test_our_catalogue_compiles(language: str, domain: str, tmp_path: Path) -> None:
    file = VENDOR / language / "LC_MESSAGES" / f"{domain}.po"
    subprocess.run(
        ["msgfmt", "--check-format", "--check-domain", "-o", tmp_path / "out.mo", file], check=True
    )
    assert (
        ours(language, domain).metadata["Plural-Forms"].startswith(f"nplurals={FORMS[language]};")
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_choice_of_three_words_stays_three_words(language: str) -> None:
    (words,) = effective(language, "django")[None, "yes,no,maybe"]
    assert [bool(word.strip()) for word in words.split(",")] == [True, True, True]


@pytest.mark.parametrize(
    ("language", "required", "mfa"),
    [
        ("ar", "هذا الحقل مطلوب.", "المصادقة الثنائية"),
        ("kmr", "Dagirtina vê xaneyê pêwîst e.", "Piştrastkirina du-gavî"),
        ("en", "This field is required.", "MFA"),
    ],
)
def test_ours_win_over_the_packages(language: str, required: str, mfa: str) -> None:
    with translation.override(language):
        with pytest.raises(ValidationError) as refused:
            forms.CharField().clean("")
        assert refused.value.messages == [required]
        assert translation.gettext("MFA") == mfa


@pytest.mark.parametrize(("language", "november"), [("ar", "تشرين الثاني"), ("kmr", "Mijdar")])
def test_the_calendar_of_the_admin_speaks_the_language(
    language: str, november: str, rf: RequestFactory
) -> None:
    view = JSONCatalog.as_view(packages=["django.contrib.admin"])
    with translation.override(language):
        page = view(rf.get("/"))
    assert isinstance(page, JsonResponse)
    assert json.loads(page.content)["catalog"]["November"] == november
