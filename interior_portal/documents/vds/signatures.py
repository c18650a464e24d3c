"""ECDSA as seals use it: r || s in full length, the hash chosen by the curve (9303-13, 2.4)."""

from collections.abc import Callable

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import (
    decode_dss_signature,
    encode_dss_signature,
)


def hash_for(curve: ec.EllipticCurve) -> hashes.HashAlgorithm:
    """The smallest SHA-2 hash that is not shorter than the order of the curve, SHA-512 at most."""
    for size, algorithm in ((224, hashes.SHA224()), (256, hashes.SHA256()), (384, hashes.SHA384())):
        if curve.key_size <= size:
            return algorithm
    return hashes.SHA512()


def part_length(curve: ec.EllipticCurve) -> int:
    """The number of bytes of r, and of s."""
    return (curve.key_size + 7) // 8


def raw_to_der(raw: bytes) -> bytes:
    """The ASN.1 sequence of the two halves (appendix B). Raises ValueError for an odd length."""
    if not raw or len(raw) % 2:
        raise ValueError("a raw signature is two numbers of the same length")
    half = len(raw) // 2
    return encode_dss_signature(
        int.from_bytes(raw[:half], "big"), int.from_bytes(raw[half:], "big")
    )


def der_to_raw(der: bytes, length: int) -> bytes:
    """An ASN.1 signature as r || s, `length` bytes each. Raises ValueError when that cannot be."""
    r, s = decode_dss_signature(der)
    if min(r, s) < 0 or max(r, s).bit_length() > 8 * length:
        raise ValueError("the signature does not fit the length of the key")
    return r.to_bytes(length, "big") + s.to_bytes(length, "big")


def signer_for(private_key: ec.EllipticCurvePrivateKey) -> Callable[[bytes], bytes]:
    """A `sign` for `write`: deterministic (RFC 6979), so the same seal comes out twice alike."""
    algorithm = ec.ECDSA(hash_for(private_key.curve), deterministic_signing=True)
    length = part_length(private_key.curve)

    def sign(message: bytes) -> bytes:
        return der_to_raw(private_key.sign(message, algorithm), length)

    return sign


def is_genuine(public_key: ec.EllipticCurvePublicKey, message: bytes, raw: bytes) -> bool:
    """Whether `raw` is this key's signature of `message`, with r and s in their full length."""
    if len(raw) != 2 * part_length(public_key.curve):
        return False
    try:
        public_key.verify(raw_to_der(raw), message, ec.ECDSA(hash_for(public_key.curve)))
    except (InvalidSignature, UnsupportedAlgorithm):
        return False
    return True
