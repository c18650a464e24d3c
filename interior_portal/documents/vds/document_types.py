"""The certificate extension that lists what a signer may seal (Doc 9303-12 section 7.1.1.6).

`SEQUENCE { version INTEGER (0), docTypeList SET OF PrintableString }`, each entry an MRZ document
code of one or two letters.
"""

from collections.abc import Iterable, Iterator

from interior_portal.documents.vds.features import encode_length, read_length

OBJECT_IDENTIFIER = "2.23.136.1.1.6.2"
INTEGER, PRINTABLE_STRING, SEQUENCE, SET = 0x02, 0x13, 0x30, 0x31
VERSION_0 = bytes([INTEGER, 1, 0])


def encode_document_types(codes: Iterable[str]) -> bytes:
    """The DER value of the extension; a set is written in ascending order."""
    entries = sorted(_element(PRINTABLE_STRING, code.encode("ascii")) for code in codes)
    return _element(SEQUENCE, VERSION_0 + _element(SET, b"".join(entries)))


def read_document_types(value: bytes) -> frozenset[str]:
    """The codes of the extension; a broken list permits nothing and comes back empty."""
    try:
        ((tag, content),) = _elements(value)
        if tag != SEQUENCE:
            return frozenset()
        _, *sets = _elements(content)
        entries = [entry for tag, found in sets if tag == SET for entry in _elements(found)]
        return frozenset(text.decode("ascii") for tag, text in entries if tag == PRINTABLE_STRING)
    except ValueError:
        return frozenset()


def _element(tag: int, content: bytes) -> bytes:
    return bytes([tag]) + encode_length(len(content)) + content


def _elements(data: bytes) -> Iterator[tuple[int, bytes]]:
    at = 0
    while at < len(data):
        length, start = read_length(data, at + 1)
        if start + length > len(data):
            raise ValueError("an element ends after its container")
        yield data[at], data[start : start + length]
        at = start + length
