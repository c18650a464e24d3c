"""The tree of a root: as RFC 6962 defines it, and its list as it was written."""

import hashlib
import struct

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from interior_portal.workflow.ledger import merkle
from interior_portal.workflow.ledger.merkle import Leaf

leaves = st.lists(
    st.builds(
        Leaf,
        st.integers(1, 2**63 - 1),
        st.text("0123456789ABCDEFGHJKMNPQRSTVWXYZ-ى", max_size=20),
        st.integers(0, 2**31 - 1),
        st.binary(min_size=32, max_size=32),
    ),
    max_size=40,
)


def by_definition(entries: list[bytes]) -> bytes:
    """RFC 6962, 2.1, word for word: split at the largest power of two below the number."""
    if not entries:
        return hashlib.sha256(b"").digest()
    if len(entries) == 1:
        return hashlib.sha256(b"\x00" + entries[0]).digest()
    split = 1
    while split * 2 < len(entries):
        split *= 2
    left, right = by_definition(entries[:split]), by_definition(entries[split:])
    return hashlib.sha256(b"\x01" + left + right).digest()


@given(st.lists(st.binary(max_size=8), max_size=70))
@example([b"x"] * 64)
@example([b"x"] * 65)
def test_the_root_is_that_of_the_definition(entries: list[bytes]) -> None:
    assert merkle.root_of(entries) == by_definition(entries)


def test_known_roots() -> None:
    """The values that Certificate Transparency's own tests hold."""
    assert merkle.root_of([]).hex().startswith("e3b0c44298fc1c14")
    assert merkle.root_of([b""]).hex() == (
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"
    )


@given(st.lists(st.binary(max_size=4), min_size=1, max_size=20, unique=True), st.data())
def test_any_other_list_has_another_root(entries: list[bytes], data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(entries) - 1))
    shorter = entries[:place] + entries[place + 1 :]
    longer = [*entries, entries[-1]]
    changed = [*entries[:place], entries[place] + b"!", *entries[place + 1 :]]
    for other in (shorter, longer, changed):
        assert merkle.root_of(other) != merkle.root_of(entries)
    if len(entries) > 1:
        assert merkle.root_of(entries[::-1]) != merkle.root_of(entries)


def test_a_node_is_no_leaf() -> None:
    """Two leaves cannot be passed off as one whose words are their hashes."""
    left, right = merkle.leaf_hash(b"a"), merkle.leaf_hash(b"b")
    assert merkle.root_of([left + right]) != merkle.root_of([b"a", b"b"])


@given(leaves)
def test_a_list_is_read_as_it_was_written(written: list[Leaf]) -> None:
    assert list(merkle.read(merkle.write(written))) == written


@given(leaves.filter(bool), st.integers(1, 44))
def test_a_list_that_ends_too_early_is_refused(written: list[Leaf], cut: int) -> None:
    with pytest.raises(ValueError, match="ends within a leaf"):
        list(merkle.read(merkle.write(written)[:-cut]))


def test_what_does_not_fit_is_refused() -> None:
    with pytest.raises(struct.error):
        Leaf(1, "V", 2**32, bytes(32)).to_bytes()
