"""The law of vehicles as pure functions: no models, no clock; one rule, one function."""

from vehicles.rules.acts import (
    DISPOSALS,
    WITH_INSPECTION,
    WITH_INSURANCE,
    WITH_LICENCE,
    WITH_LICENCE_BEFORE,
    WITH_NEW_PLATE,
    WITH_NEW_TERM,
    brings_licence,
)
from vehicles.rules.findings import Finding
from vehicles.rules.ownership import WHOLE, why_not_shares
from vehicles.rules.plates import PlateText, read_plate
from vehicles.rules.readiness import (
    ALREADY_REGISTERED,
    NOT_REGISTERED,
    why_not_inspected,
    why_not_insured,
    why_not_named_by_plate,
    why_not_renew_now,
    why_not_replace,
    why_not_with_marks,
)
from vehicles.rules.stock import TRIAL_TOWN, is_low
from vehicles.rules.terms import days_kept, licence_term
from vehicles.rules.vin import check_digit, clean_vin, vin_findings

__all__ = [
    "ALREADY_REGISTERED",
    "DISPOSALS",
    "NOT_REGISTERED",
    "TRIAL_TOWN",
    "WHOLE",
    "WITH_INSPECTION",
    "WITH_INSURANCE",
    "WITH_LICENCE",
    "WITH_LICENCE_BEFORE",
    "WITH_NEW_PLATE",
    "WITH_NEW_TERM",
    "Finding",
    "PlateText",
    "brings_licence",
    "check_digit",
    "clean_vin",
    "days_kept",
    "is_low",
    "licence_term",
    "read_plate",
    "vin_findings",
    "why_not_inspected",
    "why_not_insured",
    "why_not_named_by_plate",
    "why_not_renew_now",
    "why_not_replace",
    "why_not_shares",
    "why_not_with_marks",
]
