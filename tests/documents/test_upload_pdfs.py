"""PDFs are made anew from their pages."""

import io
import subprocess

import pikepdf
import pytest

from interior_portal.documents.uploads import refusals
from interior_portal.documents.uploads.clean import clean_bytes
from interior_portal.documents.uploads.kinds import FileKind
from interior_portal.shared.refusals import Refusal, Refused
from tests.documents import files


def _clean(data: bytes) -> bytes:
    return clean_bytes(data, FileKind.PDF).content


def _refusal(data: bytes) -> Refusal:
    with pytest.raises(Refused) as caught:
        clean_bytes(data, FileKind.PDF)
    return caught.value.refusal


def _plain(data: bytes) -> bytes:
    """The file with nothing packed, so that a search finds what is in it."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as document:
        document.save(
            out,
            compress_streams=False,
            stream_decode_level=pikepdf.StreamDecodeLevel.generalized,
            object_stream_mode=pikepdf.ObjectStreamMode.disable,
        )
    return out.getvalue()


def _text(data: bytes) -> str:
    command = ["pdftotext", "-", "-"]
    return subprocess.run(command, input=data, capture_output=True, check=True).stdout.decode()


def test_pages_and_their_text_stay() -> None:
    clean = clean_bytes(files.saved_pdf(files.pdf(pages=3, text="Passport")), FileKind.PDF)
    assert (clean.pages, clean.width, clean.height) == (3, 0, 0)
    assert _text(clean.content).split() == ["Passport"] * 3


def test_scripts_attachments_and_actions_go() -> None:
    sent = files.saved_pdf(files.armed_pdf())
    dangerous = [b"/JavaScript", b"/JS", b"/OpenAction", b"/AcroForm", b"/XFA", b"/EmbeddedFile"]
    dangerous += [b"/Launch", b"/Annots", b"payload", b"calc.exe", files.SCRIPT.encode()]
    for word in dangerous:
        assert word in _plain(sent), word
    kept = _plain(_clean(sent))
    assert [word for word in dangerous if word in kept] == []
    assert _text(_clean(sent)).split() == ["Hello"]


def test_a_resource_may_be_called_like_an_action() -> None:
    """The font of the specimen is named /AA; the text must survive the cleaning."""
    assert b"/AA" in _plain(_clean(files.saved_pdf(files.pdf())))


def test_what_was_typed_into_a_form_stays_visible() -> None:
    sent = files.saved_pdf(files.form_pdf("Anna Maria"))
    kept = _clean(sent)
    assert b"/Widget" not in _plain(kept)
    assert "Anna Maria" in _text(kept)


def test_a_file_that_opens_without_a_password_is_taken_and_unlocked() -> None:
    sent = files.saved_pdf(files.pdf(), encryption=pikepdf.Encryption(owner="owner", user=""))
    with pikepdf.open(io.BytesIO(_clean(sent))) as document:
        assert not document.is_encrypted


def test_a_password_is_refused() -> None:
    sent = files.saved_pdf(files.pdf(), encryption=pikepdf.Encryption(owner="o", user="secret"))
    assert _refusal(sent) == refusals.ENCRYPTED


def test_thirty_pages_are_the_most() -> None:
    assert clean_bytes(files.saved_pdf(files.pdf(30)), FileKind.PDF).pages == 30
    assert _refusal(files.saved_pdf(files.pdf(31))) == refusals.TOO_MANY_PAGES


@pytest.mark.parametrize("data", [b"%PDF-1.7\nnothing", b"%PDF-1.7\n" + bytes(5000)])
def test_what_is_no_document_is_damaged(data: bytes) -> None:
    assert _refusal(data) == refusals.DAMAGED


def test_a_document_without_pages_is_damaged() -> None:
    assert _refusal(files.saved_pdf(pikepdf.new())) == refusals.DAMAGED


@pytest.mark.parametrize("times", [1, 2])
def test_a_bomb_is_refused_in_little_time_and_memory(times: int) -> None:
    sent = files.bomb_pdf(times)
    assert len(sent) < 2 * 1024 * 1024
    assert _refusal(sent) == refusals.TOO_COMPLEX
    cost = files.cost_of(sent, "pdf")
    assert cost.head == {"refusal": "upload_too_complex"}
    assert cost.mebibytes < 200
    assert cost.seconds < 10


def test_a_picture_with_too_many_pixels_is_refused() -> None:
    document = files.pdf()
    image = document.make_stream(b"x", Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image)
    image.Width, image.Height, image.BitsPerComponent = 30_000, 30_000, 8
    image.ColorSpace = pikepdf.Name.DeviceGray
    document.pages[0].obj.Resources.XObject = pikepdf.Dictionary(Im0=image)
    assert _refusal(files.saved_pdf(document)) == refusals.TOO_MANY_PIXELS


def test_data_in_another_file_is_refused() -> None:
    document = files.pdf()
    image = document.make_stream(b"", Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image)
    image.Width = image.Height = 1
    image.F = "//attacker/share"
    document.pages[0].obj.Resources.XObject = pikepdf.Dictionary(Im0=image)
    assert _refusal(files.saved_pdf(document)) == refusals.TOO_COMPLEX


def test_a_page_larger_than_any_paper_is_damaged() -> None:
    document = files.pdf()
    document.pages[0].mediabox = pikepdf.Array([0, 0, 100_000, 10])
    assert _refusal(files.saved_pdf(document)) == refusals.DAMAGED
