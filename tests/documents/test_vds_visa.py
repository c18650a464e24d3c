"""The visa seal: what it says, and whether it belongs to the visa and passport it stands on."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from interior_portal.documents import vds
from interior_portal.documents.vds import Outcome, StayKind, mrz
from tests.documents.seals import (
    VISA_A,
    VISA_B,
    header,
    icao_private_key,
    icao_public_key,
    specimens,
    visa_features,
    visa_seal,
)

KEYS = {"UTTS5B": icao_public_key()}
PASSPORT_TD3 = (
    "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<",
    "L898902C36UTO7408122F1204159ZE184226B<<<<<10",
)
PASSPORT_TD2 = (
    "I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<",
    "D231458907UTO7408122F1204159<<<<<<<6",
)


def _published() -> vds.Seal:
    (found,) = (seal for seal in specimens()["seals"] if seal["id"] == "visa_utts5b")
    return vds.read(bytes.fromhex(found["hex"]))


def test_the_published_visa_says() -> None:
    assert vds.read_visa(_published()) == vds.VisaFeatures(
        mrz=("VCD<<DENT<<ARTHUR<PHILIP<<<<<<<<<<<<", "1234567XY7GBR5203116M2005250"),
        passport_number="47110815P",
        stay=vds.DurationOfStay(days=160),
        entries=12,
        visa_type=b"\xaa",
        additional=b"\xbb",
    )


def test_the_published_visa_is_encoded_alike() -> None:
    seal = _published()
    assert vds.read_visa(seal).encode() == tuple(sorted(seal.features))


@pytest.mark.parametrize(
    ("lines", "tag", "length"), [(VISA_A, 0x01, 48), (VISA_B, 0x02, 44)], ids=["MRV-A", "MRV-B"]
)
def test_the_mrz_takes_the_bytes_of_the_standard(
    lines: tuple[str, str], tag: int, length: int
) -> None:
    first = visa_features(mrz=lines).encode()[0]
    assert (first.tag, len(first.value)) == (tag, length)
    seal = vds.read(visa_seal(visa_features(mrz=lines)))
    assert vds.read_visa(seal).mrz == (lines[0], lines[1][:28])


DURATIONS = [
    (vds.DurationOfStay(days=90), "5a0000"),
    (vds.DurationOfStay(1, 2, 3), "010203"),
    (vds.DurationOfStay(kind=StayKind.UNTIL_VALID_UNTIL), "000000"),
    (vds.DurationOfStay(kind=StayKind.DECIDED_AT_BORDER), "ffffff"),
    (vds.DurationOfStay(kind=StayKind.TRANSIT), "fefefe"),
]


@pytest.mark.parametrize(("stay", "expected"), DURATIONS)
def test_durations_of_stay(stay: vds.DurationOfStay, expected: str) -> None:
    assert stay.encode().hex() == expected
    assert vds.DurationOfStay.decode(bytes.fromhex(expected)) == stay


@pytest.mark.parametrize(
    "stay",
    [
        vds.DurationOfStay(),
        vds.DurationOfStay(255, 255, 255),
        vds.DurationOfStay(254, 254, 254),
        vds.DurationOfStay(days=256),
        vds.DurationOfStay(days=-1),
        vds.DurationOfStay(days=1, kind=StayKind.TRANSIT),
    ],
)
def test_durations_that_cannot_be_written(stay: vds.DurationOfStay) -> None:
    with pytest.raises(ValueError, match=r"meaning|byte|period"):
        stay.encode()


@settings(deadline=None)  # each example signs
@given(
    st.text(alphabet="ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", min_size=1, max_size=9),
    st.none() | st.integers(0, 255),
    st.none() | st.binary(min_size=1, max_size=4),
)
def test_what_a_visa_seal_says_comes_back(
    number: str, entries: int | None, visa_type: bytes | None
) -> None:
    features = visa_features(passport_number=number, entries=entries, visa_type=visa_type)
    found = vds.read_visa(vds.read(visa_seal(features)))
    assert (found.passport_number, found.entries, found.visa_type) == (number, entries, visa_type)
    assert len(features.encode()[-1 if visa_type is None else -2].value) == 6


@pytest.mark.parametrize(
    "changes",
    [
        {"mrz": (VISA_A[0], VISA_A[1][:27])},
        {"mrz": (VISA_B[0] + "<", VISA_B[1])},
        {"mrz": (VISA_B[0].lower(), VISA_B[1])},
        {"passport_number": ""},
        {"passport_number": "1234567890"},
        {"passport_number": "12 ş"},
        {"entries": 256},
        {"visa_type": b"12345"},
        {"visa_type": b""},
        {"additional": bytes(255)},
    ],
)
def test_visas_that_cannot_be_sealed(changes: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"C40|characters|byte|range|wrong"):
        visa_features(**changes).encode()


def test_another_document_is_no_visa() -> None:
    etd = vds.read(bytes.fromhex(specimens()["seals"][0]["hex"]))
    with pytest.raises(vds.SealError) as caught:
        vds.read_visa(etd)
    assert caught.value.outcome == Outcome.WRONG_FORMAT


def _compared(printed: vds.PrintedVisa, **changes: Any) -> tuple[str, tuple[str, ...]]:
    found = vds.verify(visa_seal(visa_features(**changes)), KEYS, document=printed)
    return found.outcome, found.mismatches


@pytest.mark.parametrize("lines", [VISA_A, VISA_B], ids=["MRV-A", "MRV-B"])
def test_the_visa_it_was_made_for(lines: tuple[str, str]) -> None:
    printed = vds.PrintedVisa(mrz=lines, passport_number="47110815P")
    assert _compared(printed, mrz=lines) == (Outcome.VALID, ())


def _with_digits(second: str) -> str:
    for at in (9, 19, 27):
        start = {9: 0, 19: 13, 27: 21}[at]
        second = second[:at] + mrz.check_digit(second[start:at]) + second[at + 1 :]
    return second


@pytest.mark.parametrize(
    ("line", "at", "letter", "field"),
    [
        (0, 1, "C", "document_code"),
        (0, 4, "P", "issuing_state"),
        (0, 5, "F", "name"),
        (1, 0, "K", "number"),
        (1, 11, "Y", "nationality"),
        (1, 13, "5", "birth_date"),
        (1, 20, "M", "sex"),
        (1, 22, "7", "valid_until"),
    ],
)
def test_another_visa_is_a_mismatch_that_names_the_field(
    line: int, at: int, letter: str, field: str
) -> None:
    lines = list(VISA_B)
    lines[line] = lines[line][:at] + letter + lines[line][at + 1 :]
    lines[1] = _with_digits(lines[1])
    expected = (Outcome.SEAL_VISA_MISMATCH, (field,))
    assert _compared(vds.PrintedVisa(mrz=lines)) == expected


def test_a_visa_of_the_other_format_is_a_mismatch() -> None:
    expected = (Outcome.SEAL_VISA_MISMATCH, ("format",))
    assert _compared(vds.PrintedVisa(mrz=VISA_A)) == expected


@pytest.mark.parametrize(
    "lines",
    [
        (VISA_B[0], VISA_B[1].replace("C4XXX", "C5XXX")),
        (VISA_B[0], VISA_B[1][:-1]),
        (VISA_B[0],),
        (VISA_A[0], VISA_B[1]),
        (VISA_B[0].lower(), VISA_B[1]),
    ],
)
def test_a_printed_mrz_that_is_none(lines: tuple[str, ...]) -> None:
    assert _compared(vds.PrintedVisa(mrz=lines)) == (Outcome.INVALID_VISA_MRZ, ())


def test_a_sealed_mrz_with_a_wrong_check_digit() -> None:
    wrong = (VISA_B[0], VISA_B[1].replace("C4XXX", "C5XXX"))
    assert vds.verify(visa_seal(visa_features(mrz=wrong)), KEYS).outcome == (
        Outcome.INVALID_VISA_MRZ
    )


@pytest.mark.parametrize(
    ("printed", "outcome"),
    [
        ("47110815P", Outcome.VALID),
        ("47110815p", Outcome.VALID),
        ("4711-0815 P", Outcome.VALID),
        ("47110815P<", Outcome.VALID),
        ("47110815Q", Outcome.SEAL_PASSPORT_MISMATCH),
        ("7110815P", Outcome.SEAL_PASSPORT_MISMATCH),
        ("", Outcome.SEAL_PASSPORT_MISMATCH),
    ],
)
def test_the_passport_number(printed: str, outcome: Outcome) -> None:
    assert _compared(vds.PrintedVisa(passport_number=printed))[0] == outcome


@pytest.mark.parametrize(
    ("lines", "number"),
    [(PASSPORT_TD3, "L898902C3"), (PASSPORT_TD2, "D23145890")],
    ids=["TD3", "TD2"],
)
def test_the_passport_zone(lines: tuple[str, str], number: str) -> None:
    printed = vds.PrintedVisa(passport_mrz=lines)
    assert _compared(printed, passport_number=number) == (Outcome.VALID, ())
    expected = (Outcome.SEAL_PASSPORT_MISMATCH, ("passport_number",))
    assert _compared(printed, passport_number="L898902C4") == expected


@pytest.mark.parametrize("lines", [PASSPORT_TD3, PASSPORT_TD2], ids=["TD3", "TD2"])
def test_a_passport_zone_with_a_wrong_digit(lines: tuple[str, str]) -> None:
    for at in (0, 14, 22, len(lines[1]) - 1):
        digit = "7" if lines[1][at] != "7" else "8"
        second = lines[1][:at] + digit + lines[1][at + 1 :]
        printed = vds.PrintedVisa(passport_mrz=(lines[0], second))
        assert _compared(printed) == (Outcome.INVALID_PASSPORT_MRZ, ())


def test_a_td3_zone_with_a_wrong_optional_digit() -> None:
    second = PASSPORT_TD3[1][:42] + "2" + PASSPORT_TD3[1][43:]
    composite = second[0:10] + second[13:20] + second[21:43]
    second = second[:43] + mrz.check_digit(composite)
    assert not mrz.is_passport((PASSPORT_TD3[0], second))
    assert mrz.is_passport(PASSPORT_TD3)


def test_a_passport_without_optional_data_may_leave_its_digit_out() -> None:
    second = PASSPORT_TD3[1][:28] + "<" * 15
    second += mrz.check_digit(second[0:10] + second[13:20] + second[21:43])
    assert mrz.is_passport((PASSPORT_TD3[0], second))


def test_the_seal_of_another_document_on_a_visa() -> None:
    etd = bytes.fromhex(specimens()["seals"][0]["hex"])
    found = vds.verify(etd, KEYS, document=vds.PrintedVisa(mrz=VISA_B))
    assert found.outcome == Outcome.INVALID_DOCUMENTTYPE


def test_a_forged_visa_is_not_compared() -> None:
    data = bytearray(visa_seal())
    data[-1] ^= 1
    found = vds.verify(bytes(data), KEYS, document=vds.PrintedVisa(mrz=VISA_A))
    assert (found.outcome, found.mismatches) == (Outcome.INVALID_SIGNATURE, ())


def test_unknown_features_do_not_hide_a_mismatch() -> None:
    data = visa_seal(extra=(vds.Feature(9, b"x"),))
    found = vds.verify(data, KEYS, document=vds.PrintedVisa(mrz=VISA_A))
    assert found.outcome == Outcome.SEAL_VISA_MISMATCH
    assert found.unknown_tags == (9,)


def test_a_broken_seal_of_a_visa_that_is_read_alone() -> None:
    sign = vds.signer_for(icao_private_key())
    seal = vds.read(vds.write(header(), [], sign))
    with pytest.raises(vds.SealError, match="missing"):
        vds.read_visa(seal)
