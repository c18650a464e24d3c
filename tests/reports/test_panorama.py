"""The panorama: which pages, from which figures, in one file that needs no network, and as a PDF of the same pages."""

import io
import re
import uuid
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from playwright.sync_api import Browser

from interior_portal.documents import keys
from interior_portal.outbox import relay
from interior_portal.shared.refusals import Refused
from reports.actions import panorama as actions
from reports.actions.annual import makings
from reports.actions.panorama import Caption
from reports.models import Edition, Panorama
from reports.papers.panorama import policy
from reports.rules.panorama import Photo, slides
from tests.cast import Cast, ClientOf
from tests.reports.annual import YEAR, begun, count_visas

BOTH = {"ar": "كلام", "kmr": "Gotin"}
PAGE = f"/reports/annual/{YEAR}/1/panorama/"


def chapter(code: str, *blocks: dict[str, Any]) -> dict[str, Any]:
    return {"code": code, "label": BOTH, "blocks": list(blocks)}


def block(kind: str, **more: Any) -> dict[str, Any]:
    return {"kind": kind, **more}


def table(rows: int, columns: int) -> dict[str, Any]:
    lines = [{"label": BOTH, "cells": [BOTH] * (columns - 1)} for _ in range(rows)]
    return block("table", title=BOTH, head=[BOTH] * columns, rows=lines)


def kinds(*chapters: dict[str, Any], words: Any = None, photos: Any = ()) -> list[str]:
    return [slide.kind for slide in slides({"chapters": list(chapters)}, photos, words or {})]


def test_a_chapter_is_findings_then_pictures_two_a_page_then_photos() -> None:
    found = chapter(
        "board-x", *[block("finding", text=BOTH)] * 6, *[block("chart", name="c")] * 9, table(3, 3)
    )
    photos = [Photo("a.jpg", "board-x", BOTH), Photo("b.jpg", "other", BOTH)]
    assert kinds(found, photos=photos) == ["cover", "findings", "charts", "charts", "photo", "end"]
    first = slides({"chapters": [found]}, (), {})[1]
    assert len(first.blocks) == 4


def test_tables_of_the_year_go_on_over_pages_and_lose_what_has_no_room() -> None:
    found = slides({"chapters": [chapter("recommendations", table(9, 8))]}, (), {})
    pages = [slide.blocks[0] for slide in found if slide.kind == "table"]
    assert [len(page["rows"]) for page in pages] == [6, 3]
    assert {len(page["head"]) for page in pages} == {5}
    assert {len(row["cells"]) for page in pages for row in page["rows"]} == {4}


def test_only_words_that_fit_a_page_are_shown() -> None:
    found = chapter("outlook", block("words", section="words"))
    assert kinds(found) == ["cover", "end"]
    assert kinds(found, words={("outlook", "words"): BOTH}) == ["cover", "words", "end"]
    long = {"ar": "كلام", "kmr": "g" * 421}
    assert kinds(found, words={("outlook", "words"): long}) == ["cover", "end"]


# --- made by the worker ---------------------------------------------------------------------------

transactional = pytest.mark.django_db(transaction=True)


def picture(text: str = "photo.jpg") -> SimpleUploadedFile:
    out = io.BytesIO()
    Image.new("RGB", (640, 480), "#0b5a5c").save(out, "JPEG")
    return SimpleUploadedFile(text, out.getvalue(), "image/jpeg")


@pytest.fixture
def edition(cast: Cast) -> Edition:
    """A draft with figures that were read for a first book."""
    keys.ensure_keys()
    count_visas()
    edition = begun(cast)
    makings.order(edition=edition, languages="ar", key=uuid.uuid4(), by=cast.secretary)
    relay.drain()
    return edition


def made(edition: Edition, cast: Cast) -> dict[str, Panorama]:
    caption = Caption("board-visas", "مكتب الخدمة <b>", "Nivîsgeha xizmetê")
    actions.add_photo(edition=edition, file=picture(), caption=caption, by=cast.secretary)
    actions.order(edition=edition, key=uuid.uuid4(), by=cast.secretary)
    relay.drain()
    return {each.language: each for each in Panorama.objects.all()}


def text_of(panorama: Panorama) -> str:
    with panorama.page.open("rb") as file:
        return bytes(file.read()).decode()


@transactional
def test_both_languages_show_the_same_numbers_in_as_many_pages_as_the_pdf(
    edition: Edition, cast: Cast
) -> None:
    found = made(edition, cast)
    pages = {language: text_of(each) for language, each in found.items()}
    ids = {language: re.findall(r"[A-Z]\d{2}-\d{4}", page) for language, page in pages.items()}
    assert ids["ar"] == ids["kmr"] != []
    assert "مكتب الخدمة &lt;b&gt;" in pages["ar"]
    for language, each in found.items():
        assert pages[language].count('<section class="slide') == each.slides > 4
        with each.pdf.open("rb") as file, pikepdf.open(io.BytesIO(file.read())) as document:
            assert len(document.pages) == each.slides
            assert str(document.Root.Lang) == language


