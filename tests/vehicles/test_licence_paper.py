"""The licence as a paper: its seal in words, and no byte of it that could be another."""

import datetime as dt
import io
import random
import subprocess
from collections.abc import Iterator

import pikepdf
import pytest
from django.utils import translation
from PIL import Image

from interior_portal.documents import barcodes, keys, printing, registry, seal_words, vds
from interior_portal.documents.formats import Format
from interior_portal.documents.models import Paper
from interior_portal.shared import clock
from tests.documents.papers import text_of
from tests.vehicles.office import TransportOffice
from vehicles import papers, queries
from vehicles.models import Vehicle

MUTATIONS = 1_000
LARGEST_LICENCE = 60_000  # bytes
MM = 72 / 25.4
# How each format is read back: what a cheap scanner sees, and what a thermal head burns.
RASTERS = {"scan": ["-r", "150", "-gray"], "thermal": ["-r", "203", "-mono"]}


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture
def vehicle(transport: TransportOffice) -> Vehicle:
    """A vehicle of which everything is known, so that its licence is as full as they get."""
    return transport.registered(
        variant="963-4-A",
        engine_number="K24A4-1234567",
        capacity_cc=2354,
        mass_kg=1400,
        laden_mass_kg=1900,
        power_kw=118,
        type_approval="e11*2001/116*0203*04",
        axles=2,
        standing=0,
        first_registered_on=dt.date(2004, 5, 6),
    )


@pytest.fixture
def paper(vehicle: Vehicle) -> Paper:
    licence = queries.current_licence(vehicle)
    assert licence is not None
    assert licence.paper is not None
    return licence.paper


def _verified(seal: bytes, signers: list[vds.VerificationKey]) -> vds.Verification:
    return vds.verify(seal, signers, profiles=registry.known_profiles())


def test_the_seal_is_known_and_read_in_words(paper: Paper, vehicle: Vehicle) -> None:
    found = _verified(bytes(paper.seal), keys.verification_keys())
    assert found.outcome is vds.Outcome.VALID
    assert found.profile is papers.PROFILE
    said = dict(seal_words.describe(found))
    assert said["Kind of document"] == "0x9a 0x02 (Vehicle licence)"
    assert said["Number"] == paper.number
    assert said["Chassis number"] == vehicle.vin
    assert said["Vehicle"] == "Honda Accord"
    plate = queries.plate_of(vehicle)
    assert plate is not None
    assert said["Plate"].endswith(plate.number)
    assert str(clock.today().year + 1) in said["Valid until"]


def test_what_breaks_the_profile_is_refused_though_signed(paper: Paper) -> None:
    key = keys.sealing_key()
    seal = vds.read(bytes(paper.seal))
    without_number = [feature for feature in seal.features if feature.tag != papers.TAG_NUMBER]
    signed = vds.write(seal.header, without_number, key.sign)
    found = _verified(signed, keys.verification_keys())
    assert (found.outcome, found.detail) == (vds.Outcome.WRONG_FORMAT, "feature 1 is missing")


def test_a_thousand_seals_with_one_other_byte_are_all_refused(paper: Paper) -> None:
    seal, signers = bytes(paper.seal), keys.verification_keys()
    chance = random.Random(4)
    accepted = 0
    for number in range(MUTATIONS):
        place = number % len(seal)  # every byte is hit several times
        other = chance.choice([byte for byte in range(256) if byte != seal[place]])
        changed = seal[:place] + bytes([other]) + seal[place + 1 :]
        accepted += _verified(changed, signers).is_valid
    assert accepted == 0
    assert _verified(seal, signers).is_valid


def test_a_profile_is_registered_once_and_never_over_the_standard() -> None:
    registry.register_seal(papers.SEAL)
    with pytest.raises(ValueError, match="0x9a 0x02 is taken"):
        registry.register_seal(
            registry.SealProfile(
                profile=papers.PROFILE,
                label="Another",
                tags=papers.SEAL.tags,
                number_tag=papers.TAG_NUMBER,
                until_tag=papers.TAG_UNTIL,
            )
        )
    with pytest.raises(ValueError, match="not the same"):
        registry.SealProfile(profile=vds.VISA, label="Visa", tags={}, number_tag=1, until_tag=2)


def rastered(pdf: bytes, options: list[str]) -> list[Image.Image]:
    """The pages as a printer makes them."""
    pages: list[Image.Image] = []
    with pikepdf.open(io.BytesIO(pdf)) as document:
        count = len(document.pages)
    for number in range(1, count + 1):
        which = ["-f", str(number), "-l", str(number)]
        command = ["pdftoppm", *options, *which, "-"]
        done = subprocess.run(command, input=pdf, capture_output=True, check=True)
        pages.append(Image.open(io.BytesIO(done.stdout)))
    return pages


def codes_of(pdf: bytes, raster: str) -> set[bytes]:
    """What the bar codes of all pages hold, in one of the `RASTERS`."""
    return {code for page in rastered(pdf, RASTERS[raster]) for code in barcodes.decode(page)}


def _sizes(pdf: bytes) -> list[tuple[float, float]]:
    """Width and height of each page in millimetres."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        boxes = [[float(edge) for edge in page.mediabox] for page in document.pages]
    return [(round((b[2] - b[0]) / MM, 1), round((b[3] - b[1]) / MM, 1)) for b in boxes]


def test_seal_and_link_are_read_from_every_format(paper: Paper) -> None:
    codes = {bytes(paper.seal), f"http://localhost:8000/check/{paper.token}/".encode()}
    for form in Format:
        pdf = printing.drawn(paper, form)
        for raster in RASTERS:
            assert codes_of(pdf, raster) == codes, (form, raster)


def test_the_formats_have_their_sizes_and_the_licence_is_small(paper: Paper) -> None:
    drawn = {form: printing.drawn(paper, form) for form in Format}
    assert _sizes(drawn[Format.A4]) == [(210.0, 297.0)]
    assert _sizes(drawn[Format.CARD]) == [(85.6, 54.0)] * 2
    ((width, height),) = _sizes(drawn[Format.SLIP])
    assert width == 80.0
    assert 100 < height < 250
    assert {form: len(pdf) <= LARGEST_LICENCE for form, pdf in drawn.items()} == dict.fromkeys(
        Format, True
    )


def test_every_format_names_the_harmonised_codes_in_both_languages(
    paper: Paper, vehicle: Vehicle
) -> None:
    for form in Format:
        text = text_of(printing.drawn(paper, form))
        words = text.split()
        for code in ("A", "C.1", "D.1", "D.3", "E", "H", "J", "R", "P.3"):
            assert code in words, (form, code)
        for said in (
            vehicle.vin,
            "Honda",
            "Hejmara şasiyê",
            "رقم الشاسيه",
            "spî",
            "أبيض",
            "SPECIMEN",
        ):
            assert said in text, (form, said)


def test_what_is_drawn_later_says_what_was_issued(paper: Paper, vehicle: Vehicle) -> None:
    before = printing.drawn(paper, Format.CARD)
    Vehicle.objects.filter(pk=vehicle.pk).update(make="Toyota")
    again = printing.drawn(Paper.objects.get(pk=paper.pk), Format.CARD)
    assert again == before
    with pytest.raises(Exception, match="Cannot update rows"):
        Paper.objects.filter(pk=paper.pk).update(printed=[])
