"""Private keys at rest: AES-256-GCM under a key derived from `settings.DOCUMENTS_KEY_SECRET`."""

import base64
import binascii
import os
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

KEY_BYTES = 32
NONCE_BYTES = 12
PURPOSE = b"interior-portal/documents/signing-keys/1"


class VaultClosed(Exception):
    """A private key cannot be decrypted: the secret is another, or the row was tampered with."""


def lock(private_key: ec.EllipticCurvePrivateKey, *, owner: str) -> str:
    """The encrypted PEM of a private key, bound to the reference of its owner."""
    pem = private_key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    nonce = os.urandom(NONCE_BYTES)
    secret = str(settings.DOCUMENTS_KEY_SECRET)
    encrypted = AESGCM(_derived_key(secret)).encrypt(nonce, pem, owner.encode())
    return base64.b64encode(nonce + encrypted).decode("ascii")


def unlock(locked: str, *, owner: str) -> ec.EllipticCurvePrivateKey:
    """The private key that `lock` encrypted for this owner. Raises VaultClosed.

    The last few stay in the memory of the process: the same text under the same secret is the same key.
    """
    return _unlocked(locked, owner, str(settings.DOCUMENTS_KEY_SECRET))


@lru_cache(maxsize=3)  # one for each purpose
def _unlocked(locked: str, owner: str, secret: str) -> ec.EllipticCurvePrivateKey:
    try:
        data = base64.b64decode(locked, validate=True)
        nonce, encrypted = data[:NONCE_BYTES], data[NONCE_BYTES:]
        pem = AESGCM(_derived_key(secret)).decrypt(nonce, encrypted, owner.encode())
    except (InvalidTag, ValueError, binascii.Error) as error:
        raise VaultClosed(f"the private key of {owner} cannot be decrypted") from error
    key = serialization.load_pem_private_key(pem, password=None)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise VaultClosed(f"the private key of {owner} is of another kind")
    return key


def _derived_key(secret: str) -> bytes:
    derivation = HKDF(algorithm=hashes.SHA256(), length=KEY_BYTES, salt=None, info=PURPOSE)
    return derivation.derive(secret.encode())
