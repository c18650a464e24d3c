"""What a file is by its content; its name and the type the browser claims are not asked."""

from enum import StrEnum

import puremagic

from interior_portal.documents.uploads import refusals
from interior_portal.shared.refusals import Refused


class FileKind(StrEnum):
    """What we take."""

    JPEG = "jpeg"
    PNG = "png"
    PDF = "pdf"


MIME_TYPES = {
    "image/jpeg": FileKind.JPEG,
    "image/png": FileKind.PNG,
    "application/pdf": FileKind.PDF,
}
HEIF_BRANDS = frozenset(
    {b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1", b"avif", b"avis"}
)
HEAD = 4096


def kind_of(data: bytes) -> FileKind:
    """The kind of a file, or `Refused` with the cure.

    The first bytes decide. Whether the rest is what they say, decoding shows.
    """
    if not data:
        raise Refused(refusals.EMPTY)
    if data[4:8] == b"ftyp" and data[8:12] in HEIF_BRANDS:
        raise Refused(refusals.HEIC)
    kinds = _known_kinds(data[:HEAD])
    if len(kinds) != 1:
        raise Refused(refusals.WRONG_TYPE)
    return kinds.pop()


def _known_kinds(head: bytes) -> set[FileKind]:
    try:
        found = puremagic.magic_string(head)
    except (puremagic.PureError, ValueError):
        return set()
    return {MIME_TYPES[match.mime_type] for match in found if match.mime_type in MIME_TYPES}
