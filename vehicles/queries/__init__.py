"""What the pages and actions of vehicles read."""

from vehicles.queries.applications import (
    act_names,
    application_of_case,
    applications_about,
    bill_of,
    desk_lines,
    find_licence,
    get_application,
    open_item,
    others_under_way,
    why_not_decide,
    why_not_see_as_applicant,
)
from vehicles.queries.fees import find_fee_rule
from vehicles.queries.readiness import obstacles, why_not_issue, why_not_submit
from vehicles.queries.register import (
    current_licence,
    find_registered_by_vin,
    get_vehicle,
    is_owner,
    newest_inspection,
    newest_insurance,
    owners_of,
    plate_of,
    standing_marks,
    users_of,
    vehicle_under,
)
from vehicles.queries.subjects import vehicle_of_case

__all__ = [
    "act_names",
    "application_of_case",
    "applications_about",
    "bill_of",
    "current_licence",
    "desk_lines",
    "find_fee_rule",
    "find_licence",
    "find_registered_by_vin",
    "get_application",
    "get_vehicle",
    "is_owner",
    "newest_inspection",
    "newest_insurance",
    "obstacles",
    "open_item",
    "others_under_way",
    "owners_of",
    "plate_of",
    "standing_marks",
    "users_of",
    "vehicle_of_case",
    "vehicle_under",
    "why_not_decide",
    "why_not_issue",
    "why_not_see_as_applicant",
    "why_not_submit",
]
