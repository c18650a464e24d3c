"""Reading and writing: the published seals, both versions, and everything that is no seal."""

import datetime as dt
import random
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given, settings
from hypothesis import strategies as st

from interior_portal.documents import vds
from tests.documents.seals import (
    SIGNED_ON,
    header,
    icao_private_key,
    point,
    specimens,
    visa_seal,
)

UNHURRIED = settings(deadline=None)  # a busy machine is no failure
SEALS = [pytest.param(seal, id=seal["id"]) for seal in specimens()["seals"]]
FEATURES = st.lists(
    st.builds(vds.Feature, st.integers(0, 254), st.binary(max_size=300)), max_size=5
)
REFERENCES = st.text(alphabet="0123456789ABCDEF", min_size=1, max_size=40)


def _sign(message: bytes) -> bytes:
    return vds.signer_for(icao_private_key())(message)


def _seal(head: bytes, message: bytes = b"", signature: bytes = bytes(64)) -> bytes:
    return head + message + b"\xff\x40" + signature


@pytest.mark.parametrize("seal", SEALS)
def test_published_seals_are_read(seal: dict[str, Any]) -> None:
    read = vds.read(bytes.fromhex(seal["hex"]))
    expected = seal["header"]
    assert read.raw_version == expected["raw_version"]
    assert read.version == expected["raw_version"] + 1
    assert read.issuing_country == expected["issuing_country"]
    assert read.signer_id == expected["signer_id"]
    assert read.certificate_reference == expected["cert_ref"]
    assert read.issue_date == dt.date.fromisoformat(expected["issue_date"])
    assert read.signature_date == dt.date.fromisoformat(expected["signature_date"])
    assert read.feature_reference == int(expected["feature_ref"], 16)
    assert read.type_category == int(expected["type_category"], 16)
    assert read.header_length == expected["header_len"]
    assert len(read.signed_bytes) == seal["signed_bytes"]
    assert read.signature.hex() == seal["signature_raw"]
    features = [(int(tag, 16), value["hex"]) for tag, value in seal["features"].items()]
    assert [(tag, value.hex()) for tag, value in read.features] == features
    for tag, value in seal["features"].items():
        if "c40" in value:
            found = read.find_feature(int(tag, 16))
            assert found is not None
            assert vds.decode_c40(found) == value["c40"]


@pytest.mark.parametrize("seal", SEALS)
def test_published_seals_are_written_alike(seal: dict[str, Any]) -> None:
    read = vds.read(bytes.fromhex(seal["hex"]))
    signature = bytes.fromhex(seal["signature_raw"])
    assert vds.write(read.header, read.features, lambda _: signature).hex() == seal["hex"]


def test_the_earlier_report_is_read_only_leniently() -> None:
    (sample,) = specimens()["decode_only"]
    data = bytes.fromhex(sample["hex"])
    seal = vds.read(data)
    assert seal.header == header(
        signer_id="DE01",
        certificate_reference="FFAFF",
        issue_date=dt.date(2007, 3, 25),
        signature_date=dt.date(2007, 3, 26),
        has_fixed_reference=True,
    )
    assert seal.find_feature(3) == b"\x02"
    with pytest.raises(vds.SealError) as caught:
        vds.read(data, lenient=False)
    assert caught.value.outcome == vds.Outcome.WRONG_FORMAT
    with pytest.raises(ValueError, match="only version 3 and version 4"):
        vds.write(seal.header, seal.features, _sign)


def test_the_national_vehicle_seal_is_read_and_verified() -> None:
    sample = specimens()["vehicle_profile_precedent"]
    seal = vds.read(bytes.fromhex(sample["hex"]))
    assert (seal.raw_version, seal.version, seal.header_length) == (0, 1, 18)
    (expiry_tag, expiry), *texts = seal.features
    expected = sample["expected"]
    assert expiry_tag == 1
    assert vds.decode_date(expiry) == dt.date.fromisoformat(expected["expiration_date"])
    assert [(tag, value.decode()) for tag, value in texts] == [
        (2, expected["plate"]),
        (3, expected["model"]),
        (4, expected["colour"]),
        (5, expected["owner"]),
    ]
    key = point(ec.BrainpoolP256R1(), sample["public_key_x962_hex"])
    verification = vds.verify(seal, {"DEKD03001": key})
    assert (verification.outcome, verification.profile) == (vds.Outcome.VALID, None)


