"""Bar codes on paper: Data Matrix for seals, QR for links, and reading them back.

Doc 9303-13 section 2.1 asks for modules of at least 0.3386 mm (4 dots at 300 dpi) from an ink-jet
printer; what is drawn here is exactly that size unless a format asks for larger ones.
"""

import base64
import io
from collections.abc import Iterator
from dataclasses import dataclass

import zxingcpp
from PIL import Image, UnidentifiedImageError

from interior_portal.documents.formats import MODULE_MM

PNG_MODULE_PIXELS = 8
PNG_DPI = 600  # eight dots of 600 dpi are 0.3387 mm
BLACK = 0
READABLE = zxingcpp.BarcodeFormats(
    [
        zxingcpp.BarcodeFormat.DataMatrix,
        zxingcpp.BarcodeFormat.QRCode,
        zxingcpp.BarcodeFormat.Aztec,
    ]
)


@dataclass(frozen=True, slots=True)
class Symbol:
    """Dark modules as runs (column, row, length) of a square that is `side` modules wide, quiet zone included."""

    side: int
    runs: tuple[tuple[int, int, int], ...]

    def svg(self, module_mm: float = MODULE_MM) -> str:
        """The symbol as a drawing of its size in millimetres."""
        path = "".join(f"M{start} {row}h{length}v1h-{length}z" for start, row, length in self.runs)
        size, side = f"{self.side * module_mm:.4f}mm", self.side
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{size}" height="{size}" '
            f'viewBox="0 0 {side} {side}" shape-rendering="crispEdges">'
            f'<path fill="#fff" d="M0 0h{side}v{side}H0z"/><path d="{path}"/></svg>'
        )


def data_matrix(data: bytes) -> Symbol:
    """A square Data Matrix (ISO/IEC 16022) of these bytes with its quiet zone.

    Raises ValueError for no bytes and for more than a symbol holds.
    """
    return _symbol(*_modules(data))


def data_matrix_png(data: bytes) -> bytes:
    """The same symbol as a black-and-white PNG that prints in the right size. Raises ValueError."""
    side, rows = _modules(data)
    image = Image.frombytes("L", (side, side), b"".join(rows))
    pixels = side * PNG_MODULE_PIXELS
    output = io.BytesIO()
    enlarged = image.resize((pixels, pixels), Image.Resampling.NEAREST).convert("1")
    enlarged.save(output, "PNG", dpi=(PNG_DPI, PNG_DPI), optimize=True)
    return output.getvalue()


def qr(text: str) -> Symbol:
    """A QR code (ISO/IEC 18004, error correction M) of a text, with its quiet zone."""
    code = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level="M")
    return _symbol(*_pixels(code))


def data_uri(svg: str) -> str:
    """The picture as an address that an `<img>` shows without another request."""
    return "data:image/svg+xml;base64," + base64.b64encode(svg.encode()).decode("ascii")


def decode(image: Image.Image) -> tuple[bytes, ...]:
    """The bytes of every Data Matrix, QR and Aztec symbol in the picture, in reading order."""
    found = zxingcpp.read_barcodes(image.convert("L"), formats=READABLE)
    return tuple(symbol.bytes for symbol in found)


def open_picture(data: bytes) -> Image.Image:
    """The picture in a PNG or JPEG file. Raises ValueError when it is none or far too large."""
    try:
        image = Image.open(io.BytesIO(data), formats=("PNG", "JPEG"))
        image.load()
    except (UnidentifiedImageError, OSError, SyntaxError, Image.DecompressionBombError) as error:
        raise ValueError("this is no picture that can be read") from error
    return image


def _symbol(side: int, rows: list[bytes]) -> Symbol:
    runs = (
        (start, row, length)
        for row, pixels in enumerate(rows)
        for start, length in _dark_runs(pixels)
    )
    return Symbol(side, tuple(runs))


def _modules(data: bytes) -> tuple[int, list[bytes]]:
    return _pixels(
        zxingcpp.create_barcode(data, zxingcpp.BarcodeFormat.DataMatrix, force_square=True)
    )


def _pixels(symbol: zxingcpp.Barcode) -> tuple[int, list[bytes]]:
    image = Image.fromarray(symbol.to_image(scale=1, add_quiet_zones=True))
    side, pixels = image.width, image.tobytes()
    return side, [pixels[at : at + side] for at in range(0, side * side, side)]


def _dark_runs(pixels: bytes) -> Iterator[tuple[int, int]]:
    start = 0
    while (start := pixels.find(BLACK, start)) >= 0:
        length = len(pixels) - start - len(pixels[start:].lstrip(bytes([BLACK])))
        yield start, length
        start += length
