"""Every mandatory code of EU Directive 1999/37/EC has a column and stands on the sheet with its value."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
from django.db.models import Model

from interior_portal.documents.formats import Format
from interior_portal.people.models import Person
from tests.vehicles import licences
from vehicles.models import Licence, Ownership, Plate, Vehicle, VehicleClass

SPECIMEN = Path(__file__).parents[1] / "specimens" / "vehicle_fields.json"
# Which columns each code is read from: the directive's mandatory codes, and optional ones that we print.
COLUMNS: dict[str, tuple[type[Model], str]] = {
    "A": (Plate, "number"),
    "B": (Vehicle, "first_registered_on"),
    "C.1.1": (Person, "surname"),
    "C.1.2": (Person, "given_names"),
    "C.1.3": (Ownership, "address"),
    "C.4": (Ownership, "right_held"),
    "D.1": (Vehicle, "make"),
    "D.2": (Vehicle, "variant"),
    "D.3": (Vehicle, "model"),
    "E": (Vehicle, "vin"),
    "F.1": (Vehicle, "laden_mass_kg"),
    "G": (Vehicle, "mass_kg"),
    "H": (Licence, "valid_until"),
    "I": (Vehicle, "registered_on"),
    "J": (VehicleClass, "eu_category"),
    "K": (Vehicle, "type_approval"),
    "L": (Vehicle, "axles"),
    "P.1": (Vehicle, "capacity_cc"),
    "P.2": (Vehicle, "power_kw"),
    "P.3": (Vehicle, "fuel"),
    "P.5": (Vehicle, "engine_number"),
    "Q": (Vehicle, "power_kw"),
    "R": (Vehicle, "colour"),
    "S.1": (Vehicle, "seats"),
    "S.2": (Vehicle, "standing"),
}
ON_THE_SHEET = {
    "A": "Qamishlo 123456",
    "B": "6 May 2004",
    "C.1.1": "Xelîl",
    "C.1.2": "Azad",
    "C.1.3": "Qamişlo, taxa Hîlaliyê 12",
    "C.4": "the holder is the owner (a)",
    "D.1": "Honda",
    "D.2": "963-4-A",
    "D.3": "Accord",
    "E": "1HGCM82633A004352",
    "F.1": "1901",
    "G": "1400",
    "H": "until 22 November 2027",
    "I": "20 November 2026",
    "J": "Private car · M1",
    "K": "e11*2001/116*0203*04",
    "L": "2",
    "P.1": "2354",
    "P.2": "118",
    "P.3": "petrol",
    "P.5": "K24A4-1234567",
    "R": "white",
    "S.1": "5",
    "S.2": "7",
}
OF_MOTORCYCLES = {"Q"}


def _mandatory() -> set[str]:
    """Also the conditional one: C.4 stands where no owner is named besides the holder."""
    codes = json.loads(SPECIMEN.read_text())["eu_1999_37_codes"]["codes"]
    return {code["code"] for code in codes if code["status"] in {"m", "c"}}


def _sheet(pdf: bytes) -> dict[str, str]:
    """What stands behind each code, in the words of the left column."""
    done = subprocess.run(
        ["pdftotext", "-layout", "-", "-"], input=pdf, capture_output=True, check=True
    )
    lines = [line.split(maxsplit=1) for line in done.stdout.decode().splitlines()]
    return {line[0]: " ".join(line[1].split()) for line in lines if len(line) == 2}


@pytest.fixture(scope="module")
def car() -> dict[str, str]:
    return _sheet(licences.drawn(licences.rows_of([licences.owner()]), Format.A4, "en"))


def test_the_register_has_a_column_for_every_mandatory_code() -> None:
    assert _mandatory() - COLUMNS.keys() == set()
    for model, name in COLUMNS.values():
        assert model._meta.get_field(name).name == name


def test_every_mandatory_code_stands_on_the_sheet_with_its_value(car: dict[str, str]) -> None:
    assert _mandatory() - OF_MOTORCYCLES - ON_THE_SHEET.keys() == set()
    for code, value in ON_THE_SHEET.items():
        assert value in car.get(code, ""), (code, car.get(code))


def test_power_to_mass_is_said_of_motorcycles_alone(car: dict[str, str]) -> None:
    assert "Q" not in car
    motorcycle = VehicleClass(eu_category="L3e", **licences.BIKE)
    columns: dict[str, Any] = {"of_class": motorcycle, "power_kw": 88, "mass_kg": 205}
    rows = {row.mark: row.text for row in licences.rows_of([licences.owner()], **columns)}
    assert rows["Q"] == "0.43"
    unknown = licences.rows_of([licences.owner()], **{**columns, "mass_kg": None})
    assert "Q" not in {row.mark for row in unknown}
    assert "Power to mass, kW/kg 0.43" in _sheet(
        licences.drawn(licences.rows_of([licences.owner()], **columns), Format.A4, "en")
    ).get("Q", "")


def test_what_is_not_known_leaves_no_empty_row() -> None:
    bare: dict[str, Any] = dict.fromkeys(("capacity_cc", "power_kw", "axles", "seats", "standing"))
    rows = licences.rows_of([], type_approval="", variant="", **bare)
    marks = {row.mark for row in rows}
    assert marks == {"A", "D.1", "D.3", "E", "P.5", "J", "", "R", "P.3", "G", "F.1", "B", "I", "H"}
