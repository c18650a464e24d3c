"""The check digits of a zone (Doc 9303 parts 4 to 7, section 4.2.4)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from interior_portal.people.mrz.check_digits import FILLER, proposal, weigh
from interior_portal.people.mrz.findings import problem
from interior_portal.people.mrz.layouts import Layout, Slot
from interior_portal.people.mrz.records import CheckDigit, Problem


@dataclass(frozen=True, slots=True)
class Number:
    """A document number, its check digit, and what is left of the optional field."""

    text: str
    check: Slot
    optional: str


def document_number(layout: Layout, lines: Sequence[str]) -> Number:
    """The number; a longer one of a TD1 or TD2 goes on in the optional field.

    Then its check digit position has a filler, and the rest of the number, the check digit and a
    filler begin the optional field (part 5 and part 6, note j).
    """
    principal, optional = layout.number.of(lines), layout.optional.of(lines)
    rest = optional.partition(FILLER)[0]
    is_long = layout.long_numbers and layout.number_check.of(lines) == FILLER
    if not (is_long and rest and FILLER not in principal):
        return Number(principal, layout.number_check, optional)
    slot = layout.optional
    check = Slot(slot.line, slot.start + len(rest) - 1, slot.start + len(rest))
    return Number(principal + rest[:-1], check, optional[len(rest) + 1 :])


def check_digits(layout: Layout, lines: Sequence[str]) -> Iterator[tuple[CheckDigit, Slot]]:
    """Every check digit of the format with its position, the composite last."""
    number = document_number(layout, lines)
    yield _check("document_number", number.text, number.check, lines)
    yield _check("birth_date", layout.birth.of(lines), layout.birth_check, lines)
    yield _check("expiry_date", layout.expiry.of(lines), layout.expiry_check, lines)
    if layout.optional_check:
        yield _check("optional", layout.optional.of(lines), layout.optional_check, lines)
    if layout.composite_check:
        over = "".join(slot.of(lines) for slot in layout.composite)
        yield _check("composite", over, layout.composite_check, lines)


def _check(name: str, over: str, slot: Slot, lines: Sequence[str]) -> tuple[CheckDigit, Slot]:
    printed, computed = slot.of(lines), weigh(over)
    # A personal number that is not used may have a filler for its zero (part 4, position 43).
    is_unused = name == "optional" and not over.strip(FILLER) and printed == FILLER
    return CheckDigit(name, over, printed, computed, printed == computed or is_unused), slot


def wrong_check_digit(check: CheckDigit, slot: Slot) -> Problem:
    """The problem, with the field as it would be if one look-alike explains it."""
    has_letters = check.name in {"document_number", "optional"}
    return problem(
        "wrong_check_digit",
        check.name,
        slot,
        found=check.printed,
        expected=check.computed,
        suggestion=proposal(check.over, check.printed).rstrip(FILLER) if has_letters else "",
    )
