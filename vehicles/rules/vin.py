"""The vehicle identification number: ISO 3779, and the check digit of those countries that use one.

Source of the check digit: 49 CFR 565.15(c) (United States), followed in Canada and Mexico and by
GB 16735 in China. Elsewhere the ninth character says nothing, so nothing is said about it.
"""

import re
from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from interior_portal.shared.refusals import Refusal
from vehicles.rules.findings import Finding

LENGTH = 17
CHECK_PLACE = 8  # the ninth character, counted from nought
# Until then makers numbered as they liked: a shorter chassis number is what the vehicle really bears.
FIRST_STANDARD_YEAR = 1981
SHORTEST_OLD = 4
_ALLOWED = re.compile(r"[A-HJ-NPR-Z0-9]")
_LOOK_ALIKES = {"I": "1", "O": "0", "Q": "0"}
_WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)
_VALUES = {
    **{digit: int(digit) for digit in "0123456789"},
    **dict(zip("ABCDEFGH", range(1, 9), strict=True)),
    **dict(zip("JKLMN", range(1, 6), strict=True)),
    "P": 7,
    "R": 9,
    **dict(zip("STUVWXYZ", range(2, 10), strict=True)),
}
# World manufacturer regions in which the ninth character is a check digit: North America and China.
_WITH_CHECK_DIGIT = frozenset("12345L")


def vin_findings(vin: str, *, model_year: int | None = None) -> tuple[Finding, ...]:
    """What is wrong with a VIN as it was typed; empty when nothing is.

    Spaces and hyphens do not count, small letters count as capitals. A wrong length or character blocks
    (`bad_length`, `bad_character`), a wrong check digit only warns (`check_digit`). A vehicle that was
    built before 1981 may have a shorter number. Whether another vehicle has the number is not asked here.
    """
    cleaned = clean_vin(vin)
    is_old = model_year is not None and model_year < FIRST_STANDARD_YEAR
    blocking = (*_length(cleaned, is_old=is_old), *_characters(cleaned, is_old=is_old))
    if blocking or len(cleaned) != LENGTH:
        return blocking
    return tuple(_check_digit(cleaned))


def clean_vin(vin: str) -> str:
    """As the register keeps it: capitals, without spaces and hyphens."""
    return re.sub(r"[\s-]", "", vin).upper()


def check_digit(vin: str) -> str:
    """What the ninth character of these seventeen should be, where there is a check digit: 0 to 9 or X."""
    total = sum(
        weight * _VALUES[character] for weight, character in zip(_WEIGHTS, vin, strict=True)
    )
    return "0123456789X"[total % 11]


def _length(vin: str, *, is_old: bool) -> Iterator[Finding]:
    if is_old and SHORTEST_OLD <= len(vin) <= LENGTH:
        return
    if len(vin) != LENGTH:
        yield Finding(
            Refusal(
                "bad_length",
                _("A chassis number has 17 characters. This one has %(count)s."),
                {"count": len(vin)},
            ),
            blocks=True,
        )


def _characters(vin: str, *, is_old: bool) -> Iterator[Finding]:
    for place, character in enumerate(vin, start=1):
        if _ALLOWED.fullmatch(character) or (is_old and character in _LOOK_ALIKES):
            continue
        meant = _LOOK_ALIKES.get(character)
        text = (
            _(
                "Character %(place)s is the letter %(letter)s, which no chassis number has."
                " Look again: it is probably the digit %(digit)s."
            )
            if meant
            else _(
                "Character %(place)s is %(letter)s. A chassis number has only the digits 0 to 9 and"
                " Latin letters."
            )
        )
        params = {"place": place, "letter": character, **({"digit": meant} if meant else {})}
        yield Finding(Refusal("bad_character", text, params), blocks=True)


def _check_digit(vin: str) -> Iterator[Finding]:
    if vin[0] in _WITH_CHECK_DIGIT and check_digit(vin) != vin[CHECK_PLACE]:
        yield Finding(
            Refusal(
                "check_digit",
                _(
                    "The ninth character does not fit the others. Compare the number with the vehicle."
                ),
            ),
            blocks=False,
        )
