"""The tree over the events of a minute, as RFC 6962 section 2.1 builds it, and the list it is built on."""

import hashlib
import struct
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

LEAF, NODE = b"\x00", b"\x01"
_FIXED = struct.Struct(">QI32sB")  # id, number in the case, hash, length of the reference


@dataclass(frozen=True, slots=True)
class Leaf:
    """One event of the list: its id, its case and number there, and its hash (32 bytes)."""

    event_id: int
    reference: str
    seq: int
    hash: bytes

    def to_bytes(self) -> bytes:
        """The leaf as the tree and the list of a root hold it. `struct.error` for what does not fit."""
        reference = self.reference.encode()
        return _FIXED.pack(self.event_id, self.seq, self.hash, len(reference)) + reference


def root_of(entries: Iterable[bytes]) -> bytes:
    """The Merkle tree hash of the entries in their order; keeps log2(n) hashes at a time.

    `peaks` are the roots of the full subtrees so far, the largest first: two of the same size become
    one of twice the size, which splits any number of leaves where RFC 6962 splits them.
    """
    peaks: list[tuple[int, bytes]] = []
    for entry in entries:
        size, digest = 1, leaf_hash(entry)
        while peaks and peaks[-1][0] == size:
            digest, size = node_hash(peaks.pop()[1], digest), size * 2
        peaks.append((size, digest))
    if not peaks:
        return hashlib.sha256().digest()
    root = peaks.pop()[1]
    while peaks:
        root = node_hash(peaks.pop()[1], root)
    return root


def leaf_hash(entry: bytes) -> bytes:
    """The prefix keeps a leaf from being passed off as a node."""
    return hashlib.sha256(LEAF + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of two subtrees."""
    return hashlib.sha256(NODE + left + right).digest()


def write(leaves: Iterable[Leaf]) -> bytes:
    """The list of a root: its leaves one after another."""
    return b"".join(leaf.to_bytes() for leaf in leaves)


def read(data: bytes) -> Iterator[Leaf]:
    """The leaves that `write` wrote. `ValueError` when it did not write this."""
    place = 0
    while place < len(data):
        try:
            event_id, seq, digest, length = _FIXED.unpack_from(data, place)
        except struct.error as error:
            raise ValueError("the list ends within a leaf") from error
        place += _FIXED.size + length
        if place > len(data):
            raise ValueError("the list ends within a leaf")
        yield Leaf(event_id, data[place - length : place].decode(), seq, digest)
