"""The look-up by plate for other systems."""

from collections.abc import Mapping
from typing import Any

from interior_portal.documents.api import Endpoint, Text, problem
from vehicles import rules
from vehicles.queries.lookup import Outcome, PlateAnswer, look_up

LONGEST_PLATE = 40
TRIAL_SECONDS = "30"
TRIAL_PROBLEMS = {"0429": 429, "0503": 503}
WORD = {"type": ["string", "null"]}
NAMES = {
    "type": ["object", "null"],
    "required": ["ar", "kmr", "en"],
    "properties": {language: {"type": "string"} for language in ("ar", "kmr", "en")},
    "additionalProperties": False,
}
FACTS = ("make", "model", "year", "colour", "class", "licence_until", "inspection_until")


def answer(_name: str, plate: str) -> Mapping[str, Any]:
    """What the page of the look-up says, for machines. Raises the problems that trial plates stand for."""
    read = rules.read_plate(plate)
    if read is not None and read.letters == rules.TRIAL_TOWN and read.number in TRIAL_PROBLEMS:
        raise problem(TRIAL_PROBLEMS[read.number], Retry_After=TRIAL_SECONDS)
    found = look_up(plate)
    return {"outcome": str(found.outcome), "is_trial": found.is_trial, **_facts(found)}


def _facts(found: PlateAnswer) -> dict[str, Any]:
    if found.vehicle is None:
        return dict.fromkeys(FACTS)
    vehicle = found.vehicle
    kind = vehicle.vehicle_class
    return {
        "make": vehicle.make,
        "model": vehicle.model,
        "year": vehicle.model_year,
        "colour": vehicle.colour,
        "class": {"ar": kind.name_ar, "kmr": kind.name_kmr, "en": kind.name_en},
        "licence_until": found.licence_until and found.licence_until.isoformat(),
        "inspection_until": found.inspection_until and found.inspection_until.isoformat(),
    }


LOOK_UP = Endpoint(
    path="vehicles/look-up",
    summary="Which vehicle bears this plate, and is its licence valid?",
    description=(
        "`plate` is written as on the vehicle, with digits of any script and the town before or after them. Whose the"
        " vehicle is and what stands against it is never told: `ask_office` means that only an office may say more."
        " To try your side: `TEST 0001` is valid, `TEST 0002` expired, `TEST 0003` none, `TEST 0004` ask_office (as"
        " for a stolen vehicle), `TEST 0005` several, `TEST 0429` the problem 429, `TEST 0503` the problem 503."
    ),
    asks={"plate": Text("The plate as it is on the vehicle.", LONGEST_PLATE)},
    answers={
        "type": "object",
        "required": ["outcome", "is_trial", *FACTS],
        "properties": {
            "outcome": {"type": "string", "enum": [str(each) for each in Outcome]},
            "is_trial": {"type": "boolean"},
            "make": WORD,
            "model": WORD,
            "year": {"type": ["integer", "null"]},
            "colour": WORD,
            "class": NAMES,
            "licence_until": {**WORD, "format": "date"},
            "inspection_until": {**WORD, "format": "date"},
        },
        "additionalProperties": False,
    },
    answer=answer,
    limit=30,
)
