"""A register of vehicles for tests/bench/vehicles.py, written straight into the real tables."""

from typing import Any

from interior_portal.accounts import cast
from interior_portal.accounts.models import Unit
from interior_portal.payments import demo as money
from tests.bench import desk_rows
from tests.bench.desk_rows import NAMES
from vehicles.actions import shipped
from vehicles.models import PlateKind, Town, VehicleClass

# Five makers whose numbers begin alike, as on the streets; a serial number at the end.
MAKERS = ("1HGCM826X3A", "WDB934032XL", "LSGPC52U1AF", "KMHCN46C8XU", "JTDBR32E4X0")
TABLES = (
    "people_person", "people_nameword", "vehicles_vehicle", "vehicles_plate", "vehicles_platefitting",
    "vehicles_ownership",
)  # fmt: skip
_VEHICLES = """
INSERT INTO vehicles_vehicle (id, reference, status, vin, engine_number, make, model, variant, type_approval,
  model_year, colour, fuel, vehicle_class_id, origin, customs_receipt, identification_certificate,
  finance_clearance, former_registration, former_country, unit_id, registered_on, version, recorded_at, changed_at)
SELECT n, 'M26-' || left(code, 4) || '-' || right(code, 4), 'REGISTERED',
  (%(makers)s::text[])[1 + n %% 5] || lpad((n * 7 %% 1000000)::text, 6, '0'), '', 'Make', 'Model', '', '',
  1990 + n %% 36, 'WHITE', 'PETROL', %(vehicle_class)s, 'REGULAR', '', '', '', '', '',
  (%(units)s::bigint[])[1 + n %% %(offices)s], current_date, 1, now(), now()
FROM (SELECT n, upper(lpad(to_hex(n * 2654435761 %% 4294967296), 8, '0')) AS code
  FROM generate_series(1, %(vehicles)s::bigint) AS n) AS drawn
"""
_PLATES = """
INSERT INTO vehicles_plate (id, kind_id, town_id, series, number, country, status)
SELECT n, %(kind)s, (%(towns)s::bigint[])[1 + n %% %(places)s], '', lpad((n / %(places)s)::text, 5, '0'), '', 'FITTED'
FROM generate_series(1, %(vehicles)s::bigint) AS n
"""
_FITTINGS = """
INSERT INTO vehicles_platefitting (plate_id, vehicle_id, fitted_at, source)
SELECT n, n, now(), 'bench' FROM generate_series(1, %(vehicles)s::bigint) AS n
"""
# People own one vehicle or two; one in ten belongs to two heirs.
_OWNERS = """
INSERT INTO vehicles_ownership (vehicle_id, person_id, right_held, shares, address, since_at, source)
SELECT n, 1 + (n * 13 + heir) %% %(people)s, 'OWNER', CASE WHEN n %% 10 = 0 THEN 1200 ELSE 2400 END, '', now(), 'bench'
FROM generate_series(1, %(vehicles)s::bigint) AS n, generate_series(0, 1) AS heir WHERE heir = 0 OR n %% 10 = 0
"""


def fill(vehicles: int) -> list[int]:
    """So many vehicles; the offices that keep them."""
    cast.create()
    money.load()
    shipped.load_catalogue(by=None)
    units = list(Unit.objects.filter(code__startswith="transport").values_list("pk", flat=True))
    towns = list(Town.objects.values_list("pk", flat=True))
    parameters: dict[str, Any] = {
        "vehicles": vehicles,
        "people": max(vehicles * 2 // 3, 10),
        "names": NAMES,
        "makers": list(MAKERS),
        "units": units,
        "offices": len(units),
        "towns": towns,
        "places": len(towns),
        "kind": PlateKind.objects.get(code="administration").pk,
        "vehicle_class": VehicleClass.objects.get(code="private-car").pk,
    }
    people = (desk_rows.PEOPLE, desk_rows.NAME_WORDS)
    desk_rows.insert((*people, _VEHICLES, _PLATES, _FITTINGS, _OWNERS), parameters, TABLES)
    return units


def vin_of(number: int) -> str:
    """The chassis number of the vehicle of this number."""
    return f"{MAKERS[number % 5]}{number * 7 % 1_000_000:06d}"


def number_of(number: int) -> str:
    """The digits of its plate."""
    return f"{number // Town.objects.count():05d}"
