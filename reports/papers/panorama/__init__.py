"""The panorama as files: one page of HTML that needs no network, and a PDF of the same pages."""

import base64
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.utils.html import escape
from django.utils.translation import gettext as _
from django.utils.translation import override

from interior_portal.documents import render
from interior_portal.documents.fonts import paper_fonts
from interior_portal.ui import identity
from interior_portal.ui.policy import source_of
from reports.models import Edition, FigureRow, PanoramaPhoto, Snapshot
from reports.papers.annual import book
from reports.papers.annual.pictures import words_for
from reports.rules.panorama import Photo, Slide, slides

HERE = Path(__file__).parent
POLICY = (
    "default-src 'none'; script-src {script}; style-src {style}; img-src data:; font-src data:;"
    " base-uri 'none'; form-action 'none'"
)
SCRIPT, STYLE = "js/panorama.js", "css/panorama.css"
PRINTED = "@media print { :root { --unit: 1.8mm; } .slide { block-size: 180mm; } }"
JPEG, SVG = "image/jpeg", "image/svg+xml"


@dataclass(frozen=True, slots=True)
class Source:
    """All that a panorama is made of, read already; `charts` are SVG by name."""

    edition: Edition
    snapshot: Snapshot
    rows: Mapping[str, FigureRow]
    words: Mapping[tuple[str, str], Mapping[str, str]]
    photos: Sequence[PanoramaPhoto]
    charts: Mapping[str, bytes]


@dataclass(frozen=True, slots=True)
class Made:
    page: str
    pdf: bytes
    slides: int


def make(source: Source, language: str) -> Made:
    """Both files in one language."""
    shown = [
        Photo(
            f"photo-{photo.pk}.jpg",
            photo.chapter,
            {"ar": photo.caption_ar, "kmr": photo.caption_kmr},
        )
        for photo in source.photos
    ]
    deck = slides(source.snapshot.content, shown, source.words)
    pictures = {f"{name}.svg": svg for name, svg in source.charts.items()}
    for photo in source.photos:
        with photo.upload.file.open("rb") as file:
            pictures[f"photo-{photo.pk}.jpg"] = file.read()
    with override(language):
        page = _html(
            source,
            language,
            deck,
            {name: _inside(name, content) for name, content in pictures.items()},
        )
        printed = _html(
            source,
            language,
            deck,
            {name: f"{render.PICTURE}{name}" for name in pictures},
            is_printed=True,
        )
    return Made(page, render.book(printed, pictures, style=STYLE), len(deck))


def policy(page: str) -> str:
    """What the page may do, for the header of an answer: what its own `meta` says."""
    start = page.index('content="', page.index("Content-Security-Policy")) + len('content="')
    return page[start : page.index('"', start)]


def _html(
    source: Source,
    language: str,
    deck: Sequence[Slide],
    addresses: Mapping[str, str],
    *,
    is_printed: bool = False,
) -> str:
    """The pages in their frame: what people typed comes in last, so that nothing is put into it."""
    title = _("Panorama of the year %(year)s") % {"year": source.edition.report.year}
    context = {
        "identity": identity.current(),
        "title": title,
        "slides": list(_shown(source, language, deck, addresses)),
    }
    style = PRINTED if is_printed else _font_face() + _static(STYLE)
    script = "" if is_printed else _static(SCRIPT)
    parts = {
        "language": language,
        "direction": book.DIRECTIONS[language],
        "policy": POLICY.format(script=source_of(script), style=source_of(style)),
        "title": escape(title),
        "style": style,
        "full_screen": escape(_("Full screen")),
        "script": script,
        "slides": render_to_string("reports/panorama/slides.html", context),
    }
    page = (HERE / ("printed.html" if is_printed else "page.html")).read_text()
    for name, text in parts.items():
        page = page.replace(f"{{{name}}}", text, 1)
    return page


def _shown(
    source: Source, language: str, deck: Sequence[Slide], addresses: Mapping[str, str]
) -> Iterator[dict[str, Any]]:
    """Each page ready to be set."""
    whole = book.Source(source.edition, source.snapshot, source.rows, source.words, is_proof=False)
    for place, slide in enumerate(deck, 1):
        yield {
            "kind": slide.kind,
            "number": place,
            "title": slide.title.get(language, ""),
            "blocks": [_block(whole, language, slide, block, addresses) for block in slide.blocks],
            "photo": slide.photo and addresses[slide.photo.name],
            "caption": slide.photo and slide.photo.caption[language],
        }


def _block(
    source: book.Source,
    language: str,
    slide: Slide,
    block: Mapping[str, Any],
    addresses: Mapping[str, str],
) -> dict[str, Any]:
    if block["kind"] == "chart":
        return {
            "title": block["title"][language],
            "address": addresses[f"{block['name']}.svg"],
            "alt": words_for(block, source.rows, source.edition.report.year, language),
        }
    return book.block_of(source, language, slide.chapter, block)


def _inside(name: str, content: bytes) -> str:
    kind = JPEG if name.endswith(".jpg") else SVG
    return f"data:{kind};base64,{base64.b64encode(content).decode('ascii')}"


def _font_face() -> str:
    """The letters of the portal in the file: the computer of a hall may have none for Arabic."""
    faces = []
    for weight, name in ((400, "regular"), (700, "bold")):
        content = base64.b64encode(paper_fonts()[name]).decode("ascii")
        faces.append(
            f"@font-face{{font-family:Paper;font-weight:{weight};src:url(data:font/ttf;base64,{content})}}"
        )
    return "".join(faces)


def _static(name: str) -> str:
    found = finders.find(name)
    if not isinstance(found, str):
        raise FileNotFoundError(name)
    return Path(found).read_text()
