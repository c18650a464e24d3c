"""Writing the machine readable zone of a visa (Doc 9303-7 sections 4.2 and 7.2)."""

import datetime as dt
import re

from interior_portal.people.mrz.check_digits import FILLER, check_digit
from interior_portal.people.mrz.components import NoIcaoMapping
from interior_portal.people.mrz.dates import write_date
from interior_portal.people.mrz.layouts import MRV_A, MRV_B
from interior_portal.people.mrz.names import name_field
from interior_portal.people.mrz.records import MrzFormat, PartialDate
from interior_portal.shared.text import normalise

_SEX = {"M": "M", "F": "F", "X": FILLER, "": FILLER, FILLER: FILLER}


class CannotWriteMrz(ValueError):
    """A value does not fit its field; `field` names it as the problems of a zone do."""

    def __init__(self, field: str, reason: str) -> None:
        self.field = field
        super().__init__(f"{field}: {reason}")


def write_visa(
    *,
    issuer: str,
    surname: str,
    given: str,
    number: str,
    nationality: str,
    birth: dt.date | PartialDate | None,
    sex: str,
    valid_until: dt.date,
    optional: str = "",
    code: str = "V",
    format: MrzFormat | str = MrzFormat.MRV_A,  # noqa: A002 (the name that `Mrz` has)
) -> tuple[str, str]:
    """The two lines of an MRV-A (44 characters) or MRV-B (36); visas have no composite digit.

    `number` is the passport's or the visa's, at most 9 characters; in `number` and `optional`
    spaces and signs become `<`. `sex` is M, F, or X or nothing for unspecified. Names may be in
    Latin or Arabic letters, see `name_field`. Raises CannotWriteMrz for a value that does not
    fit and NoIcaoMapping for letters of a name that the standard does not map.
    """
    layout = {MRV_A.format: MRV_A, MRV_B.format: MRV_B}.get(MrzFormat(format))
    if layout is None:
        raise CannotWriteMrz("format", "a visa is MRV-A or MRV-B")
    if sex not in _SEX:
        raise CannotWriteMrz("sex", "M, F or X is needed")
    upper = "".join(
        (_code(code), _state("issuer", issuer), _name(surname, given, layout.width - 5))
    )
    lower = "".join(
        (
            _checked(_text("document_number", number, 9, is_needed=True)),
            _state("nationality", nationality),
            _checked(write_date(birth)),
            _SEX[sex],
            _checked(write_date(valid_until)),
            _text("optional", optional, layout.width - 28),
        )
    )
    return upper, lower


def _checked(text: str) -> str:
    return text + check_digit(text)


def _code(code: str) -> str:
    text = code.upper()
    if not re.fullmatch("V[A-Z0-9<]?", text):
        raise CannotWriteMrz("document_code", "V and at most one more letter or digit are needed")
    return text.ljust(2, FILLER)


def _state(field: str, code: str) -> str:
    text = normalise(code).upper()
    if not re.fullmatch("[A-Z]{1,3}", text):
        raise CannotWriteMrz(field, "a code of one to three letters is needed")
    return text.ljust(3, FILLER)


def _name(surname: str, given: str, length: int) -> str:
    try:
        return name_field(surname, given, length)
    except NoIcaoMapping:
        raise
    except ValueError as error:
        raise CannotWriteMrz("name", "a name is needed") from error


def _text(field: str, value: str, length: int, *, is_needed: bool = False) -> str:
    text = "".join(FILLER if _is_sign(c) else c for c in normalise(value).upper())
    if not re.fullmatch("[A-Z0-9<]*", text):
        raise CannotWriteMrz(field, "letters A to Z and digits are needed")
    if len(text) > length or (is_needed and not text.strip(FILLER)):
        raise CannotWriteMrz(field, f"one to {length} characters are needed")
    return text.ljust(length, FILLER)


def _is_sign(character: str) -> bool:
    return character.isascii() and not character.isalnum()
