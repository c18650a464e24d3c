"""`manage.py seal`: what is read from which source, in which words, with which exit code."""

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from django.core.management import CommandError, call_command
from django.utils import translation
from PIL import Image

from interior_portal.documents import barcodes, keys, seal_desk, seal_words, vds
from interior_portal.documents.keys import Purpose, State
from interior_portal.documents.models.keys import SigningKey
from interior_portal.documents.vds import Outcome
from tests.documents.seals import (
    NOW,
    SIGNED_ON,
    VISA_A,
    VISA_B,
    header,
    icao_private_key,
    specimens,
    visa_features,
    visa_seal,
)

pytestmark = pytest.mark.django_db
PUBLISHED = specimens()["seals"][1]["hex"]


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with translation.override("en"):
        yield


def _own_seal() -> bytes:
    keys.ensure_keys()
    key = keys.sealing_key()
    named = header(signer_id=key.signer_id, certificate_reference=key.certificate_reference)
    return vds.write(named, visa_features().encode(), key.sign)


def _run(*arguments: str) -> tuple[int, list[str]]:
    out = io.StringIO()
    try:
        call_command("seal", *arguments, stdout=out)
    except SystemExit as end:
        return int(end.code or 0), out.getvalue().splitlines()
    return 0, out.getvalue().splitlines()


@pytest.fixture
def icao_certificate(tmp_path: Path) -> str:
    key = icao_private_key()
    names = [(x509.NameOID.COUNTRY_NAME, "UT"), (x509.NameOID.COMMON_NAME, "TS")]
    name = x509.Name([x509.NameAttribute(oid, value) for oid, value in names])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(0x5B)
        .not_valid_before(NOW.replace(year=2000))
        .not_valid_after(NOW.replace(year=2100))
        .sign(key, hashes.SHA256())
    )
    path = tmp_path / "icao.pem"
    path.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    (tmp_path / "icao.der").write_bytes(certificate.public_bytes(serialization.Encoding.DER))
    return str(path)


def test_our_own_seal_is_read_in_plain_words() -> None:
    seal = _own_seal()
    reference = vds.read(seal).certificate_reference
    assert _run("read", seal.hex()) == (
        0,
        [
            "Outcome: VALID - The seal is genuine.",
            "Version: 4",
            "Issuing state: UTO",
            f"Signer and key: UTTS {reference}",
            f"Issued on: {SIGNED_ON}",
            f"Signed on: {SIGNED_ON}",
            "Kind of document: 0x5d 0x01 (Visa)",
            f"Machine readable zone: {VISA_B[0]}",
            f"Machine readable zone: {VISA_B[1][:28]}",
            "Passport number: 47110815P",
            "Duration of stay: 90 days",
            "Entries: 1",
        ],
    )


def test_a_published_seal_is_read_but_its_signer_is_not_known() -> None:
    code, lines = _run("read", PUBLISHED)
    assert code == 1
    assert lines[0] == "Outcome: UNKNOWN_CERTIFICATE - The signer of this seal is not known here."
    assert lines[-5:] == [
        "Passport number: 47110815P",
        "Duration of stay: 160 days",
        "Entries: 12",
        "Type of visa: aa",
        "More: bb",
    ]


@pytest.mark.parametrize("name", ["icao.pem", "icao.der"])
def test_a_certificate_can_be_given(icao_certificate: str, name: str) -> None:
    path = str(Path(icao_certificate).with_name(name))
    for seal in specimens()["seals"]:
        code, lines = _run("read", seal["hex"], "--certificate", path)
        outcome = "VALID" if seal["signature_valid"] else "INVALID_SIGNATURE"
        assert lines[0].startswith(f"Outcome: {outcome} - ")
        assert code == (0 if seal["signature_valid"] else 1)


def test_a_certificate_that_is_none(tmp_path: Path) -> None:
    path = tmp_path / "none.pem"
    for content in (None, b"nothing"):
        if content is not None:
            path.write_bytes(content)
        with pytest.raises(CommandError, match="certificate cannot be read"):
            _run("read", PUBLISHED, "--certificate", str(path))


