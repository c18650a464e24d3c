"""Whether a vehicle is ready for what is asked: one rule, one function, each a reason of its own."""

import datetime as dt
from collections.abc import Collection

from django.utils.translation import gettext_lazy as _

from interior_portal.shared.refusals import Refusal
from interior_portal.ui import dates

NOT_REGISTERED = Refusal(
    "not_registered", _("This vehicle is not in the register, or has left it.")
)
ALREADY_REGISTERED = Refusal("already_registered", _("This vehicle is in the register already."))
NO_INSPECTION = Refusal(
    "no_inspection",
    _("There is no passed inspection that still holds. Have the vehicle inspected at a yard."),
)
VIN_DIFFERS = Refusal(
    "vin_differs",
    _(
        "The inspector read another chassis number on the vehicle than the register has."
        " The office must look into it first."
    ),
)
NO_INSURANCE = Refusal(
    "no_insurance", _("There is no insurance in force. Renew the policy, then apply again.")
)
STOPPED_BY_MARK = Refusal(
    "stopped_by_mark", _("Something stands against this vehicle. The office can say more.")
)
RENEWED_TOO_EARLY = Refusal(
    "renewed_too_early",
    _("The licence is valid until %(until)s. It can be renewed in the two months before that day."),
)
NO_PLATE_FITTED = Refusal(
    "no_plate_fitted",
    _("This vehicle bears no plate, and a licence names one. Exchange its plates first."),
)
NOTHING_TO_REPLACE = Refusal(
    "nothing_to_replace",
    _("This vehicle has no licence in force that could be replaced. Renew its licence."),
)
EARLIEST_RENEWAL = dt.timedelta(days=62)
# What each mark stops. A lien keeps the vehicle with its owner; the others stop everything.
STOPS_EVERYTHING = frozenset({"SEIZURE", "STOLEN", "WANTED"})
STOPS_DISPOSAL = STOPS_EVERYTHING | {"LIEN"}


def why_not_inspected(
    *, valid_until: dt.date | None, vin_read: str, vin: str, today: dt.date
) -> Refusal | None:
    """A passed inspection holds today, and the inspector read the chassis number of the register."""
    if valid_until is None or valid_until < today:
        return NO_INSPECTION
    return VIN_DIFFERS if vin_read != vin else None


def why_not_insured(
    *, valid_from: dt.date | None, valid_until: dt.date | None, today: dt.date
) -> Refusal | None:
    """A policy is in force today."""
    if valid_from is None or valid_until is None or not valid_from <= today <= valid_until:
        return NO_INSURANCE
    return None


def why_not_with_marks(kinds: Collection[str], *, is_disposal: bool) -> Refusal | None:
    """Nothing stands against it: a lien stops only what takes the vehicle from its owner."""
    stops = STOPS_DISPOSAL if is_disposal else STOPS_EVERYTHING
    return STOPPED_BY_MARK if stops & set(kinds) else None


def why_not_renew_now(*, current_until: dt.date | None, today: dt.date) -> Refusal | None:
    """A licence is renewed in the two months before it ends, or after it has ended."""
    if current_until is None or current_until - EARLIEST_RENEWAL <= today:
        return None
    return Refusal(
        RENEWED_TOO_EARLY.code, RENEWED_TOO_EARLY.message, {"until": dates.day(current_until)}
    )


def why_not_named_by_plate(*, has_plate: bool, needs_plate: bool) -> Refusal | None:
    """A licence names the plate that is on the vehicle."""
    return NO_PLATE_FITTED if needs_plate and not has_plate else None


def why_not_replace(*, current_until: dt.date | None, today: dt.date) -> Refusal | None:
    """Only a licence that still holds can be lost and replaced; one that has ended is renewed."""
    return None if current_until is not None and current_until >= today else NOTHING_TO_REPLACE
