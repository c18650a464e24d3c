"""The clerk's one box: a vehicle by plate, chassis number, number in the register or owner, in any script."""

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.db.models import Prefetch

from interior_portal.people.folding import consonant_key, folded_key
from interior_portal.people.queries import find_by_name
from interior_portal.shared.ids import clean_reference
from interior_portal.shared.text import normalise
from interior_portal.workflow.desks import CaseHits
from interior_portal.workflow.sql.cursor import read_rows
from vehicles import rules
from vehicles.models import Ownership, Plate, PlateFitting, Town, Vehicle

MOST = 50
# What is alike is looked at so far, so that the beginning that half the cars of a make share costs no more.
MOST_COMPARED = 1000
# Owners lie all over the register: each costs a look of its own. Of a common surname these are enough to say
# that a first name has to follow.
MOST_OWNERS = 200
LEAST_OF_A_VIN, LEAST_OF_A_TOWN = 6, 2
_VIN_PART = re.compile(f"[A-Z0-9]{{{LEAST_OF_A_VIN},17}}")
_REFERENCE = re.compile(r"M\d\d-.{4}-.{4}")
_LOOK_ALIKES = str.maketrans({"I": "1", "O": "0", "Q": "0"})

# Each gives `compared (id, distance)`, the vehicles that fit; what is still true comes before what was.
_OF_REFERENCE = """
SELECT id, 0 AS distance FROM vehicles_vehicle WHERE reference = %(reference)s
"""
_OF_PLATE = """
SELECT f.vehicle_id AS id, (f.removed_at IS NOT NULL)::integer AS distance
FROM vehicles_plate p JOIN vehicles_platefitting f ON f.plate_id = p.id
WHERE p.number = %(number)s
"""
_AND_TOWN = "AND p.town_id = ANY(%(towns)s)"
_AND_SERIES = "AND p.series = %(series)s"
# Taken in the order of the index, which is then read and not the table, however many begin so.
_OF_VIN = """
(SELECT id, 0 AS distance FROM vehicles_vehicle WHERE vin LIKE %(beginning)s
 ORDER BY vin USING ~<~ LIMIT %(most_compared)s)
UNION ALL
(SELECT id, 1 FROM vehicles_vehicle WHERE reverse(vin) LIKE %(ending)s
 ORDER BY reverse(vin) USING ~<~ LIMIT %(most_compared)s)
"""
_COMPARED = "WITH compared AS MATERIALIZED (SELECT * FROM ("
_SO_FAR = ") AS fits LIMIT %(most_compared)s) (SELECT found, 0 FROM ("
_BEST_FIRST = """
) AS led GROUP BY found ORDER BY min(distance), found DESC LIMIT %(most)s)
UNION ALL SELECT NULL, count(*) FROM compared
"""

