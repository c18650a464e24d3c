"""A seal as a whole: header, message zone, signature zone (Doc 9303-13 section 2)."""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from interior_portal.documents.vds.features import (
    SIGNATURE_MARKER,
    Feature,
    encode_features,
    encode_length,
    read_features,
    read_signature,
)
from interior_portal.documents.vds.header import Header, read_header

Sign = Callable[[bytes], bytes]


@dataclass(frozen=True, kw_only=True)
class Seal:
    """A seal that was read; nothing in it is proven before `verify`.

    `signed_bytes` are header and message zone, what the signature covers; `signature` is r || s.
    """

    header: Header
    header_length: int
    features: tuple[Feature, ...]
    signed_bytes: bytes
    signature: bytes

    @property
    def version(self) -> int:
        return self.header.version

    @property
    def raw_version(self) -> int:
        return self.header.raw_version

    @property
    def issuing_country(self) -> str:
        return self.header.issuing_country

    @property
    def signer_id(self) -> str:
        return self.header.signer_id

    @property
    def certificate_reference(self) -> str:
        return self.header.certificate_reference

    @property
    def issue_date(self) -> dt.date | None:
        return self.header.issue_date

    @property
    def signature_date(self) -> dt.date | None:
        return self.header.signature_date

    @property
    def feature_reference(self) -> int:
        return self.header.feature_reference

    @property
    def type_category(self) -> int:
        return self.header.type_category

    def find_feature(self, tag: int) -> bytes | None:
        """The value of the first feature with this tag."""
        return next((value for found, value in self.features if found == tag), None)


def read(data: bytes, *, lenient: bool = True) -> Seal:
    """Read a seal of version 3 or 4, or of the national version 0x00.

    Raises SealError with the outcome READ_ERROR (nothing there) or WRONG_FORMAT, and nothing else.
    `lenient` accepts the earlier report's header under version 4, see `header.read_header`.
    """
    data = bytes(data)
    header, header_length = read_header(data, lenient=lenient)
    features, marker = read_features(data, header_length, version=header.version)
    return Seal(
        header=header,
        header_length=header_length,
        features=features,
        signed_bytes=data[:marker],
        signature=read_signature(data, marker),
    )


def write(header: Header, features: Iterable[Feature], sign: Sign) -> bytes:
    """The bytes of a seal; `sign` gets header and message and returns r || s.

    Raises ValueError for a header or a feature that the version cannot carry.
    """
    signed = header.encode() + encode_features(features, version=header.version)
    signature = sign(signed)
    return signed + bytes([SIGNATURE_MARKER]) + encode_length(len(signature)) + signature
