"""New signing keys: a P-256 key pair, its certificate and its row."""

import datetime as dt

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import settings

from interior_portal.documents import certificates, vault
from interior_portal.documents.models.keys import SigningKey
from interior_portal.shared import clock

CLOCK_SKEW = dt.timedelta(hours=1)  # a verifier's clock may be behind ours
SIGNING_PERIOD = dt.timedelta(days=365)  # Doc 9303-7 section 9.3: one to two years
PAPER_PERIOD = dt.timedelta(days=10 * 366)  # so long after its signature a paper is checked
AUTHORITY_PERIOD = dt.timedelta(days=5 * 366)
# A key waits as long as the one before it signs, then signs as long itself.
SIGNER_VALIDITY = 2 * SIGNING_PERIOD + PAPER_PERIOD
AUTHORITY_VALIDITY = 2 * AUTHORITY_PERIOD + SIGNER_VALIDITY
SIGNER_CERTIFICATES = {
    SigningKey.Purpose.SEAL.value: certificates.seal_certificate,
    SigningKey.Purpose.PDF.value: certificates.pdf_certificate,
}


def make_authority() -> SigningKey:
    """A waiting authority key with a certificate of its own; saved, one statement."""
    private_key = ec.generate_private_key(ec.SECP256R1())
    serial = certificates.new_serial()
    validity = _validity(AUTHORITY_VALIDITY)
    certificate = certificates.authority_certificate(
        private_key, signer_id=settings.DOCUMENTS_SIGNER_ID, serial=serial, validity=validity
    )
    return _save(SigningKey.Purpose.AUTHORITY, private_key, certificate, issuer=None)


def make_signer(purpose: str, authority: SigningKey) -> SigningKey:
    """A waiting key to seal or to sign PDFs, certified by the authority; saved, one statement.

    Raises vault.VaultClosed when the authority's private key cannot be opened.
    """
    private_key = ec.generate_private_key(ec.SECP256R1())
    validity = _validity(SIGNER_VALIDITY)
    certificate = SIGNER_CERTIFICATES[purpose](
        private_key.public_key(),
        issuer=certificates.Issuer(
            certificate=load_certificate(authority),
            private_key=vault.unlock(authority.private_key, owner=authority.reference),
        ),
        signer_id=settings.DOCUMENTS_SIGNER_ID,
        serial=certificates.new_serial(),
        validity=validity,
    )
    return _save(purpose, private_key, certificate, issuer=authority)


def load_certificate(key: SigningKey) -> x509.Certificate:
    return x509.load_pem_x509_certificate(key.certificate.encode())


def signing_end(key: SigningKey, start: dt.datetime) -> dt.datetime:
    """Until when a key signs that begins at `start`: its period, or less when it waited too long.

    What it signs on its last day can still be checked for as long as papers or signers last.
    """
    is_authority = key.purpose == SigningKey.Purpose.AUTHORITY
    period = AUTHORITY_PERIOD if is_authority else SIGNING_PERIOD
    last = key.not_after - (SIGNER_VALIDITY if is_authority else PAPER_PERIOD)
    return min(start + period, last)


def _validity(period: dt.timedelta) -> certificates.Validity:
    start = clock.now().replace(microsecond=0) - CLOCK_SKEW  # certificates have whole seconds
    return certificates.Validity(not_before=start, not_after=start + period)


def _save(
    purpose: str,
    private_key: ec.EllipticCurvePrivateKey,
    certificate: x509.Certificate,
    *,
    issuer: SigningKey | None,
) -> SigningKey:
    signer_id, reference = settings.DOCUMENTS_SIGNER_ID, f"{certificate.serial_number:X}"
    public_key = private_key.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return SigningKey.objects.create(
        purpose=purpose,
        signer_id=signer_id,
        certificate_reference=reference,
        issuer=issuer,
        curve=private_key.curve.name,
        public_key=public_key.decode("ascii"),
        private_key=vault.lock(private_key, owner=f"{signer_id}{reference}"),
        certificate=certificate.public_bytes(serialization.Encoding.PEM).decode("ascii"),
        not_before=certificate.not_valid_before_utc,
        not_after=certificate.not_valid_after_utc,
    )
