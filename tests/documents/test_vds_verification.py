"""Every outcome of Doc 9303-13 appendix D, and that no flipped bit gets through."""

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from interior_portal.documents import vds
from interior_portal.documents.vds import Outcome, TrustLevel
from tests.documents.seals import (
    NOW,
    VISA_A,
    header,
    icao_private_key,
    icao_public_key,
    specimens,
    visa_features,
    visa_seal,
)

DAY = dt.timedelta(days=1)
SEALS = [pytest.param(seal, id=seal["id"]) for seal in specimens()["seals"]]
CURVES = [
    ec.SECP224R1(),
    ec.SECP256R1(),
    ec.BrainpoolP256R1(),
    ec.SECP384R1(),
    ec.BrainpoolP384R1(),
    ec.BrainpoolP512R1(),
    ec.SECP521R1(),
]


def _key(**changes: Any) -> vds.VerificationKey:
    facts: dict[str, Any] = {
        "signer_id": "UTTS",
        "certificate_reference": "5B",
        "public_key": icao_public_key(),
        "not_before": NOW - 30 * DAY,
        "not_after": NOW + 30 * DAY,
    }
    return vds.VerificationKey(**(facts | changes))


@pytest.mark.parametrize("seal", SEALS)
def test_published_seals(seal: dict[str, Any]) -> None:
    verification = vds.verify(bytes.fromhex(seal["hex"]), {"UTTS5B": icao_public_key()})
    expected = Outcome.VALID if seal["signature_valid"] else Outcome.INVALID_SIGNATURE
    assert verification.outcome == expected
    assert verification.is_signature_valid is seal["signature_valid"]
    assert verification.is_valid is seal["signature_valid"]


@pytest.mark.parametrize("curve", CURVES, ids=lambda curve: curve.name)
def test_a_seal_of_every_curve_verifies_with_its_key_only(curve: ec.EllipticCurve) -> None:
    key, other = ec.generate_private_key(curve), ec.generate_private_key(curve)
    for version in (3, 4):
        data = visa_seal(key=key, version=version)
        assert vds.verify(data, {"UTTS5B": key.public_key()}).outcome == Outcome.VALID
        wrong = vds.verify(data, {"UTTS5B": other.public_key()})
        assert wrong.outcome == Outcome.INVALID_SIGNATURE


