"""What is drawn without WeasyPrint's own way looks as if it were drawn by it."""

import datetime as dt
from collections.abc import Callable

import pytest
from PIL import Image, ImageChops
from weasyprint import DEFAULT_OPTIONS, HTML
from weasyprint.images import get_image_from_uri

from interior_portal.documents import barcodes, drawings, render
from interior_portal.documents.formats import Format
from interior_portal.documents.issuing import PaperFacts
from tests.documents import papers
from vehicles.papers import LICENCE

FACTS = PaperFacts(
    kind=LICENCE,
    number="R26-7K3M-92QX",
    token="a" * 22,
    issued_at=dt.datetime(2026, 11, 22, 9, tzinfo=dt.UTC),
    valid_from=dt.date(2026, 11, 22),
    valid_until=dt.date(2027, 11, 21),
    languages=("ar", "kmr"),
)
SEAL = bytes(range(120))
PLAIN = '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="40">{}</svg>'


@pytest.fixture(params=Format)
def draw(request: pytest.FixtureRequest) -> Callable[[], bytes]:
    """Draws the same paper in each format."""
    form: Format = request.param
    return lambda: render.render_paper(FACTS, {"rows": papers.ROWS}, SEAL, {}, form=form)


def _picture_of(svg: str) -> drawings.Picture:
    fetcher = render.PackageFetcher({"drawing.svg": svg.encode()})
    address = f"{render.PICTURE}drawing.svg"
    picture: drawings.Picture = get_image_from_uri({}, fetcher, DEFAULT_OPTIONS, address)
    return picture


def _page_with(picture: drawings.Picture) -> Image.Image:
    page = '<html lang="ar"><head><title>x</title></head><body><img src="portal:/pictures/x" alt="x"></body></html>'
    pdf = render.pdf_of(page, {}, symbols={f"{render.PICTURE}x": picture})
    return papers.page_of(pdf).convert("L")


def _differs(one: Image.Image, other: Image.Image) -> bool:
    """Whether more differs than the smoothing of an edge."""
    difference = ImageChops.difference(one, other)
    return difference.point(lambda value: 255 if value > 60 else 0).getbbox() is not None


def test_our_default_style_says_of_papers_what_weasyprint_says(
    draw: Callable[[], bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    ours = draw()
    monkeypatch.setattr(render.Page, "_ua_stylesheets", HTML._ua_stylesheets)
    assert ours == draw()


def test_the_first_paper_of_a_process_is_like_all_others(draw: Callable[[], bytes]) -> None:
    render.kept_picture.cache_clear()
    assert draw() == draw()


def test_kept_drawings_are_seen_as_their_files_say(
    draw: Callable[[], bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = papers.page_of(draw()).convert("L")
    monkeypatch.setattr(render, "_kept_pictures", dict)
    read_anew = papers.page_of(draw()).convert("L")
    assert not _differs(kept, read_anew)


def test_a_kept_drawing_is_kept_for_each_size() -> None:
    kept = drawings.KeptPicture(_picture_of(PLAIN.format('<path d="M0 0h40v40H0z"/>')))
    page = '<html lang="ar"><head><title>x</title></head><body>{}</body></html>'
    pixels = [
        papers.page_of(
            render.pdf_of(
                page.format(f'<img src="portal:/pictures/x" alt="x" style="width: {width}px">'),
                {},
                symbols={f"{render.PICTURE}x": kept},
            )
        )
        .convert("L")
        .histogram()[0]
        for width in (20, 40)
    ]
    assert pixels[1] > 3 * pixels[0] > 0


def test_what_names_more_than_colours_is_not_kept() -> None:
    shading = (
        '<linearGradient id="g"><stop offset="0" stop-color="red"/><stop offset="1" stop-color="blue"/>'
        '</linearGradient><path fill="url(#g)" d="M0 0h40v40H0z"/>'
    )
    with pytest.raises(ValueError, match="plain shapes"):
        _page_with(drawings.KeptPicture(_picture_of(PLAIN.format(shading))))


def test_a_drawing_of_a_book_is_seen_as_its_file_says_and_read_when_it_is_needed() -> None:
    hatched = (
        '<pattern id="p" width="4" height="4" patternUnits="userSpaceOnUse"><path d="M0 0h2v4H0z"/></pattern>'
        '<path fill="url(#p)" d="M0 0h40v20H0z"/><path d="M10 25h10v10H10z" opacity="0.5"/>'
    )
    read = []

    def reading() -> drawings.Picture:
        read.append(1)
        return _picture_of(PLAIN.format(hatched))

    passing = drawings.PassingPicture(reading)
    assert not _differs(_page_with(passing), _page_with(_picture_of(PLAIN.format(hatched))))
    assert len(read) == 2


def test_a_symbol_is_seen_as_its_drawing_says() -> None:
    symbol = barcodes.data_matrix(SEAL)
    drawn = _page_with(drawings.SymbolPicture(symbol, 0.5))
    as_svg = _page_with(_picture_of(symbol.svg(0.5)))
    assert barcodes.decode(drawn) == (SEAL,)
    assert not _differs(drawn, as_svg)


def test_a_symbol_is_as_large_as_its_modules() -> None:
    symbol = barcodes.qr("https://portal.example/check/")
    width, height, ratio = drawings.SymbolPicture(symbol, 25.4).get_intrinsic_size(1, 16)
    assert (width, height, ratio) == (symbol.side * 96, symbol.side * 96, 1)
