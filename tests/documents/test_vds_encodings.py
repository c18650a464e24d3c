"""C40, dates, lengths and signature formats against ICAO's examples and against themselves."""

import datetime as dt
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given, settings
from hypothesis import strategies as st

from interior_portal.documents import vds
from interior_portal.documents.vds import c40, features
from tests.documents.seals import header, specimens

UNHURRIED = settings(deadline=None)  # a busy machine is no failure
C40_TEXT = st.text(alphabet=c40.ALPHABET, max_size=200)
DATES = st.dates()


def _encodings(kind: str) -> list[Any]:
    found = [entry for entry in specimens()["encodings"] if entry["type"] == kind]
    return [pytest.param(entry["input"], entry["hex"], id=entry["input"]) for entry in found]


@pytest.mark.parametrize(("text", "expected"), _encodings("C40"))
def test_c40_specimens_are_written_and_read(text: str, expected: str) -> None:
    assert vds.encode_c40(text).hex() == expected
    assert vds.decode_c40(bytes.fromhex(expected)) == text.replace("<", " ")


@UNHURRIED
@given(C40_TEXT)
def test_c40_comes_back_in_the_length_of_the_standard(text: str) -> None:
    data = vds.encode_c40(text)
    assert vds.decode_c40(data) == text
    assert len(data) == c40.encoded_length(len(text))


@UNHURRIED
@given(st.binary(max_size=60))
def test_c40_that_can_be_read_is_written_the_same(data: bytes) -> None:
    try:
        text = vds.decode_c40(data)
    except ValueError:
        return
    assert vds.encode_c40(text) == data


@pytest.mark.parametrize("text", ["a", "Ş", "A-B", "١", "A\n"])
def test_c40_refuses_other_characters(text: str) -> None:
    with pytest.raises(ValueError, match="C40 cannot write"):
        vds.encode_c40(text)


@pytest.mark.parametrize(
    "data",
    ["eb", "0000", "fa01", "ffff", "fe45eb11", "0001", "fe00", "fe62", "66a96679"],
    ids=["odd", "zero", "too large", "ones", "early unlatch", "shifts", "nul", "a", "early pad"],
)
def test_c40_refuses_what_no_encoder_writes(data: str) -> None:
    with pytest.raises(ValueError, match=r"C40|alphabet"):
        vds.decode_c40(bytes.fromhex(data))


@pytest.mark.parametrize(("text", "expected"), _encodings("DATE"))
def test_date_specimens(text: str, expected: str) -> None:
    date = dt.date.fromisoformat(text)
    assert vds.encode_date(date).hex() == expected
    assert vds.decode_date(bytes.fromhex(expected)) == date


@UNHURRIED
@given(DATES)
def test_dates_come_back(date: dt.date) -> None:
    assert vds.decode_date(vds.encode_date(date)) == date


def test_three_zeros_are_no_date() -> None:
    assert vds.decode_date(bytes(3)) is None
    assert vds.encode_date(None) == bytes(3)


@pytest.mark.parametrize("number", [2302024, 13012024, 1002024, 1010000, 16777215])
def test_a_day_that_is_not_in_the_calendar_is_refused(number: int) -> None:
    with pytest.raises(ValueError, match=r"month|day|year"):
        vds.decode_date(number.to_bytes(3, "big"))


@pytest.mark.parametrize("decode", [vds.decode_date, vds.decode_masked_date, vds.decode_datetime])
def test_a_date_has_a_fixed_length(decode: Any) -> None:
    with pytest.raises(ValueError, match="bytes"):
        decode(bytes(5))


@pytest.mark.parametrize(("text", "expected"), _encodings("MASKED_DATE"))
def test_masked_date_specimens(text: str, expected: str) -> None:
    assert vds.encode_masked_date(text).hex() == expected
    assert vds.decode_masked_date(bytes.fromhex(expected)) == text


@UNHURRIED
@given(DATES, st.sets(st.sampled_from([0, 1, 2, 3, 5, 6, 8, 9])))
def test_masked_dates_come_back(date: dt.date, masked: set[int]) -> None:
    text = "".join("x" if at in masked else mark for at, mark in enumerate(date.isoformat()))
    assert vds.decode_masked_date(vds.encode_masked_date(text)) == text


@pytest.mark.parametrize(
    "text", ["1999-13-xx", "1999-xx-32", "1999-02-30", "99-01-01", "1999-0y-01"]
)
def test_what_cannot_be_a_date_is_not_masked(text: str) -> None:
    with pytest.raises(ValueError, match=r"date|month|day|masked"):
        vds.encode_masked_date(text)


def test_a_masked_digit_other_than_zero_is_refused() -> None:
    with pytest.raises(ValueError, match="masked digit"):
        vds.decode_masked_date(b"\xff" + vds.encode_date(dt.date(1999, 12, 31)))


@pytest.mark.parametrize(("text", "expected"), _encodings("DATETIME"))
def test_datetime_specimens(text: str, expected: str) -> None:
    moment = dt.datetime.fromisoformat(text)
    assert vds.encode_datetime(moment).hex() == expected
    assert vds.decode_datetime(bytes.fromhex(expected)) == moment