def test_no_flipped_bit_of_the_signed_bytes_is_valid() -> None:
    refused = {
        Outcome.INVALID_SIGNATURE,
        Outcome.WRONG_FORMAT,
        Outcome.READ_ERROR,
        Outcome.UNKNOWN_CERTIFICATE,
    }
    keys = {"UTTS5B": icao_public_key()}
    for seal in [bytes.fromhex(specimens()["seals"][0]["hex"]), visa_seal(version=3)]:
        signed = len(vds.read(seal).signed_bytes)
        found = []
        for at in range(signed * 8):
            data = bytearray(seal)
            data[at // 8] ^= 1 << (at % 8)
            found.append(vds.verify(bytes(data), keys).outcome)
        assert set(found) <= refused
        assert found.count(Outcome.INVALID_SIGNATURE) > signed


def test_no_flipped_bit_of_the_signature_is_valid() -> None:
    seal = visa_seal()
    start = len(vds.read(seal).signed_bytes)
    for at in range(start, len(seal)):
        data = bytearray(seal)
        data[at] ^= 0x01
        outcome = vds.verify(bytes(data), {"UTTS5B": icao_public_key()}).outcome
        assert outcome in {Outcome.INVALID_SIGNATURE, Outcome.WRONG_FORMAT}


def test_a_signature_of_another_length_is_invalid() -> None:
    longer = vds.write(header(), visa_features().encode(), lambda _: bytes(96))
    assert vds.verify(longer, [_key()]).outcome == Outcome.INVALID_SIGNATURE


def test_what_cannot_be_read() -> None:
    assert vds.verify(b"", [_key()]).outcome == Outcome.READ_ERROR
    assert vds.verify(b"\xdc\x09", [_key()]).outcome == Outcome.WRONG_FORMAT


KEY_CASES = [
    ({}, Outcome.VALID, TrustLevel.TRUSTABLE),
    ({"signer_id": "UTXX"}, Outcome.UNKNOWN_CERTIFICATE, TrustLevel.HIGH_FRAUD_POTENTIAL),
    (
        {"certificate_reference": "5C"},
        Outcome.UNKNOWN_CERTIFICATE,
        TrustLevel.HIGH_FRAUD_POTENTIAL,
    ),
    ({"is_trusted": False}, Outcome.UNTRUSTED_CERTIFICATE, TrustLevel.HIGH_FRAUD_POTENTIAL),
    ({"public_key": None}, Outcome.UNTRUSTED_CERTIFICATE, TrustLevel.HIGH_FRAUD_POTENTIAL),
    (
        {"not_after": NOW - DAY},
        Outcome.EXPIRED_CERTIFICATE,
        TrustLevel.MEDIUM_FRAUD_POTENTIAL,
    ),
    (
        {"not_before": NOW + DAY},
        Outcome.EXPIRED_CERTIFICATE,
        TrustLevel.MEDIUM_FRAUD_POTENTIAL,
    ),
    ({"is_revoked": True}, Outcome.REVOKED_CERTIFICATE, TrustLevel.HIGH_FRAUD_POTENTIAL),
    (
        {"document_types": frozenset({"P", "ID"})},
        Outcome.INVALID_DOCUMENTTYPE,
        TrustLevel.HIGH_FRAUD_POTENTIAL,
    ),
    ({"document_types": frozenset({"V"})}, Outcome.VALID, TrustLevel.TRUSTABLE),
]


@pytest.mark.parametrize(("changes", "outcome", "trust"), KEY_CASES)
def test_the_state_of_the_key_decides(
    changes: dict[str, Any], outcome: Outcome, trust: TrustLevel
) -> None:
    verification = vds.verify(visa_seal(), [_key(**changes)], at=NOW)
    assert (verification.outcome, verification.trust_level) == (outcome, trust)


def test_the_limits_of_validity_are_valid() -> None:
    for moment in (NOW - 30 * DAY, NOW + 30 * DAY):
        assert vds.verify(visa_seal(), [_key()], at=moment).outcome == Outcome.VALID


def test_without_a_moment_a_key_is_judged_now() -> None:
    aged = _key(not_before=None, not_after=dt.datetime(2000, 1, 1, tzinfo=dt.UTC))
    assert vds.verify(visa_seal(), [aged]).outcome == Outcome.EXPIRED_CERTIFICATE


def test_a_forged_seal_of_an_expired_key_is_no_medium_matter() -> None:
    data = bytearray(visa_seal())
    data[-1] ^= 1
    verification = vds.verify(bytes(data), [_key(not_after=NOW - DAY)], at=NOW)
    assert verification.outcome == Outcome.EXPIRED_CERTIFICATE
    assert verification.is_signature_valid is False
    assert verification.trust_level == TrustLevel.HIGH_FRAUD_POTENTIAL


def test_leading_zeros_of_a_reference_do_not_count_but_a_literal_match_wins() -> None:
    other = ec.generate_private_key(ec.BrainpoolP256R1()).public_key()
    padded = visa_seal(version=3)
    assert vds.verify(padded, {"UTTS5B": icao_public_key()}).outcome == Outcome.VALID
    both = {"UTTS5B": other, "UTTS0005B": icao_public_key()}
    assert vds.verify(padded, both).outcome == Outcome.VALID
    assert vds.verify(visa_seal(), both).outcome == Outcome.INVALID_SIGNATURE


def test_keys_come_as_a_mapping_a_list_or_a_generator() -> None:
    data = visa_seal()
    assert vds.verify(data, {"UTTS5B": _key()}, at=NOW).is_valid
    assert vds.verify(data, (key for key in [_key()]), at=NOW).is_valid
    assert vds.verify(vds.read(data), [_key()], at=NOW).is_valid
    assert vds.verify(data, []).outcome == Outcome.UNKNOWN_CERTIFICATE
    assert vds.verify(data, {}).outcome == Outcome.UNKNOWN_CERTIFICATE


def _certificate(key: Any, types: frozenset[str] | None = None) -> x509.Certificate:
    names = [(x509.NameOID.COUNTRY_NAME, "UT"), (x509.NameOID.COMMON_NAME, "TS")]
    name = x509.Name([x509.NameAttribute(oid, value) for oid, value in names])
    builder = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(0x5B)
        .not_valid_before(NOW - DAY)
        .not_valid_after(NOW + DAY)
    )
    if types is not None:
        oid = x509.ObjectIdentifier("2.23.136.1.1.6.2")
        value = x509.UnrecognizedExtension(oid, vds.encode_document_types(types))
        builder = builder.add_extension(value, critical=False)
    return builder.sign(key, hashes.SHA256())


def test_a_certificate_is_a_key() -> None:
    private_key = icao_private_key()
    data = visa_seal()
    certificate = _certificate(private_key, frozenset({"V"}))
    assert vds.verify(data, [certificate], at=NOW).outcome == Outcome.VALID
    assert vds.verify(data, {"any": certificate}, at=NOW).outcome == Outcome.VALID
    aged = vds.verify(data, [certificate], at=NOW + 2 * DAY)
    assert aged.outcome == Outcome.EXPIRED_CERTIFICATE
    other = _certificate(private_key, frozenset({"PU", "I"}))
    assert vds.verify(data, [other], at=NOW).outcome == Outcome.INVALID_DOCUMENTTYPE
    untrusted = vds.VerificationKey.of_certificate(certificate, is_trusted=False)
    assert vds.verify(data, [untrusted], at=NOW).outcome == Outcome.UNTRUSTED_CERTIFICATE
    revoked = vds.VerificationKey.of_certificate(certificate, is_revoked=True)
    assert vds.verify(data, [revoked], at=NOW).outcome == Outcome.REVOKED_CERTIFICATE


