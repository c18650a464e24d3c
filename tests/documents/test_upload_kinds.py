"""What a file is, by its content alone."""

import io
import zipfile

import pytest

from interior_portal.documents.uploads import refusals
from interior_portal.documents.uploads.kinds import FileKind, kind_of
from interior_portal.shared.refusals import Refused
from tests.documents import files


def _zip(name: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(name, "x" * 100)
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (files.jpeg(), FileKind.JPEG),
        (files.png(), FileKind.PNG),
        (files.saved_pdf(files.pdf()), FileKind.PDF),
        (files.jpeg() + files.PHP, FileKind.JPEG),
    ],
)
def test_what_we_take_is_known_by_its_first_bytes(data: bytes, kind: FileKind) -> None:
    assert kind_of(data) is kind


@pytest.mark.parametrize(
    ("data", "refusal"),
    [
        (b"", refusals.EMPTY),
        (files.HEIC, refusals.HEIC),
        (files.HEIC.replace(b"ftypheic", b"ftypmif1"), refusals.HEIC),
        (
            b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
            refusals.WRONG_TYPE,
        ),
        (b"<!doctype html><script>alert(1)</script>", refusals.WRONG_TYPE),
        (b"GIF89a" + bytes(40), refusals.WRONG_TYPE),
        (b"RIFF\x24\0\0\0WEBPVP8 " + bytes(40), refusals.WRONG_TYPE),
        (_zip("letter.txt"), refusals.WRONG_TYPE),
        (_zip("word/document.xml"), refusals.WRONG_TYPE),
        (b"<script>alert(1)</script>\n" + files.saved_pdf(files.pdf()), refusals.WRONG_TYPE),
        (files.PHP + files.jpeg(), refusals.WRONG_TYPE),
        (b"hello", refusals.WRONG_TYPE),
    ],
)
def test_anything_else_is_refused_with_its_own_cure(data: bytes, refusal: object) -> None:
    with pytest.raises(Refused) as caught:
        kind_of(data)
    assert caught.value.refusal is refusal
