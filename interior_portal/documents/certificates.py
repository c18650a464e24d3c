"""X.509 certificates of our keys (Doc 9303-12 section 7.1; seal signers as in 7.1.3)."""

import datetime as dt
import secrets
from dataclasses import dataclass

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

from interior_portal.documents import vds

SERIAL_BITS = 32  # eight hexadecimal characters: six bytes in every seal
SEAL_SIGNER = x509.ObjectIdentifier("2.23.136.1.1.11.1")  # id-icao-vdsSigner
DOCUMENT_TYPE_LIST = x509.ObjectIdentifier("2.23.136.1.1.6.2")
SEALED_DOCUMENTS = frozenset({"V"})  # the MRZ codes of what we seal: visas


@dataclass(frozen=True, kw_only=True)
class Validity:
    """From when to when a certificate is valid."""

    not_before: dt.datetime
    not_after: dt.datetime


@dataclass(frozen=True, kw_only=True)
class Issuer:
    """The authority that signs certificates."""

    certificate: x509.Certificate
    private_key: ec.EllipticCurvePrivateKey


def new_serial() -> int:
    """A random serial number that fills its eight hexadecimal characters."""
    return secrets.randbits(SERIAL_BITS - 1) | 1 << (SERIAL_BITS - 1)


def authority_certificate(
    private_key: ec.EllipticCurvePrivateKey, *, signer_id: str, serial: int, validity: Validity
) -> x509.Certificate:
    """The self-signed certificate of the authority key."""
    name = _name(signer_id[:2], f"{signer_id[:2]} document authority")
    usage = _key_usage(key_cert_sign=True, crl_sign=True)
    return (
        _builder(name, name, private_key.public_key(), serial, validity)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(_key_identifier(private_key.public_key()), critical=False)
        .sign(private_key, hashes.SHA256())
    )


def seal_certificate(
    public_key: ec.EllipticCurvePublicKey,
    *,
    issuer: Issuer,
    signer_id: str,
    serial: int,
    validity: Validity,
) -> x509.Certificate:
    """A bar code signer's certificate: its name and serial number are what a seal's header says."""
    types = x509.UnrecognizedExtension(
        DOCUMENT_TYPE_LIST, vds.encode_document_types(SEALED_DOCUMENTS)
    )
    subject = _name(signer_id[:2], signer_id[2:])
    return (
        _builder(subject, issuer.certificate.subject, public_key, serial, validity)
        .add_extension(_authority_identifier(issuer), critical=False)
        .add_extension(types, critical=False)
        .add_extension(x509.ExtendedKeyUsage([SEAL_SIGNER]), critical=True)
        .sign(issuer.private_key, hashes.SHA256())
    )


def pdf_certificate(
    public_key: ec.EllipticCurvePublicKey,
    *,
    issuer: Issuer,
    signer_id: str,
    serial: int,
    validity: Validity,
) -> x509.Certificate:
    """The certificate of the key that signs PDF files (PAdES wants non-repudiation)."""
    usage = _key_usage(digital_signature=True, content_commitment=True)
    subject = _name(signer_id[:2], f"{signer_id} documents")
    return (
        _builder(subject, issuer.certificate.subject, public_key, serial, validity)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(_authority_identifier(issuer), critical=False)
        .add_extension(_key_identifier(public_key), critical=False)
        .sign(issuer.private_key, hashes.SHA256())
    )


def is_issued_by(certificate: x509.Certificate, issuer: x509.Certificate) -> bool:
    """Whether the issuer's key signed the certificate and the names fit."""
    try:
        certificate.verify_directly_issued_by(issuer)
    except (ValueError, TypeError, InvalidSignature):
        return False
    return True


def _builder(
    subject: x509.Name,
    issuer: x509.Name,
    public_key: ec.EllipticCurvePublicKey,
    serial: int,
    validity: Validity,
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(public_key)
        .serial_number(serial)
        .not_valid_before(validity.not_before)
        .not_valid_after(validity.not_after)
    )


def _name(country: str, common_name: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(x509.NameOID.COUNTRY_NAME, country),
            x509.NameAttribute(x509.NameOID.COMMON_NAME, common_name),
        ]
    )


def _key_identifier(public_key: ec.EllipticCurvePublicKey) -> x509.SubjectKeyIdentifier:
    return x509.SubjectKeyIdentifier.from_public_key(public_key)


def _authority_identifier(issuer: Issuer) -> x509.AuthorityKeyIdentifier:
    return x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer.private_key.public_key())


def _key_usage(**allowed: bool) -> x509.KeyUsage:
    names = (
        "digital_signature",
        "content_commitment",
        "key_encipherment",
        "data_encipherment",
        "key_agreement",
        "key_cert_sign",
        "crl_sign",
        "encipher_only",
        "decipher_only",
    )
    return x509.KeyUsage(**{name: allowed.get(name, False) for name in names})
