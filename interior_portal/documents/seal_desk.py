"""The seal desk of `manage.py seal`: find a seal in what one is given, judge it, list the keys."""

import binascii
from collections.abc import Iterable, Iterator
from pathlib import Path

from cryptography import x509

from interior_portal.documents import barcodes, keys, registry, vds
from interior_portal.documents.models.keys import SigningKey
from interior_portal.documents.vds import Outcome, SealError

SEAL_START = b"\xdc"
PICTURE_STARTS = (b"\x89PNG", b"\xff\xd8\xff")
LARGEST_FILE = 20_000_000


def find_seal(source: str) -> bytes:
    """The bytes of the seal in a file (seal, hexadecimal, PNG, JPEG) or in hexadecimal itself.

    Raises SealError (READ_ERROR) when there is none to be found.
    """
    typed = _from_hex(source)
    if typed is not None and typed.startswith(SEAL_START):
        return typed
    try:
        with Path(source).open("rb") as file:
            data = file.read(LARGEST_FILE + 1)
    except (OSError, ValueError) as error:
        text = "this is neither a file that can be read nor a seal in hexadecimal"
        raise SealError(Outcome.READ_ERROR, text) from error
    if len(data) > LARGEST_FILE:
        raise SealError(Outcome.READ_ERROR, "the file is too large")
    return _in_file(data)


def judge(
    source: str, *, certificates: Iterable[str] = (), document: vds.PrintedVisa | None = None
) -> vds.Verification:
    """Verify the seal in `source` with our keys and with the trusted certificates in these files.

    Raises OSError and ValueError for a certificate that cannot be read.
    """
    given = [_certificate(path) for path in certificates]
    try:
        data = find_seal(source)
    except SealError as error:
        return vds.Verification(outcome=error.outcome, detail=error.detail)
    return vds.verify(
        data,
        [*keys.verification_keys(), *given],
        document=document,
        profiles=registry.known_profiles(),
    )


def key_lines() -> Iterator[str]:
    """Every key on one line, in columns."""
    for key in SigningKey.objects.all():
        signs_until = "-" if key.signs_until is None else f"{key.signs_until:%Y-%m-%d}"
        dates = f"{key.not_before:%Y-%m-%d} {signs_until:<10} {key.not_after:%Y-%m-%d}"
        yield f"{key.reference:<14} {key.purpose:<9} {key.state:<11} {dates} {key.curve}"


def _in_file(data: bytes) -> bytes:
    if data.startswith(PICTURE_STARTS):
        return _in_picture(data)
    if data.startswith(SEAL_START):
        return data
    return _from_hex(data.decode("ascii", errors="replace")) or data


def _in_picture(data: bytes) -> bytes:
    try:
        symbols = barcodes.decode(barcodes.open_picture(data))
    except ValueError as error:
        raise SealError(Outcome.READ_ERROR, str(error)) from error
    seals = [symbol for symbol in symbols if symbol.startswith(SEAL_START)]
    if not seals:
        raise SealError(Outcome.READ_ERROR, "the picture shows no seal")
    return seals[0]


def _from_hex(text: str) -> bytes | None:
    compact = "".join(text.split()).removeprefix("0x").replace(":", "")
    try:
        return binascii.unhexlify(compact)
    except ValueError:
        return None


def _certificate(path: str) -> x509.Certificate:
    data = Path(path).read_bytes()
    if data.startswith(b"-----"):
        return x509.load_pem_x509_certificate(data)
    return x509.load_der_x509_certificate(data)
