"""The visa seal: feature reference 0x5D, category 0x01 (Doc 9303-7 section 9)."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from interior_portal.documents.vds import c40, mrz
from interior_portal.documents.vds.features import Feature
from interior_portal.documents.vds.outcomes import Outcome, SealError
from interior_portal.documents.vds.profiles import VISA
from interior_portal.documents.vds.seal import Seal

TAG_MRZ_A, TAG_MRZ_B, TAG_ENTRIES, TAG_STAY = 0x01, 0x02, 0x03, 0x04
TAG_PASSPORT, TAG_TYPE, TAG_ADDITIONAL = 0x05, 0x06, 0x07
TAG_BY_LINE = {44: TAG_MRZ_A, 36: TAG_MRZ_B}
LINE_BY_TAG = {tag: line for line, tag in TAG_BY_LINE.items()}
PASSPORT_CHARACTERS = 9  # what fills the six bytes of the passport number


class StayKind(StrEnum):
    """What the duration of stay means; three triples of bytes are reserved."""

    PERIOD = "PERIOD"  # so long from the day of entry
    UNTIL_VALID_UNTIL = "UNTIL_VALID_UNTIL"  # the MRZ's date is the last day of stay
    DECIDED_AT_BORDER = "DECIDED_AT_BORDER"  # the MRZ's date is the last day of entry
    TRANSIT = "TRANSIT"  # without permission to enter


RESERVED = {
    b"\x00\x00\x00": StayKind.UNTIL_VALID_UNTIL,
    b"\xff\xff\xff": StayKind.DECIDED_AT_BORDER,
    b"\xfe\xfe\xfe": StayKind.TRANSIT,
}


@dataclass(frozen=True)
class DurationOfStay:
    """Days, months and years that add up, or one of the reserved meanings."""

    days: int = 0
    months: int = 0
    years: int = 0
    kind: StayKind = StayKind.PERIOD

    def encode(self) -> bytes:
        """Three bytes. Raises ValueError for a number beyond a byte and for a reserved triple."""
        period = bytes([self.days, self.months, self.years])
        if self.kind is StayKind.PERIOD:
            if period in RESERVED:
                raise ValueError("this duration of stay has a meaning of its own")
            return period
        if any(period):
            raise ValueError("only a period has days, months and years")
        return next(triple for triple, kind in RESERVED.items() if kind is self.kind)

    @classmethod
    def decode(cls, data: bytes) -> "DurationOfStay":
        """The duration of three bytes. Raises ValueError for another length."""
        days, months, years = data
        if data in RESERVED:
            return cls(kind=RESERVED[data])
        return cls(days, months, years)


@dataclass(frozen=True, kw_only=True)
class VisaFeatures:
    """What a visa seal says.

    `mrz` are the two lines of an MRV-A (44) or MRV-B (36); of the second only the first 28
    characters are sealed and come back. `entries` is None when not given and 0 for unlimited.
    """

    mrz: tuple[str, str]
    passport_number: str
    stay: DurationOfStay
    entries: int | None = None
    visa_type: bytes | None = None
    additional: bytes | None = None

    def encode(self) -> tuple[Feature, ...]:
        """The features of the message zone. Raises ValueError for what the profile forbids."""
        first, second = self.mrz
        if len(first) not in TAG_BY_LINE or len(second) < mrz.SEALED_LENGTH:
            raise ValueError("a visa's MRZ has two lines of 44 or two of 36 characters")
        number = self.passport_number.rstrip(mrz.FILLER)
        if not 1 <= len(number) <= PASSPORT_CHARACTERS:
            raise ValueError("a passport number has one to nine characters")
        optional = (
            (TAG_ENTRIES, None if self.entries is None else bytes([self.entries])),
            (TAG_TYPE, self.visa_type),
            (TAG_ADDITIONAL, self.additional),
        )
        features = [
            Feature(TAG_BY_LINE[len(first)], c40.encode(first + second[: mrz.SEALED_LENGTH])),
            Feature(TAG_STAY, self.stay.encode()),
            Feature(TAG_PASSPORT, c40.encode(number.ljust(PASSPORT_CHARACTERS, mrz.FILLER))),
            *(Feature(tag, value) for tag, value in optional if value is not None),
        ]
        if problem := VISA.find_problem(features):
            raise ValueError(problem)
        return tuple(sorted(features))


def read_visa(seal: Seal) -> VisaFeatures:
    """What the seal of a visa says. Raises SealError (WRONG_FORMAT) when it is not one."""
    if (seal.feature_reference, seal.type_category) != VISA.key:
        raise SealError(Outcome.WRONG_FORMAT, "the seal is not of a visa")
    if problem := VISA.find_problem(seal.features):
        raise SealError(Outcome.WRONG_FORMAT, problem)
    values = {tag: value for tag, value in seal.features if tag in LINE_BY_TAG}
    ((tag, value),) = values.items()
    text = c40.decode(value).replace(" ", mrz.FILLER)
    line = LINE_BY_TAG[tag]
    if len(text) != line + mrz.SEALED_LENGTH:
        raise SealError(Outcome.WRONG_FORMAT, "the MRZ in the seal has the wrong length")
    entries = seal.find_feature(TAG_ENTRIES)
    return VisaFeatures(
        mrz=(text[:line], text[line:]),
        passport_number=c40.decode(seal.find_feature(TAG_PASSPORT) or b"").rstrip(),
        stay=DurationOfStay.decode(seal.find_feature(TAG_STAY) or b""),
        entries=None if entries is None else entries[0],
        visa_type=seal.find_feature(TAG_TYPE),
        additional=seal.find_feature(TAG_ADDITIONAL),
    )


@dataclass(frozen=True, kw_only=True)
class PrintedVisa:
    """What was read from the paper beside the seal; what was not read stays None.

    `mrz` and `passport_mrz` are two full lines with their fillers.
    """

    mrz: Sequence[str] | None = None
    passport_number: str | None = None
    passport_mrz: Sequence[str] | None = None


def compare(
    visa: VisaFeatures, printed: PrintedVisa | None
) -> tuple[Outcome | None, tuple[str, ...]]:
    """The first rule of 9303-7 section 9.4 that is broken, and the fields that differ.

    The MRZ in the seal is a copy of the visa's, so its check digits must be right without any
    paper at hand.
    """
    if not mrz.has_right_digits(visa.mrz[1]):
        return Outcome.INVALID_VISA_MRZ, ()
    if printed is None:
        return None, ()
    return _compare_visa(visa, printed.mrz) or _compare_passport(visa, printed) or (None, ())


def _compare_visa(
    visa: VisaFeatures, printed: Sequence[str] | None
) -> tuple[Outcome, tuple[str, ...]] | None:
    if printed is None:
        return None
    if not mrz.is_visa(printed):
        return Outcome.INVALID_VISA_MRZ, ()
    if len(printed[0]) != len(visa.mrz[0]):
        return Outcome.SEAL_VISA_MISMATCH, ("format",)
    fields = mrz.differing_fields(visa.mrz, printed)
    return (Outcome.SEAL_VISA_MISMATCH, fields) if fields else None


def _compare_passport(
    visa: VisaFeatures, printed: PrintedVisa
) -> tuple[Outcome, tuple[str, ...]] | None:
    numbers = []
    if printed.passport_mrz is not None:
        if not mrz.is_passport(printed.passport_mrz):
            return Outcome.INVALID_PASSPORT_MRZ, ()
        numbers.append(printed.passport_mrz[1][:PASSPORT_CHARACTERS])
    if printed.passport_number is not None:
        numbers.append(printed.passport_number)
    sealed = _plain(visa.passport_number)
    if any(_plain(number) != sealed for number in numbers):
        return Outcome.SEAL_PASSPORT_MISMATCH, ("passport_number",)
    return None


def _plain(number: str) -> str:
    """A passport number without what printing adds: fillers, spaces, hyphens, small letters."""
    return "".join(letter for letter in number.upper() if letter.isalnum())
