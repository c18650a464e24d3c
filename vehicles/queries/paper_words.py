"""What the cells of a register on paper may say: the catalogue by every name in every language."""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from django.db.models.enums import ChoicesType
from django.utils.translation import override

from interior_portal.people.folding import folded_key
from interior_portal.shared import clock
from interior_portal.shared.text import normalise
from vehicles.models import Origin, PlateKind, Town, Vehicle, VehicleClass
from vehicles.rules.paper_rows import PlateKindFacts, Words

LANGUAGES = ("en", "ar", "kmr")
MOST_KNOWN = 2000  # words whose keys are kept for the next row


def paper_words() -> Words:
    """Codes and names of today. Three queries."""
    kinds = {
        key: PlateKindFacts(kind.pk, kind.digits_least, kind.digits_most, kind.has_town)
        for kind in PlateKind.objects.all()
        for key in _keys(_named(kind))
    }
    towns = Town.objects.all()
    return Words(
        colours=_choices(Vehicle.Colour),
        fuels=_choices(Vehicle.Fuel),
        origins=_choices(Origin),
        classes={
            key: row.pk
            for row in VehicleClass.objects.filter(is_open=True)
            for key in _keys(_named(row))
        },
        towns={key: row.pk for row in towns for key in _keys((*_named(row), *row.aliases))},
        plate_kinds=kinds,
        fold=lru_cache(maxsize=MOST_KNOWN)(_key),  # a column says the same few words in every row
        today=clock.today(),
    )


def _named(row: Any) -> tuple[str, ...]:
    return (row.code, row.name_ar, row.name_kmr, row.name_en)


def _choices(choices: ChoicesType) -> Mapping[str, str]:
    found = {_key(value): value for value in choices.values}
    for language in LANGUAGES:
        with override(language):
            found |= {_key(str(label)): value for value, label in choices.choices}
    return found


def _keys(names: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(_key(name) for name in names if name))


def _key(text: str) -> str:
    """A name as it may be typed: the words of its folded key, without what stands between them."""
    return folded_key(normalise(text).replace("_", " ").replace("-", " ")).replace(" ", "")
