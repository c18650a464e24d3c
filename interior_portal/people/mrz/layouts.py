"""Where each format has its fields: Doc 9303 parts 4 (TD3), 5 (TD1), 6 (TD2), 7 (visas)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from interior_portal.people.mrz.records import MrzFormat


@dataclass(frozen=True, slots=True)
class Slot:
    """Positions of one line; `line`, `start` and `end` count from 0, `end` is not included."""

    line: int
    start: int
    end: int

    def of(self, lines: Sequence[str]) -> str:
        return lines[self.line][self.start : self.end]


@dataclass(frozen=True, slots=True)
class Layout:
    """One format. `tails` says for each line how many characters follow its last fillers."""

    format: MrzFormat
    width: int
    tails: tuple[int, ...]
    first_letters: str
    name: Slot
    number: Slot
    number_check: Slot
    nationality: Slot
    birth: Slot
    birth_check: Slot
    sex: Slot
    expiry: Slot
    expiry_check: Slot
    optional: Slot
    optional2: Slot | None = None
    optional_check: Slot | None = None
    composite: tuple[Slot, ...] = ()
    composite_check: Slot | None = None
    long_numbers: bool = False
    refused_codes: tuple[str, ...] = ()
    type: Slot = Slot(0, 0, 2)
    issuer: Slot = Slot(0, 2, 5)

    def is_known_code(self, code: str) -> bool:
        """Whether the two characters of the document code are allowed in this format."""
        return code[0] in self.first_letters and not code.startswith(self.refused_codes)


# Card codes: A, C or I first, never V second; AI and AC as the parts say.
_CARD = "ACI"
_V_SECOND = ("AV", "CV", "IV")

TD1 = Layout(
    MrzFormat.TD1,
    width=30,
    tails=(0, 1, 0),
    first_letters=_CARD,
    refused_codes=(*_V_SECOND, "AI"),
    name=Slot(2, 0, 30),
    number=Slot(0, 5, 14),
    number_check=Slot(0, 14, 15),
    optional=Slot(0, 15, 30),
    birth=Slot(1, 0, 6),
    birth_check=Slot(1, 6, 7),
    sex=Slot(1, 7, 8),
    expiry=Slot(1, 8, 14),
    expiry_check=Slot(1, 14, 15),
    nationality=Slot(1, 15, 18),
    optional2=Slot(1, 18, 29),
    composite=(Slot(0, 5, 30), Slot(1, 0, 7), Slot(1, 8, 15), Slot(1, 18, 29)),
    composite_check=Slot(1, 29, 30),
    long_numbers=True,
)


def _two_lines(name: MrzFormat, width: int, **rest: Any) -> Layout:
    """The lower line of four formats begins alike, up to position 28."""
    return Layout(
        name,
        width=width,
        name=Slot(0, 5, width),
        number=Slot(1, 0, 9),
        number_check=Slot(1, 9, 10),
        nationality=Slot(1, 10, 13),
        birth=Slot(1, 13, 19),
        birth_check=Slot(1, 19, 20),
        sex=Slot(1, 20, 21),
        expiry=Slot(1, 21, 27),
        expiry_check=Slot(1, 27, 28),
        **rest,
    )


TD2 = _two_lines(
    MrzFormat.TD2,
    36,
    tails=(0, 1),
    first_letters=_CARD,
    refused_codes=(*_V_SECOND, "AC"),
    optional=Slot(1, 28, 35),
    composite=(Slot(1, 0, 10), Slot(1, 13, 20), Slot(1, 21, 35)),
    composite_check=Slot(1, 35, 36),
    long_numbers=True,
)
TD3 = _two_lines(
    MrzFormat.TD3,
    44,
    tails=(0, 2),
    first_letters="P",
    optional=Slot(1, 28, 42),
    optional_check=Slot(1, 42, 43),
    composite=(Slot(1, 0, 10), Slot(1, 13, 20), Slot(1, 21, 43)),
    composite_check=Slot(1, 43, 44),
)
MRV_A = _two_lines(MrzFormat.MRV_A, 44, tails=(0, 0), first_letters="V", optional=Slot(1, 28, 44))
MRV_B = _two_lines(MrzFormat.MRV_B, 36, tails=(0, 0), first_letters="V", optional=Slot(1, 28, 36))

DOCUMENTS = (TD3, TD2, TD1)
VISAS = (MRV_A, MRV_B)
