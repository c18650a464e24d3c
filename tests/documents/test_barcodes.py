"""Symbols are read back byte for byte, from pictures as they are and as they are scanned."""

import io
import random
import re

import pytest
from PIL import Image, ImageDraw, ImageFilter

from interior_portal.documents import barcodes
from tests.documents.seals import visa_seal

ROOT = re.compile(
    r'<svg [^>]*width="([\d.]+)mm" height="([\d.]+)mm" viewBox="0 0 ([\d.]+) ([\d.]+)"'
)
LINK = "https://interior.example/check/V26-7K3M-92QX"


def _measures(svg: str) -> tuple[float, float, float]:
    """Width and height in millimetres and the side of the drawing in its own units."""
    found = ROOT.match(svg)
    assert found is not None
    width, height, columns, rows = map(float, found.groups())
    assert columns == rows
    return width, height, columns


def _draw(svg: str, scale: int = 6) -> Image.Image:
    """The symbol as its drawing instructions say, without the code that made them."""
    side = int(_measures(svg)[2])
    image = Image.new("L", (side * scale, side * scale), 255)
    draw = ImageDraw.Draw(image)
    runs = re.findall(r"M(\d+) (\d+)h(\d+)v1h-(\d+)z", svg)
    for run in runs:
        left, top, length, back = map(int, run)
        assert length == back
        corner = ((left + length) * scale - 1, (top + 1) * scale - 1)
        draw.rectangle([(left * scale, top * scale), corner], fill=0)
    return image


@pytest.mark.parametrize("length", [1, 8, 62, 152, 300, 1100])
def test_a_data_matrix_comes_back_byte_for_byte(length: int) -> None:
    data = random.Random(length).randbytes(length)
    picture = Image.open(io.BytesIO(barcodes.data_matrix_png(data)))
    assert barcodes.decode(picture) == (data,)
    assert barcodes.decode(_draw(barcodes.data_matrix(data).svg())) == (data,)


def test_bytes_of_every_value_come_back() -> None:
    data = bytes(range(256)) + b"\r\n\x00\x1d\xe8"
    assert barcodes.decode(barcodes.open_picture(barcodes.data_matrix_png(data))) == (data,)


@pytest.mark.parametrize("length", [3, 8, 20, 40, 152])
def test_a_data_matrix_is_square_and_its_modules_are_as_large_as_icao_asks(length: int) -> None:
    data = bytes(length)
    picture = Image.open(io.BytesIO(barcodes.data_matrix_png(data)))
    width, height = picture.size
    modules = width // barcodes.PNG_MODULE_PIXELS
    assert width == height
    assert picture.info["dpi"] == pytest.approx((600, 600), abs=0.1)
    printed = width / picture.info["dpi"][0] * 25.4 / modules
    assert printed == pytest.approx(0.3386, abs=0.0002)
    side = modules * 0.3386
    assert _measures(barcodes.data_matrix(data).svg()) == pytest.approx((side, side, modules))


def test_a_visa_seal_takes_seventeen_millimetres() -> None:
    assert _measures(barcodes.data_matrix(visa_seal()).svg()) == (16.93, 16.93, 50)


def test_a_seal_is_read_from_a_scanned_page() -> None:
    seal = visa_seal()
    symbol = Image.open(io.BytesIO(barcodes.data_matrix_png(seal))).convert("L")
    page = Image.new("L", (1654, 2339), 250)
    page.paste(symbol.resize((300, 300), Image.Resampling.BICUBIC), (900, 1500))
    page = page.rotate(4, fillcolor=250).filter(ImageFilter.GaussianBlur(0.8))
    output = io.BytesIO()
    page.save(output, "JPEG", quality=60)
    assert barcodes.decode(barcodes.open_picture(output.getvalue())) == (seal,)


def test_all_symbols_of_a_page_are_read() -> None:
    page = Image.new("L", (1200, 600), 255)
    for at, data in enumerate((b"\xdcone", b"\xdctwo")):
        symbol = Image.open(io.BytesIO(barcodes.data_matrix_png(data)))
        page.paste(symbol, (100 + 600 * at, 200))
    assert set(barcodes.decode(page)) == {b"\xdcone", b"\xdctwo"}


def test_a_page_without_symbols_gives_none() -> None:
    assert barcodes.decode(Image.new("RGB", (300, 300), "white")) == ()


def test_a_qr_code_comes_back() -> None:
    assert barcodes.decode(_draw(barcodes.qr(LINK).svg())) == (LINK.encode(),)


def test_a_qr_code_has_a_width_and_a_height() -> None:
    modules = 29 + 2 * 4  # version 3 and its quiet zone
    side = modules * 0.3386
    assert _measures(barcodes.qr(LINK).svg()) == pytest.approx((side, side, modules))


def test_symbols_are_the_same_every_time() -> None:
    assert barcodes.qr(LINK).svg() == barcodes.qr(LINK).svg()
    assert barcodes.data_matrix(b"seal").svg() == barcodes.data_matrix(b"seal").svg()
    assert barcodes.data_matrix_png(b"seal") == barcodes.data_matrix_png(b"seal")


def test_a_picture_can_be_an_address() -> None:
    assert barcodes.data_uri("<svg/>") == "data:image/svg+xml;base64,PHN2Zy8+"


@pytest.mark.parametrize("data", [b"", bytes(1600)])
def test_what_no_symbol_holds(data: bytes) -> None:
    with pytest.raises(ValueError, match=r"empty|too long"):
        barcodes.data_matrix(data).svg()


@pytest.mark.parametrize("data", [b"", b"GIF89a", b"\x89PNG\r\n\x1a\n", b"%PDF-1.7"])
def test_what_is_no_picture(data: bytes) -> None:
    with pytest.raises(ValueError, match="no picture"):
        barcodes.open_picture(data)


def test_a_picture_that_stops_half_way_shows_no_symbol() -> None:
    """WeasyPrint lets Pillow fill up what is missing, for the whole process once it is imported."""
    whole = barcodes.data_matrix_png(bytes(100))
    try:
        found = barcodes.decode(barcodes.open_picture(whole[: len(whole) // 2]))
    except ValueError:
        found = ()
    assert found == ()


def test_a_bomb_of_pixels_is_refused() -> None:
    output = io.BytesIO()
    Image.new("1", (30_000, 30_000)).save(output, "PNG")
    with pytest.raises(ValueError, match="no picture"):
        barcodes.open_picture(output.getvalue())
