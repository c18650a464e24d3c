"""The words of notices: complete in three languages, plain, and without anything personal."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template import Context, Engine
from django.utils import translation

from interior_portal.notices.models import Notice
from interior_portal.notices.registry import NoticeKind, notice_kinds, register_notice
from interior_portal.notices.texts import text_of

LANGUAGES = ("ar", "kmr", "en")
MESSAGES = Path(settings.BASE_DIR) / "templates" / "messages"
UNKNOWN = "(unknown: %s)"
REFERENCE = "V26-7K3M-92QX"
LONGEST_SUBJECT = 100  # more is not read at a glance on a phone


def templates() -> list[str]:
    return sorted(str(path.relative_to(MESSAGES)) for path in MESSAGES.rglob("*.txt"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_message_knows_nothing_but_reference_and_link(language: str) -> None:
    engine = Engine(
        dirs=[str(MESSAGES)],
        string_if_invalid=UNKNOWN,
        libraries={"i18n": "django.templatetags.i18n"},
    )
    facts = Context({"reference": REFERENCE, "link": "https://x.example/"}, autoescape=False)
    assert templates()
    for name in templates():
        with translation.override(language):
            text = engine.get_template(name).render(facts)
        subject, _, body = text.strip().partition("\n")
        assert REFERENCE in subject, name
        assert body.strip(), name
        assert len(subject) <= LONGEST_SUBJECT, name
        assert "(unknown" not in text, name
        assert not re.search(r"&[a-z]+;|&#|<[a-z]|%\(|\{\{", text), name


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_that_apps_registered_can_be_written(language: str) -> None:
    assert {kind.template for kind in notice_kinds()} == set(templates())
    for kind in notice_kinds():
        text = text_of(Notice(kind=kind.code, about=REFERENCE), language)
        assert text.link.startswith(settings.PUBLIC_URL + "/"), kind.code
        assert REFERENCE in text.link, kind.code


@pytest.mark.parametrize(
    ("language", "sender"),
    [("ar", "هيئة الداخلية"), ("kmr", "Desteya Hundirîn"), ("en", "Interior Authority")],
)
def test_a_notice_is_plain_text_in_the_language_asked_for(
    hello: NoticeKind, language: str, sender: str
) -> None:
    with translation.override("ar" if language != "ar" else "en"):
        text = text_of(Notice(kind=hello.code, about=REFERENCE), language)
    link = f"{settings.PUBLIC_URL}/payments/bills/{REFERENCE}/"
    assert text.body == f"Don't worry & read <on>: {link}"
    assert (text.link, text.sender) == (link, sender)
    assert f"\u2068{REFERENCE}\u2069" in text.subject


def test_nothing_is_written_as_html(hello: NoticeKind) -> None:
    text = text_of(Notice(kind=hello.code, about="A&B'C"), "en")
    assert "A&B'C" in text.subject
    assert text.body.endswith("/payments/bills/A&B'C/")


def test_without_a_language_it_is_the_readers_page(hello: NoticeKind) -> None:
    with translation.override("kmr"):
        assert text_of(Notice(kind=hello.code, about=REFERENCE)).sender == "Desteya Hundirîn"


def test_one_code_means_one_kind(hello: NoticeKind) -> None:
    register_notice(hello)
    with pytest.raises(ValueError, match=r"tests\.hello"):
        register_notice(NoticeKind(hello.code, "other.txt", hello.link))