@UNHURRIED
@given(st.datetimes())
def test_datetimes_come_back_to_the_second(moment: dt.datetime) -> None:
    moment = moment.replace(microsecond=0)
    assert vds.decode_datetime(vds.encode_datetime(moment)) == moment


@pytest.mark.parametrize(
    ("length", "expected"),
    [(0, "00"), (127, "7f"), (128, "8180"), (255, "81ff"), (256, "820100"), (65536, "83010000")],
)
def test_der_lengths(length: int, expected: str) -> None:
    data = bytes.fromhex(expected)
    assert features.encode_length(length) == data
    assert features.read_length(data, 0) == (length, len(data))


@pytest.mark.parametrize("data", ["80", "81", "817f", "820080", "85" + "01" * 5, "8281", ""])
def test_broken_der_lengths_are_wrong_format(data: str) -> None:
    with pytest.raises(vds.SealError) as caught:
        features.read_length(bytes.fromhex(data), 0)
    assert caught.value.outcome == vds.Outcome.WRONG_FORMAT


HEADERS = {
    "D<< DETS cert 32, both dates 2024-09-27, doc 0xfb06": ("32", dt.date(2024, 9, 27), 0xFB, 6, 4),
    "same, raw version 2": ("32", dt.date(2024, 9, 27), 0xFB, 6, 3),
    "D<< DETS cert 5022026, both dates 2026-02-05, doc 0xf90c": (
        "5022026",
        dt.date(2026, 2, 5),
        0xF9,
        0x0C,
        4,
    ),
}


@pytest.mark.parametrize(("text", "expected"), [*_encodings("HEADER v4"), *_encodings("HEADER v3")])
def test_header_specimens(text: str, expected: str) -> None:
    reference, date, feature_reference, category, version = HEADERS[text]
    written = header(
        issuing_country="D",
        signer_id="DETS",
        certificate_reference=reference,
        issue_date=date,
        signature_date=date,
        feature_reference=feature_reference,
        type_category=category,
        version=version,
    )
    assert written.encode().hex() == expected


def test_the_feature_specimen() -> None:
    (expected,) = (entry for entry in specimens()["encodings"] if entry["type"] == "feature")
    feature = vds.Feature(0x0A, vds.encode_c40("VISA01"))
    assert features.encode_features([feature], version=4).hex() == expected["hex"]


def test_signature_format_specimens() -> None:
    raw, small, padded = (entry["der"] for entry in specimens()["signature_formats"])
    numbers = specimens()["signature_formats"][0]["input"].replace("r=", "").split(" s=")
    assert vds.raw_to_der(bytes.fromhex("".join(numbers))).hex() == raw
    assert vds.der_to_raw(bytes.fromhex(raw), 32).hex().upper() == "".join(numbers)
    assert vds.raw_to_der(bytes([127, 1])).hex() == small
    assert vds.raw_to_der(bytes([128, 127])).hex() == padded
    assert vds.der_to_raw(bytes.fromhex(padded), 32) == bytes(31) + b"\x80" + bytes(31) + b"\x7f"


@UNHURRIED
@given(st.integers(1, 2**256 - 1), st.integers(1, 2**256 - 1))
def test_signature_formats_come_back(r: int, s: int) -> None:
    raw = r.to_bytes(32, "big") + s.to_bytes(32, "big")
    assert vds.der_to_raw(vds.raw_to_der(raw), 32) == raw


@pytest.mark.parametrize(("der", "length"), [("3006020101020200ff", 0), ("00", 32), ("", 32)])
def test_signatures_that_cannot_be_converted(der: str, length: int) -> None:
    with pytest.raises(ValueError, match=r"fit|parsing|Invalid|Expected|error"):
        vds.der_to_raw(bytes.fromhex(der), length)


@pytest.mark.parametrize("raw", [b"", b"abc"])
def test_a_raw_signature_has_two_halves(raw: bytes) -> None:
    with pytest.raises(ValueError, match="two numbers"):
        vds.raw_to_der(raw)


@pytest.mark.parametrize(
    ("curve", "algorithm"),
    [
        (ec.SECP192R1(), hashes.SHA224),
        (ec.SECP224R1(), hashes.SHA224),
        (ec.SECP256R1(), hashes.SHA256),
        (ec.BrainpoolP256R1(), hashes.SHA256),
        (ec.SECP384R1(), hashes.SHA384),
        (ec.BrainpoolP384R1(), hashes.SHA384),
        (ec.BrainpoolP512R1(), hashes.SHA512),
        (ec.SECP521R1(), hashes.SHA512),
    ],
)
def test_the_curve_chooses_the_hash(
    curve: ec.EllipticCurve, algorithm: type[hashes.HashAlgorithm]
) -> None:
    assert isinstance(vds.hash_for(curve), algorithm)


def test_signing_is_deterministic_as_in_rfc_6979() -> None:
    key = specimens()["keys"]["RFC6979_P256"]
    sign = vds.signer_for(ec.derive_private_key(int(key["private"], 16), ec.SECP256R1()))
    for example in key["deterministic_sha256"]:
        expected = (example["r"] + example["s"]).lower()
        assert sign(example["message"].encode()).hex() == expected
