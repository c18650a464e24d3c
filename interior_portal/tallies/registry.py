"""What may be counted; the apps above fill it from their `apps.py`."""

from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise

_measures: dict[str, "Measure"] = {}


class Kind(StrEnum):
    """What one number of a measure is."""

    COUNT = "count"
    MONEY = "money"  # the category is the currency, the amount the sum
    TIME = "time"  # spread over buckets, in seconds; the amount is their sum
    SUM = "sum"  # the amount adds up something countable, such as steps
    LEVEL = "level"  # how long what is open at the end of a day has been open, spread as times are; days never add up


SPREAD = frozenset({Kind.TIME, Kind.LEVEL})


@dataclass(frozen=True, slots=True)
class Recount:
    """How measures are counted again from the records themselves, one statement for all that share it.

    `sql` selects `measure, day, unit_id, category, bucket, count, amount`. It may use `%(measures)s` (a
    list of their codes), `%(since)s` and `%(until)s` (the moments between which the period lies),
    `%(first)s` and `%(last)s` (its days), `%(over)s` (the last day that is over), `%(zone)s` (where a day begins)
    and `%(edges)s` (of the buckets).
    """

    name: str
    sql: str


@dataclass(frozen=True, slots=True)
class Measure:
    """Something counted per day, unit and category. `definition` tells a reader what one count means."""

    code: str
    label: str | Promise
    definition: str | Promise
    recount: Recount
    kind: Kind = Kind.COUNT


def register_measure(measure: Measure) -> None:
    """`ValueError` when another measure has this code."""
    if _measures.setdefault(measure.code, measure) != measure:
        message = f"two measures are called {measure.code!r}"
        raise ValueError(message)


def get_measure(code: str) -> Measure:
    """`LookupError` for a code nobody registered."""
    return _measures[code]


def measures() -> list[Measure]:
    return [_measures[code] for code in sorted(_measures)]
