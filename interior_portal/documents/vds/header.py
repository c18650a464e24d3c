"""The header of a seal (Doc 9303-13 section 2.2)."""

import datetime as dt
import re
from dataclasses import dataclass

from interior_portal.documents.vds import c40, dates
from interior_portal.documents.vds.outcomes import Outcome, SealError

MAGIC = 0xDC
NATIONAL_VERSION = 1  # byte 0x00, seen on national seals that otherwise follow version 3
FIXED_VERSION = 3
VARIABLE_VERSION = 4
READABLE_VERSIONS = frozenset({NATIONAL_VERSION, FIXED_VERSION, VARIABLE_VERSION})
SIGNER_START = 4
SIGNER_CHARACTERS = 4
PREFIX_CHARACTERS = 6  # version 4: the signer and the two characters that count the reference
FIXED_REFERENCE_CHARACTERS = 5
TAIL_LENGTH = 8  # two dates, the feature reference, the type category
FEATURE_REFERENCES = range(1, 255)
TYPE_CATEGORIES = range(256)
DECIMAL_COUNTERS = frozenset({"DEZV"})  # this signer counts in decimal, all others in hexadecimal
COUNTRY = re.compile(r"[A-Z]{1,3}")
SIGNER = re.compile(r"[A-Z]{2}[0-9A-Z]{2}")
REFERENCE = re.compile(r"[0-9A-F]{1,255}")
COUNT = re.compile(r"[0-9A-F]{2}")


@dataclass(frozen=True, kw_only=True)
class Header:
    """What a seal says about itself.

    `version` is the version number: the raw byte + 1. `has_fixed_reference` marks a version 4 seal
    that still carries the nine-character signer field of ICAO's earlier technical report.
    """

    issuing_country: str
    signer_id: str
    certificate_reference: str
    issue_date: dt.date | None
    signature_date: dt.date | None
    feature_reference: int
    type_category: int
    version: int = VARIABLE_VERSION
    has_fixed_reference: bool = False

    @property
    def raw_version(self) -> int:
        return self.version - 1

    def encode(self) -> bytes:
        """The bytes of a version 3 or 4 header. Raises ValueError for what cannot be issued."""
        if self.version not in {FIXED_VERSION, VARIABLE_VERSION} or self.has_fixed_reference:
            raise ValueError("only version 3 and version 4 headers are written")
        _check(self)
        return b"".join(
            (
                bytes([MAGIC, self.raw_version]),
                c40.encode(self.issuing_country.ljust(3, "<")),
                c40.encode(self.signer_id + _reference_text(self)),
                dates.encode_date(self.issue_date),
                dates.encode_date(self.signature_date),
                bytes([self.feature_reference, self.type_category]),
            )
        )


def read_header(data: bytes, *, lenient: bool = True) -> tuple[Header, int]:
    """The header that `data` starts with, and its length in bytes. Raises SealError.

    With `lenient`, a version 4 header that cannot be read by the standard is read with the fixed
    nine-character signer field of the earlier technical report, if that fits.
    """
    if not data:
        raise SealError(Outcome.READ_ERROR, "nothing was read")
    if data[0] != MAGIC:
        raise SealError(Outcome.WRONG_FORMAT, "the first byte is not 0xDC")
    version = data[1] + 1 if len(data) > 1 else 0
    if version not in READABLE_VERSIONS:
        raise SealError(Outcome.WRONG_FORMAT, "the version of the seal is not known")
    try:
        if version == VARIABLE_VERSION:
            return _read_variable(data, lenient=lenient)
        return _read_fixed(data, version)
    except SealError:
        raise
    except ValueError as error:  # from C40, a date or a number
        raise SealError(Outcome.WRONG_FORMAT, str(error)) from error


def _read_variable(data: bytes, *, lenient: bool) -> tuple[Header, int]:
    try:
        return _read_counted(data)
    except ValueError:
        if not lenient:
            raise
        try:
            return _read_fixed(data, VARIABLE_VERSION)
        except ValueError:
            pass
        raise


def _read_counted(data: bytes) -> tuple[Header, int]:
    start = SIGNER_START + c40.encoded_length(PREFIX_CHARACTERS)
    prefix = _text(data, SIGNER_START, start, PREFIX_CHARACTERS)
    signer, count = prefix[:SIGNER_CHARACTERS], prefix[SIGNER_CHARACTERS:]
    if not COUNT.fullmatch(count):
        raise ValueError("the length of the certificate reference is no number")
    is_decimal = signer in DECIMAL_COUNTERS and count.isdecimal()
    characters = int(count, 10 if is_decimal else 16)
    end = start + c40.encoded_length(characters)
    reference = _text(data, start, end, characters)
    return _finish(data, end, VARIABLE_VERSION, signer, reference, is_fixed=False)


def _read_fixed(data: bytes, version: int) -> tuple[Header, int]:
    characters = SIGNER_CHARACTERS + FIXED_REFERENCE_CHARACTERS
    end = SIGNER_START + c40.encoded_length(characters)
    text = _text(data, SIGNER_START, end, characters)
    signer, reference = text[:SIGNER_CHARACTERS], text[SIGNER_CHARACTERS:]
    return _finish(data, end, version, signer, reference, is_fixed=True)


def _text(data: bytes, start: int, end: int, characters: int) -> str:
    if len(data) < end:
        raise SealError(Outcome.WRONG_FORMAT, "the seal ends inside its header")
    text = c40.decode(data[start:end])
    if len(text) != characters:
        raise ValueError(f"a header field has {len(text)} characters instead of {characters}")
    return text


def _finish(
    data: bytes, at: int, version: int, signer: str, reference: str, *, is_fixed: bool
) -> tuple[Header, int]:
    end = at + TAIL_LENGTH
    if len(data) < end:
        raise SealError(Outcome.WRONG_FORMAT, "the seal ends inside its header")
    header = Header(
        issuing_country=_text(data, 2, SIGNER_START, 3).rstrip(" "),
        signer_id=signer,
        certificate_reference=reference,
        issue_date=dates.decode_date(data[at : at + 3]),
        signature_date=dates.decode_date(data[at + 3 : at + 6]),
        feature_reference=data[at + 6],
        type_category=data[at + 7],
        version=version,
        has_fixed_reference=is_fixed and version == VARIABLE_VERSION,
    )
    _check(header)
    return header, end


def _check(header: Header) -> None:
    if not COUNTRY.fullmatch(header.issuing_country):
        raise ValueError("the issuing country is one to three capital letters")
    if not SIGNER.fullmatch(header.signer_id):
        raise ValueError("a signer is two letters of its country and two letters or digits")
    if not REFERENCE.fullmatch(header.certificate_reference):
        raise ValueError("a certificate reference is a hexadecimal number in capitals")
    is_long = len(header.certificate_reference) > FIXED_REFERENCE_CHARACTERS
    if is_long and header.version < VARIABLE_VERSION:
        raise ValueError("a version 3 certificate reference has at most five characters")
    if header.feature_reference not in FEATURE_REFERENCES:
        raise ValueError("a feature definition reference is 1 to 254")
    if header.type_category not in TYPE_CATEGORIES:
        raise ValueError("a document type category is one byte")


def _reference_text(header: Header) -> str:
    reference = header.certificate_reference
    if header.version == FIXED_VERSION:
        return reference.zfill(FIXED_REFERENCE_CHARACTERS)
    if header.signer_id in DECIMAL_COUNTERS:
        return f"{len(reference):02d}{reference}"
    return f"{len(reference):02X}{reference}"
