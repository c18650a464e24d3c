"""What the Transport Directorate keeps: the catalogue (data), the register of vehicles, applications, licences."""

from vehicles.models.application import Application, Licence, Party
from vehicles.models.catalogue import (
    Act,
    FeeRule,
    Origin,
    PlateKind,
    Town,
    VehicleClass,
)
from vehicles.models.evidence import Inspection, Insurance
from vehicles.models.imports import ImportRow, ImportRun
from vehicles.models.marks import Mark
from vehicles.models.ownership import Ownership
from vehicles.models.plates import Plate, PlateFitting, PlateMovement
from vehicles.models.vehicle import Vehicle

__all__ = [
    "Act",
    "Application",
    "FeeRule",
    "ImportRow",
    "ImportRun",
    "Inspection",
    "Insurance",
    "Licence",
    "Mark",
    "Origin",
    "Ownership",
    "Party",
    "Plate",
    "PlateFitting",
    "PlateKind",
    "PlateMovement",
    "Town",
    "Vehicle",
    "VehicleClass",
]
