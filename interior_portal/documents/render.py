"""Drawing a paper: template to tagged PDF/A-3a. The only place that knows WeasyPrint."""

import datetime as dt
import hashlib
import io
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.utils.translation import get_language_info, override
from weasyprint import CSS, DEFAULT_OPTIONS, HTML, Attachment
from weasyprint.document import Document
from weasyprint.images import get_image_from_uri
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcherResponse

from interior_portal.documents.barcodes import data_matrix, qr
from interior_portal.documents.drawings import (
    KeptPicture,
    PassingPicture,
    Picture,
    SymbolPicture,
)
from interior_portal.documents.fonts import OCR_B, paper_fonts
from interior_portal.documents.formats import SHEETS, Format
from interior_portal.documents.issuing import PaperFacts
from interior_portal.documents.universal import declare_universal
from interior_portal.ui import identity

STATIC = "portal:/static/"
FONT = "portal:/fonts/"
PICTURE = "portal:/pictures/"
FONT_STYLE = "css/papers_fonts.css"
DEFAULT_STYLE = "css/papers_defaults.css"
BOOK_STYLE = "css/papers_book.css"
BAND, SPECIMEN = "papers/band.svg", "papers/specimen.svg"
END = "end"  # the last element of a roll: its page ends there
TYPES = {
    ".jpg": "image/jpeg",
    ".otf": "font/otf",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".ttf": "font/ttf",
}


@dataclass(frozen=True, slots=True)
class Column:
    """One of the two languages of a paper, on the side where its readers begin."""

    code: str
    direction: str
    authority: identity.Identity


class PackageFetcher:
    """Gives a paper its fonts, its drawings and the pictures made for it; nothing else, ever.

    A paper is drawn from names that people typed: no address in it may reach a network or a disk.
    Pictures come from memory and not as data: addresses, which would end up in logs.
    """

    _fail_on_errors = True  # WeasyPrint asks for this: a paper without its fonts is no paper

    def __init__(self, pictures: Mapping[str, bytes]) -> None:
        self.pictures = pictures

    def __call__(self, url: str) -> URLFetcherResponse:
        content = self._content(url)
        return URLFetcherResponse(url, content, {"Content-Type": TYPES[Path(url).suffix]})

    def _content(self, url: str) -> bytes:
        if url.startswith(PICTURE):
            return self.pictures[url.removeprefix(PICTURE)]
        if url == f"{FONT}ocr-b.otf":
            return OCR_B.read_bytes()
        if url.startswith(FONT):
            return paper_fonts()[url.removeprefix(FONT).removesuffix(".ttf")]
        if url.startswith(STATIC):
            return _static_file(url.removeprefix(STATIC))
        raise ValueError("a paper may load its own files only")


def _static_file(name: str) -> bytes:
    found = finders.find(name)
    if not isinstance(found, str):
        raise FileNotFoundError(name)
    return Path(found).read_bytes()


@cache
def fonts() -> FontConfiguration:
    """The letters of this process, about a second; call it when a worker starts."""
    made = FontConfiguration()
    _parsed(FONT_STYLE, made)
    return made


@cache
def style(form: Format) -> CSS:
    """The style sheet of a format, read once in a process."""
    return _parsed(SHEETS[form].style, fonts())


def make_ready() -> None:
    """Read fonts and style sheets now; about a second where the fonts were not made yet."""
    for form in Format:
        style(form)
    defaults()


def _parsed(name: str, made: FontConfiguration) -> CSS:
    return CSS(
        string=_static_file(name).decode(),
        font_config=made,
        url_fetcher=PackageFetcher({}),
        base_url=STATIC,
    )


@cache
def kept_picture(name: str) -> Picture:
    """A drawing that stands on every paper, read once in a process; the file of a release never changes."""
    return KeptPicture(
        get_image_from_uri({}, PackageFetcher({}), DEFAULT_OPTIONS, f"{STATIC}{name}")
    )


def _passing_picture(name: str, content: bytes) -> Picture:
    fetcher = PackageFetcher({name: content})
    return PassingPicture(
        lambda: get_image_from_uri({}, fetcher, DEFAULT_OPTIONS, f"{PICTURE}{name}")
    )


def _kept_pictures() -> dict[str, Picture]:
    names = (settings.DOCUMENTS_EMBLEM, BAND, SPECIMEN)
    return {f"{STATIC}{name}": kept_picture(name) for name in names}


class TooLong(ValueError):
    """A paper says more than its format has room for."""


class Page(HTML):
    """A page of HTML that begins from our own default style sheet.

    WeasyPrint's own has hundreds of selectors for what no paper has (lists, forms, footnotes), tried on every
    element. tests/documents/test_drawings.py draws papers with both, and they are the same bytes.
    """

    def _ua_stylesheets(self, *_forms: bool) -> list[CSS]:
        return [defaults()]


@cache
def defaults() -> CSS:
    """What elements of a paper look like before its own style sheet says so."""
    return _parsed(DEFAULT_STYLE, fonts())


@dataclass(frozen=True, slots=True)
class Copy:
    """That a print is a copy, which one, and of which day."""

    number: int
    printed_on: dt.date


