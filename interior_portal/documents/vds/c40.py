"""C40: three characters in two bytes (Doc 9303-13 section 2.6)."""

import re

UNLATCH = 0xFE
SHIFT_1 = 0
FIRST_VALUE = 3
ALPHABET = " 0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
VALUES = {character: value for value, character in enumerate(ALPHABET, start=FIRST_VALUE)}
LARGEST_WORD = 0xFA00  # (39, 39, 39)


def encode(text: str) -> bytes:
    """Encode capital letters, digits, spaces and `<`, which becomes a space.

    A single character left over at the end is written as ASCII behind an unlatch byte, two are
    filled up with Shift 1. Raises ValueError for any other character.
    """
    text = text.replace("<", " ")
    if unknown := re.search(r"[^ 0-9A-Z]", text):
        raise ValueError(f"C40 cannot write {unknown[0]!r}")
    return b"".join(_encode_group(text[at : at + 3]) for at in range(0, len(text), 3))


def _encode_group(group: str) -> bytes:
    if len(group) == 1:
        return bytes([UNLATCH, ord(group) + 1])
    first, second, *rest = (VALUES[character] for character in group)
    third = rest[0] if rest else SHIFT_1
    return (1600 * first + 40 * second + third + 1).to_bytes(2, "big")


def decode(data: bytes) -> str:
    """Decode what `encode` writes; fillers come back as spaces.

    Raises ValueError for an odd length, for an unlatch or Shift 1 before the end and for values
    outside the table.
    """
    if len(data) % 2:
        raise ValueError("C40 comes in pairs of bytes")
    pairs = [data[at : at + 2] for at in range(0, len(data), 2)]
    last = len(pairs) - 1
    return "".join(_decode_pair(pair, is_last=at == last) for at, pair in enumerate(pairs))


def _decode_pair(pair: bytes, *, is_last: bool) -> str:
    if pair[0] == UNLATCH and is_last:
        return _known(chr(max(pair[1] - 1, 0)))
    word = int.from_bytes(pair, "big")
    if not 1 <= word <= LARGEST_WORD:
        raise ValueError(f"0x{word:04x} is no C40 triple")
    first, rest = divmod(word - 1, 1600)
    values = [first, *divmod(rest, 40)]
    if is_last and values[2] == SHIFT_1:
        del values[2]
    if min(values) < FIRST_VALUE:
        raise ValueError(f"0x{word:04x} holds a shift that this alphabet does not use")
    return "".join(ALPHABET[value - FIRST_VALUE] for value in values)


def _known(character: str) -> str:
    if character not in VALUES:
        raise ValueError(f"C40 text cannot end in {character!r}")
    return character


def encoded_length(characters: int) -> int:
    """The number of bytes that so many characters take."""
    return -(-characters // 3) * 2
