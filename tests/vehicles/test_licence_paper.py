"""The licence as a paper: its seal in words, and no byte of it that could be another."""

import random
from collections.abc import Iterator

import pytest
from django.utils import translation

from interior_portal.documents import keys, registry, seal_words, vds
from interior_portal.documents.models import Paper
from interior_portal.shared import clock
from tests.vehicles.office import TransportOffice
from vehicles import papers, queries
from vehicles.models import Vehicle

MUTATIONS = 1_000


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture
def vehicle(transport: TransportOffice) -> Vehicle:
    return transport.registered()


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
