"""The visa as it is printed: read back from the page as anybody would."""

import io
import subprocess
from pathlib import Path

import pytest
from django.test import Client
from PIL import Image

from interior_portal.documents import barcodes, keys, vds
from interior_portal.documents.models import Paper
from interior_portal.people import mrz
from tests.scenarios import VisaOffice
from visas import papers, queries
from visas.models import Application


def paper_of(application: Application) -> Paper:
    visa = queries.find_visa(application)
    assert visa is not None
    assert visa.paper is not None
    return visa.paper


def picture(paper: Paper, folder: Path) -> Image.Image:
    """The first page as a 150 dpi scanner sees it."""
    source = folder / "visa.pdf"
    with paper.file.open("rb") as file:
        source.write_bytes(file.read())
    command = ["pdftoppm", "-r", "150", "-png", "-f", "1", "-l", "1", "-gray", str(source)]
    return Image.open(io.BytesIO(subprocess.run(command, check=True, capture_output=True).stdout))


@pytest.fixture
def application(office: VisaOffice) -> Application:
    return office.grant(office.in_review())


def test_the_seal_on_the_page_verifies(application: Application, tmp_path: Path) -> None:
    codes = barcodes.decode(picture(paper_of(application), tmp_path))
    seals = [code for code in codes if code[:1] == b"\xdc"]
    assert len(seals) == 1
    seal = vds.read(seals[0])
    assert vds.verify(seal, keys.verification_keys()).outcome == vds.Outcome.VALID
    said = vds.read_visa(seal)
    assert said.passport_number == "C01234567"
    assert said.entries == 1


def test_one_flipped_byte_does_not(application: Application) -> None:
    seal = bytearray(bytes(paper_of(application).seal))
    seal[40] ^= 1
    assert vds.verify(bytes(seal), keys.verification_keys()).outcome != vds.Outcome.VALID


def test_the_qr_leads_to_the_page_that_says_valid(
    application: Application, tmp_path: Path, client: Client
) -> None:
    paper = paper_of(application)
    codes = barcodes.decode(picture(paper, tmp_path))
    links = [code.decode() for code in codes if code.startswith(b"http")]
    assert links == [f"http://localhost:8000/check/{paper.token}/"]
    answer = client.get(f"/check/{paper.token}/")
    text = answer.content.decode()
    assert answer.status_code == 200
    assert "HADDAD" in text
    for hidden in ("C01234567", "ليلى حداد", "1994"):
        assert hidden not in text


def test_the_zone_is_a_valid_visa(application: Application) -> None:
    visa = queries.find_visa(application)
    assert visa is not None
    zone = mrz.read(papers.zone(application, visa, paper_of(application).number))
    assert zone.is_valid
    assert zone.format == mrz.MrzFormat.MRV_A
    assert (zone.surname, zone.given, zone.optional) == ("HADDAD", "LAYLA", "C01234567")


def test_everything_stands_on_one_page(application: Application, tmp_path: Path) -> None:
    source = tmp_path / "visa.pdf"
    with paper_of(application).file.open("rb") as file:
        source.write_bytes(file.read())
    info = subprocess.run(["pdfinfo", str(source)], check=True, capture_output=True, text=True)
    assert "Pages:           1\n" in info.stdout
