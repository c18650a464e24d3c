"""What can be wrong with a row of a register on paper, and how to mend it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from interior_portal.shared.refusals import Refusal

# What is wrong, and how to mend it.
PROBLEMS: Mapping[str, tuple[Any, Any]] = {
    "missing": (_("This cell is empty."), _("Fill it in from the register.")),
    "too_long": (
        _("This cell has more than %(most)s characters."),
        _("Write it shorter, as the licence shows it."),
    ),
    "vin": ("%(reason)s", _("Compare the number with the vehicle or its customs receipt.")),
    "year": (
        _("“%(value)s” is no year of make."),
        _("Write four digits between 1900 and 2100."),
    ),
    "number": (_("“%(value)s” is no number."), _("Write digits only.")),
    "day": (_("“%(value)s” is no day."), _("Write it like 31.12.2019 or 2019-12-31.")),
    "future": (
        _("This day has not come yet."),
        _("Write the day on which it was registered."),
    ),
    "unknown": (
        _("The portal does not know “%(value)s”."),
        _("Write one of: %(choices)s. Or have the administrator add it."),
    ),
    "plate": (
        _("“%(value)s” is no number of a plate."),
        _("Write the digits of the plate, with nothing between them."),
    ),
    "plate_digits": (
        _("A plate of this kind has from %(least)s to %(most)s digits."),
        _("Compare the number and the kind with the plate."),
    ),
    "reserved": ("%(reason)s", _("Compare the series with the plate.")),
    "town_missing": (
        _("A plate of this kind names a town."),
        _("Write the town that stands on the plate."),
    ),
    "shares": (
        "%(reason)s",
        _("Write the shares of 2,400 in the order of the owners, with | between them."),
    ),
    "owners": (
        _("There are %(owners)s owners and %(others)s entries in this cell."),
        _("Write one entry for each owner, with | between them."),
    ),
    "owner_twice": (
        _("The same document stands for two owners."),
        _("Write each owner once, with all of their shares."),
    ),
    "customs": (
        _("A vehicle that was brought in has a customs receipt."),
        _("Write its number. Without one, register the vehicle at the counter."),
    ),
    "vin_in_file": (
        _("Row %(row)s has the same chassis number."),
        _("Keep the row that is right and take the other one out."),
    ),
    "vin_registered": (
        _("A vehicle with this chassis number is in the register already."),
        _("Take the row out, or have the entry corrected by an officer."),
    ),
    "plate_in_file": (
        _("Row %(row)s has the same plate."),
        _("Keep the row that is right and take the other one out."),
    ),
    "plate_in_use": (
        _("This plate is on another vehicle."),
        _("Compare it with the plate. An officer can see whose it is."),
    ),
    "plate_elsewhere": (
        _("The register says about this plate: %(status)s."),
        _("Have the stock put right first, or write the plate that is on the vehicle."),
    ),
    "refused": (
        _("The register changed while this row was taken over."),
        _("Import the row again."),
    ),
}


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong with a row: in which column, which of PROBLEMS, with which values."""

    field: str
    code: str
    params: Mapping[str, Any]

    def as_json(self) -> dict[str, Any]:
        """Reasons are kept as their source text, and said again in the language of who reads the report."""
        params = dict(self.params)
        reason = params.get("reason")
        if isinstance(reason, Refusal):
            with override("en"):
                params["reason"] = {"text": str(reason.message), "params": dict(reason.params)}
        return {"field": self.field, "code": self.code, "params": params}


def said(problem: Mapping[str, Any]) -> tuple[str, str]:
    """What is wrong and how to mend it, in the reader's language, of a problem as it was kept."""
    wrong, cure = PROBLEMS[problem["code"]]
    params = dict(problem["params"])
    if reason := params.get("reason"):
        params["reason"] = str(Refusal("reason", gettext(reason["text"]), reason["params"]))
    if status := params.get("status"):
        params["status"] = gettext(status)
    return str(Refusal("said", wrong, params)), str(Refusal("said", cure, params))
