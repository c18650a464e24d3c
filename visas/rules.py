"""The law of visas as pure functions: no models, no clock; one rule, one function."""

import datetime as dt
import re
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from interior_portal.people import mrz
from interior_portal.shared.months import add_months
from interior_portal.shared.refusals import Refusal

KIND_CLOSED = Refusal("kind_closed", _("This service takes no applications at the moment."))
LONGEST_LEAD = dt.timedelta(days=365)
DOCUMENT_NUMBER = re.compile(r"[A-Z0-9][A-Z0-9 ./-]*", re.ASCII | re.IGNORECASE)
LINE_FOR_NAMES = 39  # the characters of a visa's or passport's first line that hold the name


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


def why_not_document_today(*, expires_on: dt.date | None, today: dt.date) -> Refusal | None:
    """A visa is granted on a document that is valid on that day; one without a last day always is."""
    if expires_on is not None and expires_on < today:
        return Refusal(
            "document_expired",
            _("The traveller's document has expired meanwhile. A visa cannot be granted on it."),
        )
    return None


def why_not_entries(*, entries: int, most: int) -> Refusal | None:
    """At most as many entries as the kind allows; 0 stands for unlimited on both sides."""
    if most and (not entries or entries > most):
        return Refusal(
            "entries",
            _("This visa allows at most %(most)s entries. Give a number from 1 to that."),
            {"most": most},
        )
    return None


def why_not_number(number: str) -> Refusal | None:
    """A document's number in the letters and digits that a machine-readable zone can hold."""
    if DOCUMENT_NUMBER.fullmatch(number) and any(sign.isalnum() for sign in number):
        return None
    return Refusal(
        "document_number",
        _("Write the number in Latin letters and digits, without the words around it."),
    )


def why_not_name(surname: str, given_names: str) -> Refusal | None:
    """A name whose every letter has its place in a machine-readable zone (Doc 9303-3 section 6)."""
    try:
        mrz.name_field(surname, given_names, LINE_FOR_NAMES)
    except mrz.NoIcaoMapping as error:
        return Refusal(
            "name_letters",
            _(
                "The name has “%(found)s”, which passports cannot hold. Write the name in Latin letters."
            ),
            {"found": error.letters},
        )
    except ValueError:
        return Refusal("name_missing", _("The name has no letters. Write it in Latin letters."))
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
