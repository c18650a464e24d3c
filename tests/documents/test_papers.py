"""A paper as a file: PDF/A, tagged, legible to people and machines, sealed and signed."""

import asyncio
import io
import logging
import re
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import pikepdf
import pytest
from pyhanko.keys import load_certs_from_pemder_data
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.status import PdfSignatureStatus, SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext
from pytest_django import Settings

from interior_portal.documents import barcodes, keys, render, sign, vds
from interior_portal.documents.models import Paper, SigningKey
from interior_portal.documents.registry import PaperKind
from interior_portal.documents.rows import PaperRow
from tests.documents import papers

LANGUAGES = pytest.mark.parametrize("languages", [("ar", "kmr"), ("ar", "en"), ("kmr", "ar")])

Result = TypeVar("Result")


@pytest.fixture
def paper(paper_kind: PaperKind) -> Paper:
    return papers.issue()


@pytest.fixture
def pdf(paper: Paper) -> Iterator[pikepdf.Pdf]:
    with pikepdf.open(io.BytesIO(papers.content_of(paper))) as document:
        yield document


def _fonts(pdf: pikepdf.Pdf) -> list[pikepdf.Object]:
    return [font for page in pdf.pages for _, font in page.obj.Resources.Font.items()]


def test_it_says_that_it_is_pdf_a_3a(pdf: pikepdf.Pdf) -> None:
    with pdf.open_metadata() as metadata:
        assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("3", "A")
    assert pdf.Root.OutputIntents[0].S == pikepdf.Name.GTS_PDFA1
    assert not pdf.is_encrypted


def test_it_is_tagged_and_says_its_language(pdf: pikepdf.Pdf, paper: Paper) -> None:
    assert pdf.Root.MarkInfo.Marked
    assert str(pdf.Root.Lang) == "ar"
    kinds = {str(thing.S) for thing in pdf.objects if _is_part_of_structure(thing)}
    assert {"/Document", "/H1", "/Table", "/TR", "/TD", "/Figure"} <= kinds
    figures = [
        thing for thing in pdf.objects if _is_part_of_structure(thing) and thing.S == "/Figure"
    ]
    assert all(str(figure.Alt) for figure in figures)
    assert str(pdf.docinfo["/Title"]).endswith(paper.number)


def _is_part_of_structure(thing: object) -> bool:
    return isinstance(thing, pikepdf.Dictionary) and thing.get("/Type") == "/StructElem"


def test_only_our_fonts_are_in_it_embedded_and_with_their_texts(pdf: pikepdf.Pdf) -> None:
    names = sorted(str(font.BaseFont).partition("+")[2] for font in _fonts(pdf))
    assert names == ["OCR-B", "Paper", "Paper-Bold"]
    for font in _fonts(pdf):
        assert "/ToUnicode" in font
        descriptor = font.DescendantFonts[0].FontDescriptor
        assert {"/FontFile2", "/FontFile3"} & set(descriptor.keys())


def test_no_letter_is_missing(paper_kind: PaperKind, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING, logger="weasyprint"):
        papers.issue()
        assert caplog.messages == []
        render.pdf_of(
            '<html lang="syc"><head><title>x</title></head><body>\U0001e900</body></html>', {}
        )
    assert any(".notdef" in message for message in caplog.messages)


@LANGUAGES
def test_both_languages_read_back_in_order(
    paper_kind: PaperKind, languages: tuple[str, str]
) -> None:
    """Words with digits among them stand in another order in a plain text; letters never do."""
    text = papers.text_of(papers.content_of(papers.issue(languages=languages)))
    for code in languages:
        for row in papers.ROWS:
            label, value = row.in_language(code)
            assert label in text, (code, label)
            parts = re.findall(r"[0-9]+|[^0-9]+", value) if code == "ar" else [value]
            assert [part for part in parts if part.strip() not in text] == [], (code, value)


def test_a_full_paper_fits_one_page(paper_kind: PaperKind) -> None:
    """Twelve rows, the last of them three lines of conditions in both languages."""
    conditions = PaperRow("Conditions", "Tell the directorate of every change of address. " * 4)
    full = [*papers.ROWS, *papers.ROWS[:3], conditions]
    paper = papers.issue(context=lambda facts: {**papers.context_of(facts), "rows": full})
    with pikepdf.open(io.BytesIO(papers.content_of(paper))) as document:
        assert len(document.pages) == 1
    assert len(barcodes.decode(papers.page_of(papers.content_of(paper)))) == 2


def test_the_mrz_reads_back(paper: Paper) -> None:
    text = papers.text_of(papers.content_of(paper))
    assert "V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<" in text
    assert f"{paper.number}" in text


@LANGUAGES
def test_seal_and_link_are_read_from_a_printed_page(
    paper_kind: PaperKind, languages: tuple[str, str]
) -> None:
    paper = papers.issue(languages=languages)
    page = papers.page_of(papers.content_of(paper))
    found = set(barcodes.decode(page))
    link = f"http://localhost:8000/check/{paper.token}/".encode()
    assert found == {bytes(paper.seal), link}


