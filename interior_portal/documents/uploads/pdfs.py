"""A PDF made anew from its pages: what moves, calls, hides or runs stays behind.

Runs in the cleaning process, without Django. Only the pages are carried over, so the catalogue goes
(JavaScript, actions on opening, attachments, XFA); then every object that a page can still reach is
looked at. Filled-in form fields are drawn into their page first, so that nothing visible is lost.
"""

import io
import zlib
from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet

import pikepdf

from interior_portal.documents.uploads.images import CleanFile, Unusable
from interior_portal.documents.uploads.limits import (
    MAX_DECODED_BYTES,
    MAX_OBJECTS,
    MAX_PAGE_POINTS,
    MAX_PAGES,
    MAX_PIXELS,
    MAX_STREAM_BYTES,
)

PAGE_KEYS = frozenset(
    {
        "/Type",
        "/Parent",
        "/MediaBox",
        "/CropBox",
        "/Rotate",
        "/UserUnit",
        "/Resources",
        "/Contents",
        "/Group",
    }
)
ACTIONS = frozenset(
    {
        "/GoTo3DView", "/GoToE", "/GoToR", "/ImportData", "/JavaScript", "/Launch", "/Movie", "/Named", "/Rendition",
        "/RichMediaExecute", "/SetOCGState", "/Sound", "/SubmitForm", "/Thread", "/URI",
    }
)  # fmt: skip
STREAM_EXTRAS = frozenset({"/AF", "/Alternates", "/Metadata", "/OPI", "/PieceInfo", "/Ref"})
OUTSIDE_DATA = frozenset({"/F", "/FFilter", "/FDecodeParms"})  # the data lie in another file
PICTURE_FILTERS = frozenset({"/DCTDecode", "/JPXDecode", "/CCITTFaxDecode", "/JBIG2Decode"})
SHORT_NAMES = {"/Fl": "/FlateDecode", "/DCT": "/DCTDecode", "/CCF": "/CCITTFaxDecode"}
CHUNK = 1024 * 1024


def clean_pdf(data: bytes) -> CleanFile:
    """The pages and nothing else. Raises Unusable."""
    try:
        with pikepdf.open(io.BytesIO(data)) as source, pikepdf.new() as target:
            _check_pages(source)
            _draw_fields(source)
            for page in source.pages:
                _keep_page_only(page)
            target.pages.extend(source.pages)
            _disarm(target)
            out = io.BytesIO()
            target.save(
                out, object_stream_mode=pikepdf.ObjectStreamMode.generate, deterministic_id=True
            )
            return CleanFile(out.getvalue(), len(target.pages), 0, 0)
    except pikepdf.PasswordError as error:
        raise Unusable("upload_encrypted") from error
    except (
        pikepdf.PdfError,
        ValueError,
        TypeError,
        KeyError,
        AttributeError,
        RuntimeError,
    ) as error:
        raise Unusable(
            "upload_damaged"
        ) from error  # whatever a broken structure makes the library say


def _check_pages(source: pikepdf.Pdf) -> None:
    if len(source.objects) > MAX_OBJECTS:
        raise Unusable("upload_too_complex")
    if not len(source.pages):
        raise Unusable("upload_damaged")
    if len(source.pages) > MAX_PAGES:
        raise Unusable("upload_too_many_pages")
    for page in source.pages:
        box = [float(edge) for edge in page.mediabox]
        width, height = abs(box[2] - box[0]), abs(box[3] - box[1])
        if not (0 < width <= MAX_PAGE_POINTS and 0 < height <= MAX_PAGE_POINTS):
            raise Unusable("upload_damaged")


def _draw_fields(source: pikepdf.Pdf) -> None:
    if "/AcroForm" in source.Root:
        source.generate_appearance_streams()
    source.flatten_annotations("screen")


def _keep_page_only(page: pikepdf.Page) -> None:
    for key in list(page.obj.keys()):
        if key not in PAGE_KEYS:
            del page.obj[key]