def render_paper(
    facts: PaperFacts,
    context: Mapping[str, Any],
    seal: bytes,
    pictures: Mapping[str, bytes],
    *,
    form: Format = Format.A4,
    copy: Copy | None = None,
) -> bytes:
    """The PDF of a paper, not signed yet. `context` is what its own template needs.

    `pictures` are shown as `portal:/pictures/<name>`; a name ends in `.jpg`, `.png` or `.svg`.
    The same facts give the same bytes. Raises TooLong where a format has too little room however tight it is set.
    """
    frame = {
        "facts": facts,
        "columns": columns_of(facts.languages),
        "emblem": STATIC + settings.DOCUMENTS_EMBLEM,
        "copy": copy,
    }
    module = SHEETS[form].module_mm
    symbols = {
        f"{PICTURE}seal": SymbolPicture(data_matrix(seal), module),
        f"{PICTURE}check": SymbolPicture(qr(facts.check_url), module),
    }
    with override(facts.languages[0]):
        html = render_to_string(facts.kind.template_of(form), {**context, **frame})
    return pdf_of(
        html,
        pictures,
        form=form,
        symbols=symbols,
        identifier=facts.token.encode(),
        pages=facts.kind.sheets if form is Format.A4 else SHEETS[form].pages,
    )


def pdf_of(
    html: str,
    pictures: Mapping[str, bytes],
    *,
    form: Format = Format.A4,
    symbols: Mapping[str, Picture] | None = None,
    identifier: bytes | None = None,
    pages: int | None = None,
) -> bytes:
    """A page of HTML as tagged PDF/A-3a. Raises when it asks for a file that it may not have, and TooLong.

    `symbols` are pictures by their address that are drawn already; None `pages` is any number.
    """
    out = io.BytesIO()
    options: dict[str, Any] = {
        "pdf_variant": "pdf/a-3a",
        "cache": {**_kept_pictures(), **(symbols or {})},
    }
    with warnings.catch_warnings():
        # WeasyPrint leaves the file of its colour profile to the garbage collector.
        warnings.simplefilter("ignore", ResourceWarning)
        document = _fitting(html, pictures, form, pages, options)
        if SHEETS[form].is_roll:
            _cut(document)
        document.write_pdf(out, pdf_identifier=identifier or True, **options)
    return out.getvalue()


@dataclass(frozen=True, slots=True)
class Enclosed:
    """A file inside a book: the data that the book was made of."""

    name: str
    description: str
    content: bytes


def book(
    html: str,
    pictures: Mapping[str, bytes],
    enclosed: Sequence[Enclosed] = (),
    *,
    style: str = BOOK_STYLE,
) -> bytes:
    """A long document with contents, headings and tables as tagged PDF/A-3a that is PDF/UA-1 too.

    `style` is a static style sheet. Its headings are the bookmarks. Addresses in it reach the house's own files and
    `pictures` alone, as of papers; the same facts give the same bytes. About 0.3 s a page.
    """
    out = io.BytesIO()
    fetcher = PackageFetcher(pictures)
    files = [
        Attachment(
            string=each.content,
            name=each.name,
            description=each.description,
            relationship="Data",
            url_fetcher=fetcher,
        )
        for each in enclosed
    ]
    drawings = {
        f"{PICTURE}{name}": _passing_picture(name, content)
        for name, content in pictures.items()
        if name.endswith(".svg")
    }
    options: dict[str, Any] = {
        "pdf_variant": "pdf/a-3a",
        "attachments": files,
        "cache": {**_kept_pictures(), **drawings},
    }
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)  # as above
        page = HTML(string=html, base_url=STATIC, url_fetcher=fetcher)
        sheet = _parsed(style, fonts())
        document = page.render(font_config=fonts(), stylesheets=[sheet], **options)
        document.write_pdf(out, pdf_identifier=hashlib.sha256(html.encode()).digest(), **options)
    return declare_universal(out.getvalue())


def _fitting(
    html: str,
    pictures: Mapping[str, bytes],
    form: Format,
    pages: int | None,
    options: Mapping[str, Any],
) -> Document:
    """The pages as loosely set as they fit; what fits at once is laid out once."""
    for step in range(SHEETS[form].tighter + 1):
        tight = html.replace("<body", f'<body data-tight="{step}"', 1) if step else html
        page = Page(string=tight, base_url=STATIC, url_fetcher=PackageFetcher(pictures))
        document = page.render(font_config=fonts(), stylesheets=[style(form)], **options)
        if pages is None or len(document.pages) <= pages:
            return document
    raise TooLong(f"{len(document.pages)} pages instead of {pages}")


def _cut(document: Document) -> None:
    """A roll ends where its text ends: the page was laid out longer than any paper."""
    (page,) = document.pages
    page.height = page.anchors[END][1]


def columns_of(languages: tuple[str, ...]) -> list[Column]:
    """The languages of a paper from the left edge to the right: who reads from the right stands there."""
    columns = [_column(code) for code in languages]
    return sorted(columns, key=lambda column: column.direction == "rtl")


def _column(code: str) -> Column:
    with override(code):
        return Column(code, "rtl" if get_language_info(code)["bidi"] else "ltr", identity.current())