def test_the_seal_on_the_page_verifies_and_a_changed_one_does_not(paper: Paper) -> None:
    page = papers.page_of(papers.content_of(paper))
    seal = next(code for code in barcodes.decode(page) if code[0] == 0xDC)
    live = keys.verification_keys()
    found = vds.verify(seal, live)
    assert found.outcome is vds.Outcome.VALID
    assert vds.read_visa(vds.read(seal)).mrz[1].startswith(paper.number)
    for place in (30, len(seal) // 2, len(seal) - 1):
        changed = seal[:place] + bytes([seal[place] ^ 1]) + seal[place + 1 :]
        assert not vds.verify(changed, live).is_valid


def _apart(work: Callable[[], Result]) -> Result:
    """In a thread of its own: where a browser was tested before, this thread has an event loop already."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(work).result()


def _signature_of(pdf: bytes) -> PdfSignatureStatus:
    authority = SigningKey.objects.get(purpose="AUTHORITY")
    roots = list(load_certs_from_pemder_data(authority.certificate.encode()))
    (signature,) = PdfFileReader(io.BytesIO(pdf)).embedded_signatures
    context = ValidationContext(trust_roots=roots, allow_fetching=False)
    return _apart(lambda: validate_pdf_signature(signature, context))


def test_the_signature_covers_the_whole_file_and_leads_to_the_authority(paper: Paper) -> None:
    status = _signature_of(papers.content_of(paper))
    assert status.intact
    assert status.valid
    assert status.trusted
    assert status.coverage == SignatureCoverageLevel.ENTIRE_FILE
    assert status.signing_cert.serial_number == int(paper.pdf_key, 16)


def test_files_are_signed_from_within_an_event_loop_too(
    paper_kind: PaperKind, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = keys.pdf_key()
    monkeypatch.setattr(keys, "pdf_key", lambda: key)
    page = '<html lang="ar"><head><title>x</title></head><body>x</body></html>'

    async def signed() -> bytes:
        return sign.sign_pdf(render.pdf_of(page, {})).content

    assert _signature_of(_apart(lambda: asyncio.run(signed()))).intact


def test_who_signed_before_signs_with_the_new_key_after_a_change(paper_kind: PaperKind) -> None:
    """What a process keeps of a key never outlives it."""
    pages = render.pdf_of('<html lang="ar"><head><title>x</title></head><body>x</body></html>', {})
    signed = [sign.sign_pdf(pages)]
    for change in (keys.rotate, _revoke_active):
        change(purpose=SigningKey.Purpose.PDF)
        active = SigningKey.objects.get(purpose="PDF", state="ACTIVE")
        signed.append(sign.sign_pdf(pages))
        assert signed[-1].key == f"{int(active.certificate_reference, 16):X}"
    assert len({file.key for file in signed}) == 3
    for file in signed:
        status = _signature_of(file.content)
        assert (status.intact, status.valid, status.trusted) == (True, True, True)
        assert status.signing_cert.serial_number == int(file.key, 16)


def _revoke_active(*, purpose: str) -> None:
    keys.revoke(key=SigningKey.objects.get(purpose=purpose, state="ACTIVE"), reason="lost")


def test_the_signature_has_room_enough_and_little_more(pdf: pikepdf.Pdf) -> None:
    (field,) = pdf.Root.AcroForm.Fields
    content = bytes(field.V.Contents)
    empty = len(content) - len(content.rstrip(b"\0"))
    assert 200 < empty < 700
    assert len(content) < 2500


def test_one_changed_byte_breaks_the_signature(paper: Paper) -> None:
    content = papers.content_of(paper)
    place = content.index(b"/Producer")
    changed = content[:place] + b"/Procuder" + content[place + 9 :]
    assert not _signature_of(changed).intact


def test_the_signature_is_not_seen_on_the_page(pdf: pikepdf.Pdf) -> None:
    (field,) = pdf.Root.AcroForm.Fields
    assert (str(field.T), str(field.FT)) == (sign.FIELD, "/Sig")
    assert [float(edge) for edge in field.get("/Rect", [0, 0, 0, 0])] == [0, 0, 0, 0]


@pytest.mark.parametrize("code", ["UTO", "XXJ"])
def test_a_specimen_says_so(paper_kind: PaperKind, settings: Settings, code: str) -> None:
    settings.DOCUMENTS_ISSUER_CODE = code
    text = papers.text_of(papers.content_of(papers.issue()))
    assert ("SPECIMEN" in text) == (code == "UTO")


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1/x.png",
        "https://example.org/x.png",
        "file:///etc/passwd",
        "data:image/png;base64,AAAA",
        "portal:/static/../settings.py",
        "portal:/pictures/other.jpg",
        "../../etc/passwd",
    ],
)
def test_a_paper_loads_its_own_files_only(address: str) -> None:
    page = f'<html lang="ar"><head><title>x</title></head><body><img src="{address}" alt="x"></body></html>'
    with pytest.raises(BaseException, match="Error fetching"):
        render.pdf_of(page, {"photo.jpg": b""})


def test_what_people_typed_is_no_markup(paper_kind: PaperKind) -> None:
    evil = PaperRow("Name", '<img src="file:///etc/passwd"><script>alert(1)</script>')
    paper = papers.issue(context=lambda facts: {"rows": [evil], "mrz": papers.mrz_of(facts)})
    text = papers.text_of(papers.content_of(paper)).replace(" ", "")
    assert "<script>alert(1)</script>" in text
