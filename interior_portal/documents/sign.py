"""The signature of a paper: PAdES B-B in an invisible field, over the whole file."""

import io
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import lru_cache

from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from pyhanko.keys import load_certs_from_pemder_data, load_private_key_from_pemder_data
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import signers
from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter
from pyhanko_certvalidator.registry import CertificateRegistry

from interior_portal.documents import keys

FIELD = "Authority"
META = signers.PdfSignatureMetadata(
    field_name=FIELD, md_algorithm="sha256", subfilter=SigSeedSubFilter.PADES
)
BESIDES = 1024  # bytes of a signature beside the certificates: about 600 are needed


@dataclass(frozen=True, slots=True)
class SignedFile:
    """A signed PDF and the serial number, in hexadecimal, of the certificate that signed it."""

    content: bytes
    key: str


@dataclass(frozen=True, slots=True)
class Signing:
    """What signs with one key, and how many characters its signature is given in a file."""

    signer: signers.Signer
    characters: int


def sign_pdf(pdf: bytes) -> SignedFile:
    """Sign with the active PDF key; one query, about 15 ms and 4 kB. Raises keys.NoActiveKey."""
    key = keys.pdf_key()
    # pyHanko starts an event loop, which a thread cannot do that is in one; a new thread is in none.
    with ThreadPoolExecutor(max_workers=1) as thread:
        content = thread.submit(_signed, pdf, _signing_with(key)).result()
    return SignedFile(content, f"{key.certificate.serial_number:X}")


@lru_cache(maxsize=1)
def _signing_with(key: keys.PdfKey) -> Signing:
    """Built once for a key: another key, or the same with another certificate, is another value.

    The size is told to pyHanko, which would else sign twice, the first time to see how long it gets.
    """
    pems = [link.public_bytes(Encoding.PEM) for link in (key.certificate, *key.chain)]
    own, *chain = load_certs_from_pemder_data(b"".join(pems))
    signer = signers.SimpleSigner(
        signing_cert=own,
        signing_key=load_private_key_from_pemder_data(
            key.private_key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption()),
            passphrase=None,
        ),
        cert_registry=CertificateRegistry.build(chain),
    )
    return Signing(signer, 2 * (sum(len(link.dump()) for link in (own, *chain)) + BESIDES))


def _signed(pdf: bytes, signing: Signing) -> bytes:
    out = io.BytesIO()
    signers.sign_pdf(
        IncrementalPdfFileWriter(io.BytesIO(pdf)),
        META,
        signer=signing.signer,
        new_field_spec=SigFieldSpec(FIELD),
        bytes_reserved=signing.characters,
        output=out,
    )
    return out.getvalue()
