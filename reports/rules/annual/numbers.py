"""The numbers of a report: an id, how it was asked for, its value, a hash over all of it; and how it reads."""

import datetime as dt
import hashlib
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final, Protocol

from django.utils.translation import gettext, override

from interior_portal.ui import promises
from interior_portal.ui.amounts import currency_word, number
from reports.rules.wording import NONE, percent

LANGUAGES: Final = ("ar", "kmr")
Both = dict[str, str]  # a text by language
NUMBER: Final = re.compile(r"[A-Z]\d{2}-\d{4}", re.ASCII)
MARKED: Final = re.compile(r"⟦([A-Z]\d{2}-\d{4})⟧", re.ASCII)
MOST: Final = 9_999  # ids have four digits
_PLACES: Final = Decimal("0.000001")


class Named(Protocol):
    """What has a label: a figure, a section, a state."""

    @property
    def label(self) -> object: ...


@dataclass(frozen=True, slots=True)
class Number:
    """One number. `way` says how it reads: count, money, share (0 to 1), time (seconds), mean, number."""

    number: str
    chapter: str
    label: Both
    query: Mapping[str, Any]
    way: str
    currency: str
    value: Decimal | None

    @property
    def digest(self) -> str:
        told = [self.number, self.query, self.way, self.currency, written(self.value)]
        return hashlib.sha256(canonical(told)).hexdigest()


@dataclass
class Register:
    """Gives each number its id, in the order of the report. The same query has one id, wherever it stands."""

    year: int
    chapter: str = ""
    numbers: list[Number] = field(default_factory=list)
    _known: dict[bytes, str] = field(default_factory=dict)

    def add(
        self,
        label: Both,
        query: Mapping[str, Any],
        way: str,
        value: Decimal | float | None,
        currency: str = "",
    ) -> str:
        key = canonical([query, currency])
        if key not in self._known:
            if len(self.numbers) >= MOST:
                raise ValueError("the report has more numbers than ids")
            told = f"A{self.year % 100:02d}-{len(self.numbers) + 1:04d}"
            self._known[key] = told
            exact = rounded(value)
            self.numbers.append(Number(told, self.chapter, label, query, way, currency, exact))
        return self._known[key]

    def value(self, told: str) -> Decimal | None:
        """The value of an id that was given."""
        return self.numbers[int(told[-4:]) - 1].value


def rounded(value: Decimal | float | None) -> Decimal | None:
    """To six decimals, as it is stored and compared."""
    if value is None:
        return None
    exact = value if isinstance(value, Decimal) else Decimal(repr(value))
    return exact.quantize(_PLACES)


def written(value: Decimal | None) -> str:
    """As it stands in the files: no exponent, no needless noughts; nothing where there is nothing."""
    if value is None:
        return ""
    return f"{value:f}".rstrip("0").rstrip(".") if "." in f"{value:f}" else f"{value:f}"


def tell(way: str, value: Decimal | None, currency: str = "") -> str:
    """How a number reads, in the active language."""
    if value is None:
        return NONE
    match way:
        case "share":
            return gettext("%(percent)s%%") % {"percent": percent(float(value))}
        case "time":
            return promises.span(dt.timedelta(seconds=float(value)))
        case "mean":
            return f"{value:,.1f}"
        case "money":
            return f"{number(value)} {currency_word(currency)}"
        case _:
            return number(value)


def mark(told: str) -> str:
    """Where the number of this id stands in a sentence."""
    return f"⟦{told}⟧"


def both(text: Callable[[], object]) -> Both:
    """What it says in each language of the report."""
    told: Both = {}
    for language in LANGUAGES:
        with override(language):
            told[language] = str(text())
    return told


def label(named: Named) -> Both:
    """What something is called in each language."""
    return both(lambda: named.label)


def canonical(value: object) -> bytes:
    """One spelling of a value, to be hashed."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def digest_of(numbers: list[Number], content: object) -> str:
    """The hash of a snapshot: over the hash of each number in its order, and the content."""
    parts = [*(each.digest.encode() for each in numbers), canonical(content)]
    return hashlib.sha256(b"".join(parts)).hexdigest()
