"""The law of vehicles as pure functions: no models, no clock; one rule, one function."""

from vehicles.rules.acts import (
    DISPOSALS,
    WITH_INSPECTION,
    WITH_INSURANCE,
    WITH_LICENCE,
    WITH_NEW_PLATE,
    WITH_NEW_TERM,
)
from vehicles.rules.findings import Finding
from vehicles.rules.ownership import WHOLE, why_not_shares
from vehicles.rules.plates import PlateText, read_plate
from vehicles.rules.readiness import (
    ALREADY_REGISTERED,
    NOT_REGISTERED,
    why_not_inspected,
    why_not_insured,
    why_not_renew_now,
    why_not_with_marks,
)
from vehicles.rules.terms import licence_term
from vehicles.rules.vin import check_digit, clean_vin, vin_findings

__all__ = [
    "ALREADY_REGISTERED",
    "DISPOSALS",
    "NOT_REGISTERED",
    "WHOLE",
    "WITH_INSPECTION",
    "WITH_INSURANCE",
    "WITH_LICENCE",
    "WITH_NEW_PLATE",
    "WITH_NEW_TERM",
    "Finding",
    "PlateText",
    "check_digit",
    "clean_vin",
    "licence_term",
    "read_plate",
    "vin_findings",
    "why_not_inspected",
    "why_not_insured",
    "why_not_renew_now",
    "why_not_shares",
    "why_not_with_marks",
]
