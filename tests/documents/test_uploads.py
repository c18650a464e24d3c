"""Receiving, keeping and handing out files."""

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile, TemporaryUploadedFile
from django.db import IntegrityError, transaction
from django.http import FileResponse
from PIL import Image
from pytest_django import DjangoAssertNumQueries, Settings

from interior_portal.accounts.models import User
from interior_portal.documents import actions, queries, views
from interior_portal.documents.models import Upload
from interior_portal.documents.uploads import portrait, refusals
from interior_portal.shared.refusals import Refusal, Refused
from tests.documents import files

pytestmark = pytest.mark.django_db
NAME = re.compile(r"uploads/\d{4}/\d{2}/\d{2}/[0-9a-f]{32}\.(jpg|pdf)")
EVIL_NAMES = [
    "../../etc/passwd",
    "photo\u202egpj.exe",
    "<script>.jpg",
    "a" * 300 + ".jpg",
    "صورة.jpg",
]


@pytest.fixture
def owner() -> User:
    return User.objects.create_user(email="traveller@example.org")


def _receive(data: bytes, owner: User, name: str = "photo.jpg") -> Upload:
    return actions.receive_upload(
        SimpleUploadedFile(name, data), owner=owner, purpose="tests.document"
    )


def _content(upload: Upload) -> bytes:
    with upload.file.open("rb") as file:
        content: bytes = file.read()
    return content


def _refusal(data: bytes, owner: User) -> Refusal:
    with pytest.raises(Refused) as caught:
        _receive(data, owner)
    return caught.value.refusal


