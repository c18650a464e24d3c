"""The little that a seal needs of the machine readable zone: shapes, fields and check digits.

Doc 9303-3 section 4.9 (weights 7, 3, 1) and 9303-7. A seal reader must stand on its own at a post
without the register of persons, so this is not `people.mrz`, which reads every document in full.
"""

from collections.abc import Sequence

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
WEIGHTS = (7, 3, 1)
FILLER = "<"
VISA_LINE_LENGTHS = frozenset({44, 36})  # MRV-A and MRV-B
PASSPORT_LINE_LENGTHS = frozenset({44, 36})  # TD3 booklets and TD2 papers
SEALED_LENGTH = 28  # so much of a visa's second line stands in a seal
CHECKED = (slice(0, 9), slice(13, 19), slice(21, 27))  # number, date of birth, date of expiry
FIELDS = {
    "document_code": (0, slice(0, 2)),
    "issuing_state": (0, slice(2, 5)),
    "name": (0, slice(5, None)),
    "number": (1, slice(0, 10)),
    "nationality": (1, slice(10, 13)),
    "birth_date": (1, slice(13, 20)),
    "sex": (1, slice(20, 21)),
    "valid_until": (1, slice(21, 28)),
}


def check_digit(field: str) -> str:
    """The check digit of a field. Raises ValueError for a character that no MRZ has."""
    values = (0 if letter == FILLER else ALPHABET.index(letter) for letter in field)
    return str(sum(value * WEIGHTS[at % 3] for at, value in enumerate(values)) % 10)


def has_right_digits(second_line: str) -> bool:
    """Whether number, date of birth and date of expiry carry the check digits they need."""
    try:
        return all(second_line[field.stop] == check_digit(second_line[field]) for field in CHECKED)
    except (IndexError, ValueError):
        return False


def is_visa(lines: Sequence[str]) -> bool:
    """Whether the two lines have the shape of a visa and all check digits are right."""
    return _is_shaped(lines, VISA_LINE_LENGTHS) and has_right_digits(lines[1])


def is_passport(lines: Sequence[str]) -> bool:
    """Whether the two lines have the shape of a TD3 or TD2 document and all digits are right."""
    if not (_is_shaped(lines, PASSPORT_LINE_LENGTHS) and has_right_digits(lines[1])):
        return False
    second = lines[1]
    composite = second[0:10] + second[13:20] + second[21:-1]
    if second[-1] != check_digit(composite):
        return False
    optional = second[28:42] if len(second) == max(PASSPORT_LINE_LENGTHS) else ""
    is_unused = not optional.strip(FILLER)
    return not optional or second[42] == check_digit(optional) or (is_unused and second[42] == "<")


def _is_shaped(lines: Sequence[str], lengths: frozenset[int]) -> bool:
    sizes = [len(line) for line in lines]
    if not any(sizes == [length, length] for length in lengths):
        return False
    return all(letter in ALPHABET + FILLER for line in lines for letter in line)


def differing_fields(sealed: Sequence[str], printed: Sequence[str]) -> tuple[str, ...]:
    """The names of the visa fields that differ between a seal and a print."""
    return tuple(
        name for name, (line, part) in FIELDS.items() if sealed[line][part] != printed[line][part]
    )
