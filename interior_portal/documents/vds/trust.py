"""The keys that seals are verified with."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Self

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec

from interior_portal.documents.vds.document_types import OBJECT_IDENTIFIER, read_document_types
from interior_portal.documents.vds.header import SIGNER_CHARACTERS, Header

DOCUMENT_TYPE_LIST = x509.ObjectIdentifier(OBJECT_IDENTIFIER)


@dataclass(frozen=True, kw_only=True)
class VerificationKey:
    """A signer's certificate, as far as a seal needs it.

    `public_key` is None when its curve cannot be used here: the seal then comes out as
    UNTRUSTED_CERTIFICATE. Without `not_before` and `not_after` the key does not age. `is_trusted`
    says that a trusted authority signed the certificate. `document_types` are MRZ document codes
    the signer may seal, a single letter stands for all that begin with it; None allows all.
    """

    signer_id: str
    certificate_reference: str
    public_key: ec.EllipticCurvePublicKey | None
    not_before: dt.datetime | None = None
    not_after: dt.datetime | None = None
    is_trusted: bool = True
    is_revoked: bool = False
    document_types: frozenset[str] | None = None

    @classmethod
    def of_certificate(
        cls, certificate: x509.Certificate, *, is_trusted: bool = True, is_revoked: bool = False
    ) -> Self:
        """The key of a bar code signer certificate (Doc 9303-12 section 7.1.3).

        The signer is its country and common name, the reference its serial number in hexadecimal.
        Raises ValueError for a certificate without these names.
        """
        country = _name_part(certificate, x509.NameOID.COUNTRY_NAME)
        common = _name_part(certificate, x509.NameOID.COMMON_NAME)
        return cls(
            signer_id=f"{country}{common}".upper(),
            certificate_reference=f"{certificate.serial_number:X}",
            public_key=_public_key(certificate),
            not_before=certificate.not_valid_before_utc,
            not_after=certificate.not_valid_after_utc,
            is_trusted=is_trusted,
            is_revoked=is_revoked,
            document_types=_document_types(certificate),
        )

    def permits(self, document_code: str) -> bool:
        """Whether the signer may seal documents with this MRZ document code (such as `V<`)."""
        if self.document_types is None:
            return True
        code = document_code.rstrip("<")
        return code in self.document_types or code[:1] in self.document_types


KeySource = (
    Mapping[str, VerificationKey | ec.EllipticCurvePublicKey | x509.Certificate]
    | Iterable[VerificationKey | x509.Certificate]
)


def find_key(header: Header, keys: KeySource) -> VerificationKey | None:
    """The key that the header names.

    `keys` are VerificationKeys or certificates, or a mapping from signer and reference, written
    together (`UTTS5B`), to one of them or to a bare public key, which is then trusted and does not
    age. The reference is a serial number: leading zeros do not count, but a literal match wins.
    """
    found = [key for key in _all(keys) if key.signer_id == header.signer_id]
    for key in found:
        if key.certificate_reference == header.certificate_reference:
            return key
    serial = _serial(header.certificate_reference)
    return next((key for key in found if _serial(key.certificate_reference) == serial), None)


def _all(keys: KeySource) -> list[VerificationKey]:
    if isinstance(keys, Mapping):
        return [_named(name, key) for name, key in keys.items()]
    return [_as_key(key) for key in keys]


def _named(
    name: str, key: VerificationKey | ec.EllipticCurvePublicKey | x509.Certificate
) -> VerificationKey:
    if isinstance(key, VerificationKey | x509.Certificate):
        return _as_key(key)
    return VerificationKey(
        signer_id=name[:SIGNER_CHARACTERS].upper(),
        certificate_reference=name[SIGNER_CHARACTERS:].upper(),
        public_key=key if isinstance(key, ec.EllipticCurvePublicKey) else None,
    )


def _as_key(key: VerificationKey | x509.Certificate) -> VerificationKey:
    return key if isinstance(key, VerificationKey) else VerificationKey.of_certificate(key)


def _serial(reference: str) -> str:
    return reference.lstrip("0")


def _name_part(certificate: x509.Certificate, oid: x509.ObjectIdentifier) -> str:
    parts = certificate.subject.get_attributes_for_oid(oid)
    if not parts:
        raise ValueError("a bar code signer's certificate names its country and itself")
    return str(parts[0].value)


def _public_key(certificate: x509.Certificate) -> ec.EllipticCurvePublicKey | None:
    try:
        key = certificate.public_key()
    except (UnsupportedAlgorithm, ValueError):
        return None
    return key if isinstance(key, ec.EllipticCurvePublicKey) else None


def _document_types(certificate: x509.Certificate) -> frozenset[str] | None:
    try:
        extension = certificate.extensions.get_extension_for_oid(DOCUMENT_TYPE_LIST).value
    except (x509.ExtensionNotFound, ValueError):
        return None
    if not isinstance(extension, x509.UnrecognizedExtension):
        return None
    return read_document_types(extension.value)
