"""What is wrong in the fields of a zone: its problems by name and place."""

import string
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from interior_portal.people.mrz.check_digits import FILLER, LOOK_ALIKES
from interior_portal.people.mrz.layouts import Layout, Slot
from interior_portal.people.mrz.records import Problem

LETTERS = string.ascii_uppercase + FILLER
DIGITS = string.digits
ANY = string.ascii_uppercase + string.digits + FILLER
_AS_DIGIT = LOOK_ALIKES | {"Q": "0", "D": "0", "L": "1"}
_AS_LETTER = {digit: letter for letter, digit in LOOK_ALIKES.items()}


@dataclass(frozen=True, slots=True)
class Field:
    """A field of the layout under the name that problems have."""

    name: str
    slot: Slot
    alphabet: str
    is_needed: bool = False


def fields_of(layout: Layout) -> Iterator[Field]:
    """All fields but check digits and sex, which have rules of their own."""
    code = LETTERS if layout.first_letters == "P" else ANY
    yield Field("document_code", layout.type, code)
    yield Field("issuer", layout.issuer, LETTERS, is_needed=True)
    yield Field("name", layout.name, LETTERS, is_needed=True)
    yield Field("document_number", layout.number, ANY, is_needed=True)
    yield Field("nationality", layout.nationality, LETTERS, is_needed=True)
    yield Field("birth_date", layout.birth, DIGITS + FILLER)
    yield Field("expiry_date", layout.expiry, DIGITS, is_needed=True)
    yield Field("optional", layout.optional, ANY)
    if layout.optional2:
        yield Field("optional", layout.optional2, ANY)


def problem(kind: str, field: str, slot: Slot, *, offset: int = 0, **facts: str) -> Problem:
    """The problem with the place of the slot, `offset` characters into it."""
    return Problem(f"{kind}:{field}", slot.line + 1, slot.start + offset + 1, **facts)


def wrong_characters(field: Field, lines: Sequence[str]) -> Iterator[Problem]:
    """One problem for each character that the field cannot have."""
    text = field.slot.of(lines)
    for offset, character in enumerate(text):
        if character not in field.alphabet and text.strip(FILLER):
            yield problem(
                "bad_character",
                field.name,
                field.slot,
                offset=offset,
                found=character,
                expected=_likely(character, field.alphabet),
            )


def missing(field: Field, lines: Sequence[str]) -> Iterator[Problem]:
    """The problem that a field which every document fills begins with a filler."""
    text = field.slot.of(lines)
    is_empty = not text.strip(FILLER) or (text[0] == FILLER and FILLER in field.alphabet)
    if field.is_needed and is_empty:
        yield problem("missing", field.name, field.slot, found=text)


def _likely(character: str, alphabet: str) -> str:
    """The character of the alphabet that was meant, as far as it can be told."""
    plain = unicodedata.normalize("NFD", character)[0]
    for guess in (plain, _AS_DIGIT.get(plain, ""), _AS_LETTER.get(plain, "")):
        if guess and guess in alphabet:
            return guess
    return ""