# Where they lead: to vehicles kept at an office, or to cases about them at an office.
# Each vehicle is looked up by its key: a join is at times planned over the whole register.
_TO_VEHICLES = """
SELECT v.id AS found, compared.distance
FROM compared CROSS JOIN LATERAL (
  SELECT id FROM vehicles_vehicle WHERE id = compared.id AND unit_id = ANY(%(units)s) LIMIT 1
) AS v
"""
_TO_CASES = """
SELECT a.case_id AS found, compared.distance
FROM compared
JOIN vehicles_application a ON a.vehicle_id = compared.id
JOIN workflow_case c ON c.id = a.case_id
WHERE c.unit_id = ANY(%(units)s)
"""
_OF_THEIR_OWNERS = """FROM (
  SELECT o.vehicle_id AS id, compared.distance
  FROM compared JOIN vehicles_ownership o ON o.person_id = compared.id AND o.until_at IS NULL
) AS compared"""
Way = tuple[str, Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class FoundVehicle:
    """A line of the result: the vehicle with its class, the plate on it now, who owns it now."""

    vehicle: Vehicle
    plate: Plate | None
    owners: Sequence[Ownership]


@dataclass(frozen=True, slots=True)
class VehicleHits:
    """What fits, the best first; `by` says how it was found, for the ledger. `is_cut`: more may fit."""

    rows: tuple[FoundVehicle, ...]
    by: str
    is_cut: bool


def find_vehicles(text: str, units: Collection[int]) -> VehicleHits:
    """Vehicles kept at these units that fit what was typed; at most 50.

    A number in the register, a plate with or without its town under any of its names, a chassis number
    (whole, or at least six characters of its beginning or end), or the name of an owner or user. Vehicles that
    bear a plate now come before those that bore it. At most 14 queries: 11 to find a name that
    nobody bears, 3 to show.
    """
    ids, by, is_cut = _find(normalise(text), units, _TO_VEHICLES)
    return VehicleHits(tuple(_lines(ids)), by, is_cut)


def find_cases(text: str, units: Collection[int]) -> CaseHits:
    """Cases at these units about vehicles that fit what was typed, as `find_vehicles` finds them."""
    ids, _by, is_cut = _find(normalise(text), units, _TO_CASES)
    return CaseHits(ids, is_cut=is_cut)


def _find(text: str, units: Collection[int], led_to: str) -> tuple[list[int], str, bool]:
    """Ids, how they were found, whether more may fit."""
    parameters: dict[str, Any] = {"units": list(units), "most_compared": MOST_COMPARED}
    found: list[int] = []
    is_cut = False
    by = "number" if any(character.isdigit() for character in text) else "name"
    for find in _ways(text, is_name=by == "name"):
        rows, cut = find(led_to, parameters)
        found += [row for row in rows if row not in found]
        is_cut = is_cut or cut
    return found[:MOST], by, is_cut or len(found) > MOST


Find = Callable[[str, Mapping[str, Any]], tuple[Sequence[int], bool]]


def _ways(text: str, *, is_name: bool) -> Iterator[Find]:
    """As what the text can be read, the surest first."""
    reference = clean_reference(text)
    if _REFERENCE.fullmatch(reference):
        yield _finding(_OF_REFERENCE, {"reference": reference})
        return
    if plate := rules.read_plate(text):
        compared, values = _by_plate(plate)
        yield _finding(compared, values)
        if "towns" in values:
            return
    vin = rules.clean_vin(text)
    if _VIN_PART.fullmatch(vin) and (not is_name or " " not in text):
        # No chassis number of the standard has these letters; those from before 1981 may.
        for spelled in dict.fromkeys((vin.translate(_LOOK_ALIKES), vin)):
            values = {"beginning": f"{spelled}%", "ending": f"{spelled[::-1]}%"}
            yield _finding(_OF_VIN, values)
    if is_name and text:
        yield lambda led_to, parameters: _by_owner(text, led_to, parameters)


def _finding(compared: str, values: Mapping[str, Any]) -> Find:
    """One query over the vehicles that `compared` selects."""

    def find(led_to: str, parameters: Mapping[str, Any]) -> tuple[Sequence[int], bool]:
        sql = f"{_COMPARED}{compared}{_SO_FAR}{led_to}{_BEST_FIRST}"
        *rows, (_, count) = read_rows(sql, {**parameters, **values, "most": MOST + 1})
        return [row for row, _ in rows], count == MOST_COMPARED

    return find


def _by_plate(plate: rules.PlateText) -> Way:
    """Letters are a town under one of its names, or its beginning; else a series."""
    if not plate.letters:
        return _OF_PLATE, {"number": plate.number}
    if towns := towns_called(plate.letters):
        return _OF_PLATE + _AND_TOWN, {"number": plate.number, "towns": towns}
    return _OF_PLATE + _AND_SERIES, {"number": plate.number, "series": plate.letters}


def _by_owner(text: str, led_to: str, parameters: Mapping[str, Any]) -> tuple[Sequence[int], bool]:
    owned = led_to.replace("FROM compared", _OF_THEIR_OWNERS)
    hits = find_by_name(text, led_to=owned, parameters=parameters, most=MOST, compared=MOST_OWNERS)
    return hits.ids, hits.is_cut


def towns_called(letters: str) -> list[int]:
    """The towns that people call so in any script, or whose name begins so; empty when it is no town. One query."""
    folded, consonants = _keys(letters)
    if not folded:
        return []
    names = {town.pk: _names(town) for town in Town.objects.all()}
    whole = [pk for pk, keys in names.items() if folded in keys or consonants in keys]
    if whole or len(folded) < LEAST_OF_A_TOWN:
        return whole
    return [pk for pk, keys in names.items() if any(key.startswith(folded) for key in keys)]


def _names(town: Town) -> set[str]:
    names = (town.name_ar, town.name_kmr, town.name_en, town.code, *town.aliases)
    return {key for name in names for key in _keys(name)} - {""}


@lru_cache(maxsize=1000)
def _keys(name: str) -> tuple[str, str]:
    """Both keys without spaces. Kept: each search with letters in it compares with every name of every town."""
    return folded_key(name).replace(" ", ""), consonant_key(name).replace(" ", "")


def _lines(ids: Sequence[int]) -> Iterator[FoundVehicle]:
    fitted = PlateFitting.objects.filter(removed_at=None).select_related("plate__town")
    owned = Ownership.objects.filter(until_at=None, right_held=Ownership.Right.OWNER)
    owned = owned.select_related("person").order_by("-shares", "pk")
    vehicles = Vehicle.objects.select_related("vehicle_class", "unit").prefetch_related(
        Prefetch("fittings", fitted, to_attr="fitted_now"),
        Prefetch("ownerships", owned, to_attr="owned_now"),
    )
    found: Mapping[int, Any] = vehicles.in_bulk(ids)
    for vehicle in (found[pk] for pk in ids if pk in found):
        plate = vehicle.fitted_now[0].plate if vehicle.fitted_now else None
        yield FoundVehicle(vehicle, plate, vehicle.owned_now)