def test_a_picture_is_kept_with_its_measures(
    owner: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(1):
        upload = _receive(files.png(), owner)
    kept = _content(upload)
    assert kept.startswith(b"\xff\xd8\xff")
    assert upload.kind == Upload.Kind.IMAGE
    assert (upload.width, upload.height, upload.pages) == (600, 771, 1)
    assert (upload.size, upload.sha256) == (len(kept), hashlib.sha256(kept).hexdigest())
    assert (upload.owner, upload.purpose) == (owner, "tests.document")
    assert queries.get_upload(upload.reference) == upload


def test_a_pdf_is_kept_with_its_pages(owner: User) -> None:
    upload = _receive(files.saved_pdf(files.pdf(pages=4)), owner, "scan.pdf")
    assert (upload.kind, upload.pages, upload.width, upload.height) == ("PDF", 4, None, None)
    assert _content(upload).startswith(b"%PDF-")


@pytest.mark.parametrize("name", EVIL_NAMES)
def test_the_senders_name_is_not_kept(owner: User, name: str) -> None:
    upload = _receive(files.jpeg(), owner, name)
    assert NAME.fullmatch(str(upload.file.name))
    assert upload.public_name == f"document-{upload.sha256[:8]}.jpg"


def test_the_name_says_nothing_about_the_type(owner: User) -> None:
    assert _receive(files.saved_pdf(files.pdf()), owner, "photo.jpg").kind == Upload.Kind.PDF
    svg = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
    assert _refusal(svg, owner) == refusals.WRONG_TYPE


def test_ten_megabytes_are_the_most(owner: User, settings: Settings) -> None:
    data = files.jpeg()
    settings.UPLOAD_MAX_BYTES = len(data)
    _receive(data, owner)
    settings.UPLOAD_MAX_BYTES = len(data) - 1
    assert _refusal(data, owner) == refusals.TOO_LARGE


def test_while_the_virus_scanner_is_away_nothing_is_taken(
    owner: User, settings: Settings, tmp_path: Path
) -> None:
    settings.DOCUMENTS_CLAMAV = str(tmp_path / "clamd")
    assert _refusal(files.jpeg(), owner) == refusals.SCANNER_AWAY


def test_a_file_on_disk_is_read_from_its_start(owner: User) -> None:
    with TemporaryUploadedFile("photo.jpg", "image/jpeg", 1, None) as file:
        file.write(files.jpeg())
        upload = actions.receive_upload(file, owner=owner, purpose="tests.document")
    assert upload.is_image


def test_of_a_refused_file_nothing_stays(owner: User) -> None:
    before = _stored()
    assert _refusal(files.jpeg()[:2000], owner) == refusals.DAMAGED
    assert (Upload.objects.count(), _stored()) == (0, before)


def _stored() -> set[str]:
    found = set()
    folders = ["uploads"]
    while folders:
        folder = folders.pop()
        if default_storage.exists(folder):
            inner, names = default_storage.listdir(folder)
            folders += [f"{folder}/{name}" for name in inner]
            found |= {f"{folder}/{name}" for name in names}
    return found


def test_every_refusal_is_a_sentence_with_a_cure() -> None:
    known = [value for value in vars(refusals).values() if isinstance(value, Refusal)]
    assert len(known) == 11
    for refusal in known:
        assert len(str(refusal).split(". ")) >= 2, refusal.code
        assert "%(" not in str(refusal)


def test_the_database_refuses_a_picture_without_measures(owner: User) -> None:
    upload = _receive(files.jpeg(), owner)
    with pytest.raises(IntegrityError), transaction.atomic():
        Upload.objects.filter(pk=upload.pk).update(width=None)


# --- handing out ------------------------------------------------------------------------------------


def _body(response: FileResponse) -> bytes:
    content = b"".join(cast("Iterator[bytes]", response.streaming_content))
    response.close()
    return content


def _check_sealed_off(response: FileResponse) -> None:
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response["Cache-Control"] == "private, no-store"


def test_a_file_is_handed_out_as_a_download(owner: User) -> None:
    upload = _receive(files.saved_pdf(files.pdf()), owner, "\u202efdp.exe")
    response = views.serve(upload)
    expected = f'attachment; filename="document-{upload.sha256[:8]}.pdf"'
    assert response["Content-Disposition"] == expected
    assert response["Content-Type"] == "application/pdf"
    _check_sealed_off(response)
    assert hashlib.sha256(_body(response)).hexdigest() == upload.sha256


def test_a_picture_can_be_shown_beside_the_answers(owner: User) -> None:
    upload = _receive(files.jpeg(), owner)
    response = views.inline_image(upload)
    assert response["Content-Disposition"].startswith("inline;")
    assert response["Content-Type"] == "image/jpeg"
    _check_sealed_off(response)
    assert len(_body(response)) == upload.size


def test_a_pdf_is_never_shown_inline(owner: User) -> None:
    with pytest.raises(ValueError, match="pictures"):
        views.inline_image(_receive(files.saved_pdf(files.pdf()), owner))


# --- portraits --------------------------------------------------------------------------------------


def _portrait(image: Image.Image, owner: User) -> Upload:
    file = SimpleUploadedFile("me.jpg", files.jpeg(image))
    return actions.receive_portrait(file, owner=owner, purpose="tests.photo")


@pytest.mark.parametrize("size", [(400, 514), (413, 531), (600, 800), (800, 1000), (3000, 4000)])
def test_a_passport_photo_is_taken(owner: User, size: tuple[int, int]) -> None:
    assert _portrait(files.picture(*size), owner).purpose == "tests.photo"


@pytest.mark.parametrize(
    ("image", "code"),
    [
        (files.picture(399, 513), "portrait_too_small"),
        (files.picture(531, 413), "portrait_wrong_shape"),
        (files.picture(600, 600), "portrait_wrong_shape"),
        (files.picture(500, 1000), "portrait_wrong_shape"),
        (files.picture().point(lambda value: value // 8), "portrait_too_dark"),
        (files.picture().point(lambda value: 245 + value // 32), "portrait_too_bright"),
        (Image.new("RGB", (600, 771), (128, 128, 128)), "portrait_too_flat"),
    ],
)
def test_other_pictures_are_refused_and_not_kept(
    owner: User, image: Image.Image, code: str
) -> None:
    before = _stored()
    with pytest.raises(Refused) as caught:
        _portrait(image, owner)
    assert caught.value.refusal.code == code
    assert (Upload.objects.count(), _stored()) == (0, before)


def test_a_portrait_that_is_too_small_is_told_its_size(owner: User) -> None:
    with pytest.raises(Refused) as caught:
        _portrait(files.picture(390, 500), owner)
    assert "390 × 500" in str(caught.value)


def test_a_pdf_is_no_portrait(owner: User) -> None:
    upload = _receive(files.saved_pdf(files.pdf()), owner)
    assert portrait.why_not_portrait(upload) == portrait.NOT_A_PICTURE
