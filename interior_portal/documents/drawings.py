"""Pictures of a paper that WeasyPrint need not read anew each time: symbols, and the drawings of every paper.

WeasyPrint asks a picture for its size and to draw itself on a stream of PDF operators; whatever answers both
is a picture.
"""

import zlib
from collections.abc import Callable, Mapping
from typing import Any, Protocol

from interior_portal.documents.barcodes import Symbol

PIXELS_PER_MM = 96 / 25.4  # of CSS
WHITE, BLACK = (1, 1, 1), (0, 0, 0)
NEVER_KEPT = ("XObject", "Pattern", "Shading")  # resources of a group

Size = tuple[float | None, float | None, float | None]  # width, height, ratio


class Picture(Protocol):
    """What WeasyPrint knows of a picture; sizes are pixels of CSS."""

    def get_intrinsic_size(self, image_resolution: float, font_size: float) -> Size: ...

    def draw(
        self, stream: Any, concrete_width: float, concrete_height: float, style: Any
    ) -> None: ...


class SymbolPicture:
    """A bar code drawn module by module, without the way through SVG and back."""

    def __init__(self, symbol: Symbol, module_mm: float) -> None:
        self._symbol = symbol
        self._side = symbol.side * module_mm * PIXELS_PER_MM

    def get_intrinsic_size(self, _image_resolution: float, _font_size: float) -> Size:
        return self._side, self._side, 1

    def draw(self, stream: Any, concrete_width: float, concrete_height: float, _style: Any) -> None:
        side = self._symbol.side
        stream.transform(a=concrete_width / side, d=concrete_height / side)
        stream.set_color_rgb(*WHITE)
        stream.rectangle(0, 0, side, side)
        stream.fill()
        stream.set_color_rgb(*BLACK)
        runs = (f"{start} {row} {length} 1 re" for start, row, length in self._symbol.runs)
        stream.stream.append("\n".join(runs).encode())
        stream.fill()


class KeptPicture:
    """A drawing that is the same on every paper: what it writes at a size is kept, packed, for the next one.

    It stands in a group of its own with the states of opacity that it names. Only for shapes of one colour
    each: a text, a gradient, a pattern or a picture would name more than a group of another file has.
    """

    def __init__(self, picture: Picture) -> None:
        self._picture = picture
        self._kept: dict[tuple[float, float], tuple[bytes, Mapping[str, Any]]] = {}

    def get_intrinsic_size(self, image_resolution: float, font_size: float) -> Size:
        return self._picture.get_intrinsic_size(image_resolution, font_size)

    def draw(self, stream: Any, concrete_width: float, concrete_height: float, style: Any) -> None:
        size = width, height = concrete_width, concrete_height
        group = stream.add_group(
            -width, -height, 3 * width, 3 * height
        )  # strokes reach beyond the edges
        resources = group.extra["Resources"]
        if size not in self._kept:
            self._picture.draw(group, *size, style)
            if any(resources[kind] for kind in NEVER_KEPT):
                raise ValueError("only plain shapes can be kept")
            written = zlib.compress(b"\n".join(group.stream), level=9)
            self._kept[size] = written, dict(resources["ExtGState"])
        written, states = self._kept[size]
        group.stream, group.compress = [written], False
        group.extra["Filter"] = "/FlateDecode"
        resources["ExtGState"].update(states)
        stream.draw_x_object(group.id)


class PassingPicture:
    """A drawing of one book, read when its size is asked for and again when it is drawn, and never held.

    WeasyPrint would hold each drawing as a tree, and each of its lines as an object, until the last page is written:
    of many charts that is more memory than all pages together. Here its lines become one text as soon as it is drawn.
    """

    def __init__(self, read: Callable[[], Picture]) -> None:
        self._read = read
        self._sizes: dict[tuple[float, float], Size] = {}

    def get_intrinsic_size(self, image_resolution: float, font_size: float) -> Size:
        asked = image_resolution, font_size
        if asked not in self._sizes:
            self._sizes[asked] = self._read().get_intrinsic_size(image_resolution, font_size)
        return self._sizes[asked]

    def draw(self, stream: Any, concrete_width: float, concrete_height: float, style: Any) -> None:
        before = len(stream.stream)
        self._read().draw(stream, concrete_width, concrete_height, style)
        stream.stream[before:] = [b"\n".join(stream.stream[before:])]