def test_a_key_that_is_no_elliptic_curve_is_not_trusted() -> None:
    private_key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    found = vds.verify(visa_seal(), [_certificate(private_key)], at=NOW)
    assert (found.outcome, found.is_signature_valid) == (Outcome.UNTRUSTED_CERTIFICATE, None)
    assert found.detail == "the curve of this key cannot be used here"


def test_document_types_are_written_as_der_and_read_back() -> None:
    value = vds.encode_document_types({"V", "PU"})
    assert value.hex() == "300c0201003107130156" + "13025055"
    assert vds.read_document_types(value) == frozenset({"V", "PU"})


@pytest.mark.parametrize("value", ["", "3000", "30", "0201", "300c0201003107", "31071302", "ff"])
def test_a_broken_list_of_document_types_permits_nothing(value: str) -> None:
    assert vds.read_document_types(bytes.fromhex(value)) == frozenset()
    key = _key(document_types=frozenset())
    assert vds.verify(visa_seal(), [key], at=NOW).outcome == Outcome.INVALID_DOCUMENTTYPE


def test_an_unknown_feature_is_named_and_stays_valid() -> None:
    data = visa_seal(extra=(vds.Feature(0x09, b"new"), vds.Feature(0x0A, b"")))
    verification = vds.verify(data, [_key()], at=NOW)
    assert verification.outcome == Outcome.UNKNOWN_FEATURE
    assert verification.is_valid
    assert verification.unknown_tags == (0x09, 0x0A)
    assert verification.trust_level == TrustLevel.TRUSTABLE


def _signed(*features: vds.Feature) -> bytes:
    return vds.write(header(), features, vds.signer_for(icao_private_key()))


MRZ_B, STAY, PASSPORT, ENTRIES = sorted(
    visa_features().encode(), key=lambda feature: [2, 4, 5, 3].index(feature.tag)
)
MRZ_A = visa_features(mrz=VISA_A).encode()[0]


@pytest.mark.parametrize(
    "features",
    [
        (),
        (STAY, PASSPORT),
        (MRZ_B, PASSPORT),
        (MRZ_B, STAY),
        (MRZ_A, MRZ_B, STAY, PASSPORT),
        (MRZ_B, MRZ_B, STAY, PASSPORT),
        (MRZ_B, STAY, PASSPORT, ENTRIES, ENTRIES),
        (MRZ_B, STAY, PASSPORT, vds.Feature(3, b"\x01\x02")),
        (MRZ_B, vds.Feature(4, b"\x01\x02"), PASSPORT),
        (MRZ_B, STAY, vds.Feature(5, bytes(6))),
        (vds.Feature(2, MRZ_B.value[:-2]), STAY, PASSPORT),
        (vds.Feature(2, bytes(44)), STAY, PASSPORT),
        (vds.Feature(2, vds.encode_c40("V" * 65)), STAY, PASSPORT),
        (MRZ_B, STAY, PASSPORT, vds.Feature(6, b"")),
    ],
)
def test_a_signed_seal_that_breaks_its_profile_has_a_wrong_format(
    features: tuple[vds.Feature, ...],
) -> None:
    verification = vds.verify(_signed(*features), [_key()], at=NOW)
    assert verification.outcome == Outcome.WRONG_FORMAT
    assert verification.is_signature_valid
    assert verification.detail


def test_the_order_of_features_is_free() -> None:
    data = _signed(PASSPORT, ENTRIES, STAY, MRZ_B)
    assert vds.verify(data, [_key()], at=NOW).outcome == Outcome.VALID


def test_a_national_profile_can_be_given() -> None:
    rule = vds.FeatureRule(1, 1, 20, is_required=True)
    plate = vds.Profile(name="plate", feature_reference=0x10, type_category=0x02, rules=(rule,))
    sign = vds.signer_for(icao_private_key())
    national = header(feature_reference=0x10, type_category=0x02)
    whole = vds.write(national, [vds.Feature(1, b"12-3456")], sign)
    empty = vds.write(national, [], sign)
    profiles = {plate.key: plate}
    assert vds.verify(whole, [_key()], at=NOW, profiles=profiles).profile == plate
    found = vds.verify(empty, [_key()], at=NOW, profiles=profiles)
    assert found.outcome == Outcome.WRONG_FORMAT
    assert vds.verify(empty, [_key()], at=NOW).outcome == Outcome.VALID


def test_outcomes_are_their_names() -> None:
    assert vds.verify(visa_seal(), [replace(_key(), is_revoked=True)], at=NOW).outcome == (
        "REVOKED_CERTIFICATE"
    )