@UNHURRIED
@given(
    features=FEATURES,
    reference=REFERENCES,
    issued=st.none() | st.dates(),
    signed=st.none() | st.dates(),
    kind=st.tuples(st.integers(1, 254), st.integers(0, 255)),
)
def test_what_is_written_in_version_4_comes_back(
    features: list[vds.Feature],
    reference: str,
    issued: dt.date | None,
    signed: dt.date | None,
    kind: tuple[int, int],
) -> None:
    written = header(
        certificate_reference=reference,
        issue_date=issued,
        signature_date=signed,
        feature_reference=kind[0],
        type_category=kind[1],
    )
    seal = vds.read(vds.write(written, features, lambda _: bytes(64)), lenient=False)
    assert seal.header == written
    assert seal.features == tuple(features)


def test_version_3_pads_the_reference_and_counts_in_one_byte() -> None:
    features = [vds.Feature(1, bytes(200)), vds.Feature(2, b""), vds.Feature(3, bytes(255))]
    data = vds.write(header(version=3), features, _sign)
    assert data[:2] == b"\xdc\x02"
    assert data[18:20] == b"\x01\xc8"
    seal = vds.read(data)
    assert (seal.version, seal.certificate_reference, seal.header_length) == (3, "0005B", 18)
    assert seal.features == tuple(features)


def test_version_4_counts_long_features_by_der() -> None:
    features = [vds.Feature(1, bytes(200)), vds.Feature(2, bytes(300))]
    data = vds.write(header(), features, _sign)
    assert data[18:21] == b"\x01\x81\xc8"
    assert data[221:225] == b"\x02\x82\x01\x2c"
    assert vds.read(data).features == tuple(features)


def test_a_long_signature_is_counted_by_der_in_version_3_too() -> None:
    data = vds.write(header(version=3), [], lambda _: bytes(132))
    assert data[18:21] == b"\xff\x81\x84"
    assert vds.read(data).signature == bytes(132)


def test_one_signer_counts_its_reference_in_decimal() -> None:
    decimal = header(issuing_country="D", signer_id="DEZV", certificate_reference="0123456789")
    data = vds.write(decimal, [], lambda _: bytes(64))
    assert vds.decode_c40(data[4:8]) == "DEZV10"
    assert vds.read(data, lenient=False).header == decimal
    others = header(certificate_reference="0123456789")
    assert vds.decode_c40(others.encode()[4:8]) == "UTTS0A"


