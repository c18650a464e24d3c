"""The law of visas as pure functions: no models, no clock; one rule, one function."""

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from interior_portal.shared.refusals import Refusal

KIND_CLOSED = Refusal("kind_closed", _("This service takes no applications at the moment."))
LONGEST_LEAD = dt.timedelta(days=365)


def add_months(day: dt.date, months: int) -> dt.date:
    """The same day so many months later; the last of the month where that day does not exist."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return dt.date(year, month + 1, last)
        except ValueError:
            continue
    raise ValueError(day)


def why_not_arrival(*, arrives_on: dt.date, today: dt.date) -> Refusal | None:
    """An arrival lies ahead of us, and not more than a year."""
    if arrives_on < today:
        return Refusal(
            "arrival_past", _("The day of arrival is in the past. Give a day from today on.")
        )
    if arrives_on > today + LONGEST_LEAD:
        return Refusal(
            "arrival_too_far",
            _("The day of arrival is more than a year away. Apply nearer to the journey."),
        )
    return None


def why_not_stay(*, stay_days: int, longest: int) -> Refusal | None:
    """A stay lasts at least a day and at most what the kind allows."""
    if not 1 <= stay_days <= longest:
        return Refusal(
            "stay_length",
            _("The stay can be from 1 to %(longest)s days for this visa."),
            {"longest": longest},
        )
    return None


def why_not_passport(*, expires_on: dt.date, arrives_on: dt.date, months: int) -> Refusal | None:
    """The passport stays valid for so many months after the day of arrival."""
    needed = add_months(arrives_on, months)
    if expires_on < arrives_on:
        return Refusal(
            "passport_expired",
            _(
                "The passport will have expired on the day of arrival. Renew it and enter the new one."
            ),
        )
    if expires_on < needed:
        return Refusal(
            "passport_too_short",
            _(
                "The passport must be valid until %(needed)s or longer. Renew it and enter the new one."
            ),
            {"needed": needed.isoformat()},
        )
    return None


def why_not_birth(*, born_on: dt.date, today: dt.date) -> Refusal | None:
    """A traveller was born, and not more than 120 years ago."""
    if born_on > today:
        return Refusal("birth_future", _("The date of birth is in the future. Check the year."))
    if add_months(born_on, 120 * 12) < today:
        return Refusal("birth_too_early", _("The date of birth is too long ago. Check the year."))
    return None


@dataclass(frozen=True, slots=True)
class Validity:
    """From when until when a visa may be used for entering, both days included."""

    first: dt.date
    last: dt.date


def validity(
    *,
    granted_on: dt.date,
    arrives_on: dt.date,
    validity_days: int,
    document_expires_on: dt.date | None,
) -> Validity:
    """A visa runs from its grant, is usable on the day of arrival, and never outlives the document."""
    last = max(granted_on, arrives_on) + dt.timedelta(days=validity_days - 1)
    return Validity(granted_on, min(last, document_expires_on or last))
