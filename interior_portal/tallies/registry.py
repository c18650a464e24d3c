"""What may be counted; the apps above fill it from their `apps.py`."""

from dataclasses import dataclass

from django.utils.functional import Promise

_measures: dict[str, "Measure"] = {}


@dataclass(frozen=True, slots=True)
class Measure:
    """Something counted per day, unit and category. `definition` tells a reader what one count means."""

    code: str
    label: str | Promise
    definition: str | Promise


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
