"""What a machine readable zone says, as values."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum


class MrzFormat(StrEnum):
    """The five formats of Doc 9303 parts 4 to 7."""

    TD1 = "TD1"
    TD2 = "TD2"
    TD3 = "TD3"
    MRV_A = "MRV-A"
    MRV_B = "MRV-B"


@dataclass(frozen=True, slots=True)
class CheckDigit:
    """One check digit: what it protects, what is printed, what it should be.

    `name` is document_number, birth_date, expiry_date, optional or composite.
    """

    name: str
    over: str
    printed: str
    computed: str
    ok: bool


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong, and where: line and column count from 1 in `Mrz.lines`.

    `code` is `kind:field`. Kinds: unknown_format, bad_length, bad_character,
    unknown_document_code, missing, impossible_date, unknown_sex_code, wrong_check_digit.
    Fields: the names of the check digits, and format, line_1 to line_3, document_code, issuer,
    name, nationality, sex. `found` is what stands there and `expected` what should, as far as
    that is known; `suggestion` is the whole field with one look-alike (O and 0, I and 1 ...)
    corrected, where exactly one correction makes the check digit right.
    """

    code: str
    line: int
    column: int
    found: str = ""
    expected: str = ""
    suggestion: str = ""

    def __str__(self) -> str:
        return self.code

    @property
    def kind(self) -> str:
        return self.code.partition(":")[0]

    @property
    def field(self) -> str:
        return self.code.partition(":")[2]


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A date of birth of which parts may be unknown (Doc 9303-3 section 4.8)."""

    year: int | None = None
    month: int | None = None
    day: int | None = None

    @property
    def exact(self) -> dt.date | None:
        """The date when all of it is known."""
        if self.year is None or self.month is None or self.day is None:
            return None
        return dt.date(self.year, self.month, self.day)


@dataclass(frozen=True, slots=True)
class Mrz:
    """A machine readable zone as read; what could not be read is empty, `problems` says why.

    `type` is the document code without fillers ("P", "PP", "ID", "V"); `sex` is "M", "F", "X"
    for unspecified, or "" when unknown; `birth` is None when a part of it is unknown and `born`
    then has the parts; names have a space between components. `optional` is the first optional
    field without the end of a long document number, `optional2` the second one of a TD1.
    """

    format: MrzFormat | None = None
    type: str = ""
    issuer: str = ""
    surname: str = ""
    given: str = ""
    name_may_be_truncated: bool = False
    number: str = ""
    nationality: str = ""
    birth: dt.date | None = None
    born: PartialDate = PartialDate()
    sex: str = ""
    expiry: dt.date | None = None
    optional: str = ""
    optional2: str = ""
    lines: tuple[str, ...] = ()
    check_digits: tuple[CheckDigit, ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def is_valid(self) -> bool:
        """Whether nothing is wrong with the zone. An expired document has a valid zone."""
        return not self.problems
