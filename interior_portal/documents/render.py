"""Drawing a paper: template to tagged PDF/A-3a. The only place that knows WeasyPrint."""

import io
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.utils.translation import get_language_info, override
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcherResponse

from interior_portal.documents.barcodes import data_matrix_svg, qr_svg
from interior_portal.documents.fonts import OCR_B, paper_fonts
from interior_portal.documents.issuing import PaperFacts
from interior_portal.ui import identity

STATIC = "portal:/static/"
FONT = "portal:/fonts/"
PICTURE = "portal:/pictures/"
STYLE = "css/papers.css"
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


@dataclass(frozen=True, slots=True)
class Press:
    """What is made ready once in a process: fonts and style sheet, about a second."""

    fonts: FontConfiguration
    style: CSS


@cache
def press() -> Press:
    """The press of this process; call it when a worker starts to have the first paper quickly."""
    fonts = FontConfiguration()
    style = CSS(
        string=_static_file(STYLE).decode(),
        font_config=fonts,
        url_fetcher=PackageFetcher({}),
        base_url=STATIC,
    )
    return Press(fonts, style)


def render_paper(
    facts: PaperFacts, context: Mapping[str, Any], seal: bytes, pictures: Mapping[str, bytes]
) -> bytes:
    """The PDF of a paper, not signed yet. `context` is what its own template needs.

    `pictures` are shown as `portal:/pictures/<name>`; a name ends in `.jpg`, `.png` or `.svg`.
    """
    columns = columns_of(facts.languages)
    frame = {
        "facts": facts,
        "columns": columns,
        "emblem": STATIC + settings.DOCUMENTS_EMBLEM,
    }
    symbols = {
        "seal.svg": data_matrix_svg(seal).encode(),
        "check.svg": qr_svg(facts.check_url).encode(),
    }
    with override(facts.languages[0]):
        html = render_to_string(facts.kind.template, {**context, **frame})
    return pdf_of(html, {**pictures, **symbols})


def pdf_of(html: str, pictures: Mapping[str, bytes]) -> bytes:
    """A page of HTML as tagged PDF/A-3a. Raises when it asks for a file that it may not have."""
    tools = press()
    page = HTML(string=html, base_url=STATIC, url_fetcher=PackageFetcher(pictures))
    out = io.BytesIO()
    with warnings.catch_warnings():
        # WeasyPrint leaves the file of its colour profile to the garbage collector.
        warnings.simplefilter("ignore", ResourceWarning)
        page.write_pdf(
            out, font_config=tools.fonts, stylesheets=[tools.style], pdf_variant="pdf/a-3a"
        )
    return out.getvalue()


def columns_of(languages: tuple[str, ...]) -> list[Column]:
    """The languages of a paper from the left edge to the right: who reads from the right stands there."""
    columns = [_column(code) for code in languages]
    return sorted(columns, key=lambda column: column.direction == "rtl")


def _column(code: str) -> Column:
    with override(code):
        return Column(code, "rtl" if get_language_info(code)["bidi"] else "ltr", identity.current())
