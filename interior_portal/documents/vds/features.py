"""The message zone: document features as tag, length, value (Doc 9303-13 section 2.3)."""

from collections.abc import Iterable
from typing import NamedTuple

from interior_portal.documents.vds.outcomes import Outcome, SealError

SIGNATURE_MARKER = 0xFF
FIRST_DER_VERSION = 4  # before it a length is one plain byte
LONGEST_PLAIN = 0xFF
SHORT_FORM_END = 0x80
MOST_LENGTH_BYTES = 4


class Feature(NamedTuple):
    """A document feature: its tag (0 to 254) and its bytes."""

    tag: int
    value: bytes


def encode_length(length: int) -> bytes:
    """A DER length: one byte below 128, else their number with bit 8 set and then the bytes."""
    if length < SHORT_FORM_END:
        return bytes([length])
    digits = length.to_bytes((length.bit_length() + 7) // 8, "big")
    if len(digits) > MOST_LENGTH_BYTES:
        raise ValueError("a seal's length field has at most five bytes")
    return bytes([SHORT_FORM_END | len(digits)]) + digits


def read_length(data: bytes, at: int) -> tuple[int, int]:
    """The DER length that starts at `at` and where its value starts. Raises SealError."""
    first = _byte(data, at)
    if first < SHORT_FORM_END:
        return first, at + 1
    count = first & ~SHORT_FORM_END
    digits = data[at + 1 : at + 1 + count]
    if not 1 <= count <= MOST_LENGTH_BYTES or len(digits) < count:
        raise SealError(Outcome.WRONG_FORMAT, "a length field is broken")
    length = int.from_bytes(digits, "big")
    if encode_length(length) != data[at : at + 1 + count]:
        raise SealError(Outcome.WRONG_FORMAT, "a length field is not in its shortest form")
    return length, at + 1 + count


def encode_features(features: Iterable[Feature], *, version: int) -> bytes:
    """The message zone. Raises ValueError for a tag or a length that the version cannot write."""
    zone = bytearray()
    for tag, value in features:
        if not 0 <= tag < SIGNATURE_MARKER:
            raise ValueError(f"{tag} is no feature tag")
        if version < FIRST_DER_VERSION and len(value) > LONGEST_PLAIN:
            raise ValueError("a feature of a version 3 seal has at most 255 bytes")
        by_der = version >= FIRST_DER_VERSION
        length = encode_length(len(value)) if by_der else bytes([len(value)])
        zone += bytes([tag]) + length + value
    return bytes(zone)


def read_features(data: bytes, at: int, *, version: int) -> tuple[tuple[Feature, ...], int]:
    """The features from `at` on and where the signature marker stands. Raises SealError."""
    features = []
    while (tag := _byte(data, at)) != SIGNATURE_MARKER:
        if version >= FIRST_DER_VERSION:
            length, start = read_length(data, at + 1)
        else:
            length, start = _byte(data, at + 1), at + 2
        at = start + length
        if at > len(data):
            raise SealError(Outcome.WRONG_FORMAT, f"feature {tag} ends after the seal")
        features.append(Feature(tag, data[start:at]))
    return tuple(features), at


def read_signature(data: bytes, at: int) -> bytes:
    """The signature zone, which must end the seal. Raises SealError."""
    length, start = read_length(data, at + 1)
    if start + length != len(data):
        raise SealError(Outcome.WRONG_FORMAT, "the signature does not end where the seal ends")
    if not length or length % 2:
        raise SealError(Outcome.WRONG_FORMAT, "a signature is r and s of the same length")
    return data[start:]


def _byte(data: bytes, at: int) -> int:
    if at >= len(data):
        raise SealError(Outcome.WRONG_FORMAT, "the seal ends too early")
    return data[at]