def test_that_signer_may_also_count_in_hexadecimal() -> None:
    prefix = vds.encode_c40("DEZV0A0123456789")
    head = b"\xdc\x03" + vds.encode_c40("D<<") + prefix + bytes(6) + b"\x5d\x01"
    assert vds.read(_seal(head)).certificate_reference == "0123456789"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"version": 1}, "only version 3"),
        ({"version": 5}, "only version 3"),
        ({"issuing_country": "UTOP"}, "issuing country"),
        ({"issuing_country": "uto"}, "issuing country"),
        ({"signer_id": "U1TS"}, "signer"),
        ({"signer_id": "UTTSX"}, "signer"),
        ({"certificate_reference": ""}, "hexadecimal"),
        ({"certificate_reference": "5G"}, "hexadecimal"),
        ({"certificate_reference": "123456", "version": 3}, "five characters"),
        ({"feature_reference": 0}, "1 to 254"),
        ({"feature_reference": 255}, "1 to 254"),
        ({"type_category": 256}, "one byte"),
    ],
)
def test_a_header_that_cannot_be_issued(changes: dict[str, Any], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        header(**changes).encode()


@pytest.mark.parametrize(
    ("feature", "version"),
    [(vds.Feature(255, b""), 4), (vds.Feature(-1, b""), 4), (vds.Feature(1, bytes(256)), 3)],
)
def test_a_feature_that_cannot_be_written(feature: vds.Feature, version: int) -> None:
    with pytest.raises(ValueError, match="feature"):
        vds.write(header(version=version), [feature], _sign)


HEAD = header().encode()


@pytest.mark.parametrize(
    ("data", "outcome"),
    [
        (b"", "READ_ERROR"),
        (b"\x00", "WRONG_FORMAT"),
        (b"\xdc", "WRONG_FORMAT"),
        (b"https://example.org/check/", "WRONG_FORMAT"),
        (b"\xdc\x01" + _seal(HEAD)[2:], "WRONG_FORMAT"),
        (b"\xdc\x04" + _seal(HEAD)[2:], "WRONG_FORMAT"),
        (HEAD, "WRONG_FORMAT"),
        (HEAD + b"\x01", "WRONG_FORMAT"),
        (HEAD + b"\x01\x05abc", "WRONG_FORMAT"),
        (HEAD + b"\x01\x81\x05abcde\xff\x40" + bytes(64), "WRONG_FORMAT"),
        (HEAD + b"\xff", "WRONG_FORMAT"),
        (HEAD + b"\xff\x00", "WRONG_FORMAT"),
        (HEAD + b"\xff\x03abc", "WRONG_FORMAT"),
        (_seal(HEAD)[:-1], "WRONG_FORMAT"),
        (_seal(HEAD) + b"\x00", "WRONG_FORMAT"),
    ],
)
def test_what_is_no_seal(data: bytes, outcome: str) -> None:
    with pytest.raises(vds.SealError) as caught:
        vds.read(data)
    assert caught.value.outcome == outcome
    assert caught.value.detail


@pytest.mark.parametrize(
    ("at", "replacement"),
    [
        (2, vds.encode_c40("1TO")),
        (2, vds.encode_c40(" TO")),
        (4, vds.encode_c40("U1TS02")),
        (4, vds.encode_c40("UTTSZZ")),
        (4, vds.encode_c40("UTTS00")),
        (4, vds.encode_c40("UTTS01")),
        (8, vds.encode_c40("5G")),
        (10, (13012024).to_bytes(3, "big")),
        (13, (2302024).to_bytes(3, "big")),
        (16, b"\x00"),
        (16, b"\xff"),
    ],
)
def test_a_header_with_a_value_that_cannot_be(at: int, replacement: bytes) -> None:
    head = HEAD[:at] + replacement + HEAD[at + len(replacement) :]
    with pytest.raises(vds.SealError) as caught:
        vds.read(_seal(head))
    assert caught.value.outcome == "WRONG_FORMAT"


def test_dates_of_zeros_are_no_dates() -> None:
    seal = vds.read(_seal(HEAD[:10] + bytes(6) + HEAD[16:]))
    assert (seal.issue_date, seal.signature_date) == (None, None)
    assert vds.read(_seal(HEAD)).issue_date == SIGNED_ON


def _readable_or_refused(data: bytes) -> None:
    outcome = None
    try:
        seal = vds.read(data)
    except vds.SealError as error:
        outcome = error.outcome
    else:
        assert data.startswith(seal.signed_bytes)
        assert data.endswith(seal.signature)
    assert outcome in {None, vds.Outcome.READ_ERROR, vds.Outcome.WRONG_FORMAT}


@UNHURRIED
@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    _readable_or_refused(data)


@UNHURRIED
@given(st.sampled_from([b"\xdc\x00", b"\xdc\x02", b"\xdc\x03", HEAD]), st.binary(max_size=200))
def test_any_bytes_behind_a_right_start_are_read_or_refused(start: bytes, data: bytes) -> None:
    _readable_or_refused(start + data)


def test_damaged_seals_are_read_or_refused() -> None:
    chance = random.Random(9303)
    originals = [bytes.fromhex(seal["hex"]) for seal in specimens()["seals"]]
    originals += [bytes.fromhex(specimens()["decode_only"][0]["hex"]), visa_seal(version=3)]
    for _ in range(4000):
        data = bytearray(chance.choice(originals))
        for _ in range(chance.randint(1, 4)):
            data[chance.randrange(len(data))] = chance.randrange(256)
        if chance.random() < 0.3:
            del data[chance.randrange(len(data)) :]
        _readable_or_refused(bytes(data))