def _disarm(target: pikepdf.Pdf) -> None:
    """Empty actions and files within files wherever they hang, and count what the streams unpack to."""
    budget = MAX_DECODED_BYTES
    for holder in _dictionaries(target):
        if _is(holder, "/S", ACTIONS) or "/EF" in holder or _is(holder, "/Type", {"/Filespec"}):
            _drop(holder, holder.keys())
        if isinstance(holder, pikepdf.Stream):
            _check_stream(holder)
            _drop(holder, STREAM_EXTRAS)
            budget -= decoded_size(holder)
        if budget < 0:
            raise Unusable("upload_too_complex")


def _check_stream(stream: pikepdf.Stream) -> None:
    if OUTSIDE_DATA & set(stream.keys()):
        raise Unusable("upload_too_complex")
    if _is(stream, "/Subtype", {"/PS"}) or _is(stream, "/Type", {"/EmbeddedFile"}):
        raise Unusable("upload_too_complex")


def _is(holder: pikepdf.Object, key: str, names: AbstractSet[str]) -> bool:
    value = holder.get(key)
    return isinstance(value, pikepdf.Name) and str(value) in names


def _drop(holder: pikepdf.Object, keys: Iterable[str]) -> None:
    for key in set(keys) & set(holder.keys()):
        del holder[key]


def _dictionaries(target: pikepdf.Pdf) -> Iterator[pikepdf.Object]:
    """Every dictionary and stream, also those that stand directly in others."""
    stack: list[object] = list(target.objects)
    while stack:
        found = stack.pop()
        if isinstance(found, pikepdf.Dictionary | pikepdf.Stream):
            yield found
            stack += [value for _, value in found.items() if _is_direct(value)]
        elif isinstance(found, pikepdf.Array):
            stack += [value for value in found if _is_direct(value)]


def _is_direct(value: object) -> bool:
    return isinstance(value, pikepdf.Object) and not value.is_indirect


def decoded_size(stream: pikepdf.Stream) -> int:
    """How many bytes the stream unpacks to, found without unpacking it whole. Raises Unusable.

    Only a picture may be larger than MAX_STREAM_BYTES; its pixels are limited instead.
    """
    is_picture = _is(stream, "/Subtype", {"/Image"})
    if (
        is_picture
        and int(stream.get("/Width", 0)) * int(stream.get("/Height", 0)) > MAX_PIXELS["JPEG"]
    ):
        raise Unusable("upload_too_many_pixels")
    limit = MAX_DECODED_BYTES if is_picture else MAX_STREAM_BYTES
    data = stream.read_raw_bytes()
    filters = _filters(stream)
    for place, name in enumerate(filters):
        if name in PICTURE_FILTERS:
            return len(data)
        if place == len(filters) - 1 and name == "/FlateDecode":
            return _inflated_size(data, limit)
        data = _decoded(name, data)
        if len(data) > limit:
            raise Unusable("upload_too_complex")
    return len(data)


def _filters(stream: pikepdf.Stream) -> list[str]:
    found = stream.get("/Filter", pikepdf.Array())
    names = [found] if isinstance(found, pikepdf.Name) else list(found)
    return [SHORT_NAMES.get(str(name), str(name)) for name in names]


def _decoded(name: str, data: bytes) -> bytes:
    """The whole of a rare encoding; the memory limit of the process stands behind this one."""
    if name == "/FlateDecode":
        return zlib.decompressobj().decompress(data, MAX_STREAM_BYTES + 1)
    with pikepdf.new() as scratch:
        return pikepdf.Stream(scratch, data, {"/Filter": pikepdf.Name(name)}).read_bytes()


def _inflated_size(data: bytes, limit: int) -> int:
    machine = zlib.decompressobj()
    size = 0
    while data and not machine.eof:
        try:
            size += len(machine.decompress(data, CHUNK))
        except zlib.error:  # readers show what comes before the fault, so that part counts
            return size
        data = machine.unconsumed_tail
        if size > limit:
            raise Unusable("upload_too_complex")
    return size