def _files(folder: Path, seal: bytes) -> dict[str, bytes]:
    symbol = Image.open(io.BytesIO(barcodes.data_matrix_png(seal))).convert("RGB")
    page = Image.new("RGB", (1200, 1700), "white")
    page.paste(symbol, (600, 900))
    photo = io.BytesIO()
    page.save(photo, "JPEG", quality=70)
    return {
        "seal.bin": seal,
        "seal.hex": seal.hex().encode(),
        "seal.txt": f"0x{seal.hex(' ').upper()}\n".encode(),
        "seal.colons": seal.hex(":").encode(),
        "seal.png": barcodes.data_matrix_png(seal),
        "scan.jpeg": photo.getvalue(),
    }


def test_a_seal_is_found_in_every_kind_of_file(tmp_path: Path) -> None:
    seal = _own_seal()
    for name, content in _files(tmp_path, seal).items():
        (tmp_path / name).write_bytes(content)
        assert seal_desk.find_seal(str(tmp_path / name)) == seal, name
        assert _run("read", str(tmp_path / name))[0] == 0, name


def test_the_seal_is_chosen_among_other_symbols(tmp_path: Path) -> None:
    seal = visa_seal()
    page = Image.new("L", (1600, 700), 255)
    for at, data in enumerate((b"https://interior.example/check/1", seal)):
        page.paste(Image.open(io.BytesIO(barcodes.data_matrix_png(data))), (100 + 700 * at, 100))
    page.save(tmp_path / "page.png")
    assert seal_desk.find_seal(str(tmp_path / "page.png")) == seal


@pytest.mark.parametrize(
    ("content", "outcome"),
    [
        (b"", "READ_ERROR"),
        (b"hello", "WRONG_FORMAT"),
        (b"00ff", "WRONG_FORMAT"),
        (b"\xdc\x03\x00", "WRONG_FORMAT"),
        (b"\x89PNG\r\n\x1a\n broken", "READ_ERROR"),
    ],
)
def test_a_file_without_a_seal(tmp_path: Path, content: bytes, outcome: str) -> None:
    path = tmp_path / "file"
    path.write_bytes(content)
    code, lines = _run("read", str(path))
    assert (code, lines[0].split()[1]) == (1, outcome)


def test_a_picture_without_a_seal(tmp_path: Path) -> None:
    Image.new("L", (300, 300), 255).save(tmp_path / "white.png")
    code, lines = _run("read", str(tmp_path / "white.png"))
    assert code == 1
    assert lines == [
        "Outcome: READ_ERROR - No seal could be read. Take a sharper picture of all of it.",
        "Detail: the picture shows no seal",
    ]


def test_a_file_that_is_too_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(seal_desk, "LARGEST_FILE", 10)
    (tmp_path / "large").write_bytes(bytes(11))
    assert _run("read", str(tmp_path / "large"))[1][1] == "Detail: the file is too large"


@pytest.mark.parametrize("source", ["no such file", "dc0", "00" * 3000, "a\0b", "."])
def test_what_is_neither_file_nor_seal(source: str) -> None:
    code, lines = _run("read", source)
    assert (code, lines[0].split()[1]) == (1, "READ_ERROR")


def test_a_seal_is_compared_with_the_papers() -> None:
    seal = _own_seal().hex()
    assert _run("read", seal, "--passport", "47110815P", "--mrz", *VISA_B)[0] == 0
    code, lines = _run("read", seal, "--passport", "00000000")
    assert code == 1
    assert lines[:2] == [
        "Outcome: SEAL_PASSPORT_MISMATCH - The seal was made for another passport.",
        "Not the same: Passport number",
    ]
    code, lines = _run("read", seal, "--mrz", *VISA_A)
    assert (code, lines[1]) == (1, "Not the same: Format of the visa")


def test_a_national_seal_shows_its_features() -> None:
    vehicle = specimens()["vehicle_profile_precedent"]["hex"]
    code, lines = _run("read", vehicle)
    assert code == 1
    assert lines[1:] == [
        "Version: 1",
        "Issuing state: UTO",
        "Signer and key: DEKD 03001",
        "Issued on: 2023-05-16",
        "Signed on: 2023-05-16",
        "Kind of document: 0x7d 0x01",
        "Feature 1: 2df5b8",
        "Feature 2: 4f564420313233204b44 (OVD 123 KD)",
        "Feature 3: 466f72642052616e676572 (Ford Ranger)",
        "Feature 4: 5768697465 (White)",
        "Feature 5: 546162616e205369626f6e656c6f (Taban Sibonelo)",
    ]


