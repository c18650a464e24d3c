"""Texts that wish the report ill, read back from its page and from its book; periods and lists that end in nothing."""

import io
import re
import time
import uuid

import pikepdf
import pytest
from django.urls import reverse

from interior_portal.documents import keys
from interior_portal.outbox import relay
from reports.actions.annual import makings
from reports.forms.annual import WordsForm
from reports.models import Making
from reports.queries.annual import pages
from reports.queries.annual.composing import compose
from reports.rules.annual.prose import LONGEST, as_html, loses_words
from tests.cast import Cast, ClientOf
from tests.reports.annual import YEAR, begun, count_visas, settle, text_of, words
from tests.reports.attacks import ATTACKS

OVERRIDE = "\u202e4321\u202c \u2066x\u2069"
TYPED = "\n\n".join(attack.replace("\x00", "") for attack in ATTACKS)
OUTSIDE = {"/URI", "/Launch", "/JavaScript", "/GoToR", "/SubmitForm", "/ImportData", "/Rendition"}


@pytest.mark.django_db(transaction=True)
def test_a_hostile_text_is_printed_as_text_and_reaches_nothing(
    cast: Cast, client_of: ClientOf
) -> None:
    keys.ensure_keys()
    count_visas()
    edition = begun(cast)
    text = text_of(edition)
    settle(text, words(TYPED, TYPED), writer=cast.secretary, other=cast.chair)
    place = reverse("reports:annual_text", args=(YEAR, 1, "foreword", "words"))
    _is_plain(client_of("chair").get(place).content.decode())
    making = makings.order(edition=edition, languages="kmr", key=uuid.uuid4(), by=cast.secretary)
    relay.drain()
    making.refresh_from_db()
    assert making.state == Making.State.DONE
    with making.book.file.open() as file, pikepdf.open(io.BytesIO(file.read())) as book:
        assert sorted(book.attachments) == [f"figures-{YEAR}-1-kmr.csv"]
        _does_nothing(book)
        printed = re.sub(r"\s", "", "".join(pages._content(book).values()))
    for typed in ("<script>alert(1)</script>", "<linkrel=attachmenthref=file:///etc/passwd>"):
        assert typed in printed
    assert "root:x:0" not in printed


def _is_plain(page: str) -> None:
    """Nothing that was typed is markup of the page."""
    for sign in ("onerror", "onload", "javascript:", "<iframe", "<object", "<base", "refresh"):
        assert not re.search(rf"<[^>&]*{re.escape(sign.lstrip('<'))}[^>]*>", page), sign
    assert "<script>alert" not in page


def _does_nothing(book: pikepdf.Pdf) -> None:
    """No link leads out of the book and nothing in it acts; the seal of the signature is no action."""
    assert "/OpenAction" not in book.Root
    assert "/AA" not in book.Root
    assert "/JavaScript" not in book.Root.get("/Names", {})
    links = 0
    for page in book.pages:
        assert "/AA" not in page.obj
        for annotation in page.obj.get("/Annots", []):
            links += annotation.Subtype == "/Link"
            assert "/A" not in annotation or str(annotation.A.S) not in OUTSIDE
            assert annotation.Subtype != "/FileAttachment"
    assert links > 5  # those of the contents


@pytest.mark.parametrize("text", [OVERRIDE, f"# {OVERRIDE}", f"- {OVERRIDE}"])
def test_nothing_typed_turns_the_letters_around(text: str) -> None:
    shown = str(as_html(text))
    assert "4321" in shown
    assert not re.search("[\u202a-\u202e\u2066-\u2069]", shown)


def test_a_megabyte_of_nested_lists_is_read_quickly_and_refused_where_words_would_be_lost() -> None:
    deep = "".join(f"{'  ' * level}- x\n" for level in range(1000))
    began = time.perf_counter()
    as_html(deep)
    as_html("- " * 500_000)
    assert time.perf_counter() - began < 5
    assert loses_words(deep)
    assert not loses_words("- a\n  - b\n    1. c\n\n# d\n\n**e** \\*f")
    sent = {"seen": "0", "key": str(uuid.uuid4()), "kmr": "Gotin"}
    for typed in ("- " * 100 + "x", "x" * (LONGEST + 1)):
        assert set(WordsForm({**sent, "ar": typed}).errors) == {"ar"}
    assert WordsForm({**sent, "ar": "- a\n  - b"}).is_valid()


@pytest.mark.django_db
def test_a_year_without_data_has_sentences_no_pictures_and_no_faults(cast: Cast) -> None:
    composed = compose(begun(cast, 2024))
    told = [
        block
        for chapter in composed.content["chapters"]
        if chapter["code"].startswith("board-") or chapter["code"] in {"projects", "readiness"}
        for block in chapter["blocks"]
    ]
    assert not [block for block in told if block["kind"] == "chart"]
    sentences = [block["text"]["ar"] for block in told if block["kind"] == "finding"]
    assert "لم يُدخل شيء لهذه السنة." in sentences
    means = {each.value for each in composed.numbers if each.way in {"share", "time", "mean"}}
    assert means == {None}