@pytest.mark.pages
@transactional
def test_the_file_asks_nothing_of_a_network_and_keys_turn_its_pages(
    edition: Edition, cast: Cast, chromium: Browser, tmp_path: Path
) -> None:
    page_file = tmp_path / "panorama.html"
    page_file.write_text(text_of(made(edition, cast)["ar"]))
    context = chromium.new_context(offline=True)
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(page_file.as_uri())

    def shown() -> str:
        return page.locator(".slide[data-current]").get_attribute("id") or ""

    steps = ("PageDown", "ArrowLeft", "ArrowRight", "End", "Home", "Space", "PageUp")
    places = []
    for key in steps:
        page.keyboard.press(key)
        places.append(shown())
    last = f"p{page.locator('.slide').count()}"
    assert places == ["p2", "p3", "p2", last, "p1", "p2", "p1"]
    page.keyboard.type("3")
    page.keyboard.press("Enter")
    assert shown() == "p3"
    outside = [url for url in asked if not url.startswith(("file:", "data:"))]
    assert outside == []
    context.close()


@transactional
def test_it_is_shown_in_the_portal_under_its_own_policy(
    edition: Edition, cast: Cast, client_of: ClientOf
) -> None:
    made(edition, cast)
    answer = client_of("head").get(f"{PAGE}kmr/")
    assert answer.headers["Content-Security-Policy"] == policy(answer.content.decode())
    assert answer.headers["Content-Security-Policy"].startswith(
        "default-src 'none'; script-src 'sha256-"
    )
    for form, kind in (("html", "text/html; charset=utf-8"), ("pdf", "application/pdf")):
        taken = client_of("head").get(f"{PAGE}kmr/file.{form}")
        assert (taken.headers["Content-Type"], taken.headers["X-Content-Type-Options"]) == (
            kind,
            "nosniff",
        )
        assert "attachment" in taken.headers["Content-Disposition"]
        assert len(taken.getvalue()) > 1000
        taken.close()
    assert client_of("head").get(f"{PAGE}en/").status_code == 404
    assert client_of("head").get(f"{PAGE}kmr/file.exe").status_code == 404


@transactional
def test_the_secretary_adds_a_photo_takes_it_out_and_orders_by_the_page(
    edition: Edition, cast: Cast, client_of: ClientOf
) -> None:
    secretary = client_of("secretary")
    sent = {
        "act": "add",
        "file": picture(),
        "chapter": "projects",
        "caption_ar": "جسر",
        "caption_kmr": "Pir",
    }
    assert secretary.post(PAGE, sent).status_code == 302
    (photo,) = edition.photos.all()
    shown = secretary.get(f"{PAGE}photos/{photo.pk}/")
    assert (shown.headers["Content-Type"], shown.getvalue()[:2]) == ("image/jpeg", b"\xff\xd8")
    shown.close()
    assert secretary.post(PAGE, {"act": "order", "key": uuid.uuid4()}).status_code == 302
    relay.drain()
    assert [each["panorama"].slides > 4 for each in secretary.get(PAGE).context["made"]] == [
        True,
        True,
    ]
    assert secretary.post(PAGE, {"act": "remove", "photo": photo.pk}).status_code == 302
    assert secretary.get(f"{PAGE}photos/{photo.pk}/").status_code == 404
    broken = {**sent, "file": SimpleUploadedFile("x.jpg", b"no picture")}
    assert "file" in secretary.post(PAGE, broken).context["form"].errors
    head = client_of("head")
    head.post(PAGE, {**sent, "file": picture()})
    assert edition.photos.filter(removed_at=None).count() == 0


@transactional
def test_without_figures_and_twice_at_a_time_it_is_refused(cast: Cast) -> None:
    keys.ensure_keys()
    empty = begun(cast)
    with pytest.raises(Refused) as refused:
        actions.order(edition=empty, key=uuid.uuid4(), by=cast.secretary)
    assert refused.value.refusal.code == "no_figures"
    makings.order(edition=empty, languages="ar", key=uuid.uuid4(), by=cast.secretary)
    relay.drain()
    key = uuid.uuid4()
    first = actions.order(edition=empty, key=key, by=cast.secretary)
    assert actions.order(edition=empty, key=key, by=cast.secretary) == first
    with pytest.raises(Refused) as refused:
        actions.order(edition=empty, key=uuid.uuid4(), by=cast.secretary)
    assert refused.value.refusal.code == "panorama_being_made"
    with pytest.raises(Refused):
        actions.order(edition=empty, key=uuid.uuid4(), by=cast.head)