def test_everything_a_visa_seal_can_hold_is_shown() -> None:
    features = visa_features(
        stay=vds.DurationOfStay(1, 2, 3), entries=0, visa_type=b"C1", additional=b"\x00"
    )
    data = visa_seal(features, extra=(vds.Feature(9, b"\xfe"),), issue_date=None)
    found = dict(seal_words.describe(vds.verify(data, {})))
    assert found["Issued on"] == "Not given"
    assert found["Duration of stay"] == "1 day, 2 months, 3 years"
    assert found["Entries"] == "Unlimited"
    assert found["Type of visa"] == "4331 (C1)"
    assert found["More"] == "00"
    assert found["Feature 9"] == "fe"


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (vds.StayKind.UNTIL_VALID_UNTIL, "Until the last day of validity"),
        (vds.StayKind.DECIDED_AT_BORDER, "Decided at the border"),
        (vds.StayKind.TRANSIT, "Transit without entry"),
    ],
)
def test_reserved_stays_in_words(kind: vds.StayKind, words: str) -> None:
    assert seal_words.stay(vds.DurationOfStay(kind=kind)) == words


def test_every_outcome_has_words_of_its_own() -> None:
    assert set(seal_words.OUTCOMES) == set(Outcome)
    assert len({str(words) for words in seal_words.OUTCOMES.values()}) == len(Outcome)
    assert set(seal_words.KINDS) == {profile.name for profile in vds.PROFILES.values()}


def _states(purpose: str) -> list[str]:
    return list(
        SigningKey.objects.filter(purpose=purpose).order_by("id").values_list("state", flat=True)
    )


def test_the_keys_are_listed() -> None:
    assert _run("keys") == (0, [])
    code, lines = _run("keys", "--ensure")
    assert (code, len(lines)) == (0, 5)
    assert _run("keys")[1] == lines
    for key, line in zip(SigningKey.objects.all(), lines, strict=True):
        assert line.split()[:3] == [key.reference, key.purpose, key.state]
        assert line.endswith("secp256r1")
        assert "PRIVATE" not in line


def test_keys_are_changed() -> None:
    _run("keys", "--ensure")
    _run("keys", "--create", "SEAL")
    active, first, second = SigningKey.objects.filter(purpose=Purpose.SEAL).order_by("id")
    _run("keys", "--activate", second.reference)
    assert _states(Purpose.SEAL) == [State.VERIFY_ONLY, State.NEXT, State.ACTIVE]
    _run("keys", "--retire", second.reference)
    assert _states(Purpose.SEAL) == [State.VERIFY_ONLY, State.ACTIVE, State.VERIFY_ONLY]
    _run("keys", "--revoke", active.reference, "--reason", "stolen")
    assert _states(Purpose.SEAL)[0] == State.REVOKED
    _run("keys", "--rotate", "SEAL")
    assert _states(Purpose.SEAL)[1] == State.VERIFY_ONLY
    _run("keys", "--rotate", "AUTHORITY")
    assert _states(Purpose.AUTHORITY) == [State.VERIFY_ONLY, State.ACTIVE]
    assert first.reference != second.reference


def test_a_change_that_cannot_be_says_why() -> None:
    _run("keys", "--ensure")
    active = SigningKey.objects.get(purpose=Purpose.SEAL, state=State.ACTIVE)
    with pytest.raises(CommandError, match="Only a key that waits can become active"):
        _run("keys", "--activate", active.reference)
    with pytest.raises(CommandError, match="Say why the key is revoked"):
        _run("keys", "--revoke", active.reference)
    with pytest.raises(CommandError, match="There is no such key"):
        _run("keys", "--retire", "UTTS0")


@pytest.mark.parametrize(
    "arguments", [(), ("keys", "--create", "OTHER"), ("keys", "--ensure", "--rotate", "SEAL")]
)
def test_a_wrong_call_is_explained(arguments: tuple[str, ...]) -> None:
    with pytest.raises(CommandError, match="Error"):
        _run(*arguments)
