"""How long things last: licences, inspections, consents."""

import datetime as dt

from interior_portal.shared.months import add_months


def licence_term(
    *, issued_on: dt.date, current_until: dt.date | None, months: int, days_kept: int = 0
) -> tuple[dt.date, dt.date]:
    """First and last day of a licence.

    Who renews before the old one has ended loses no day: the new term is counted from its end. One that
    ended before is renewed from today; the months without a licence are not given as a present. `days_kept`
    are those that a suspension left over: they follow the new term.
    """
    starts_on = issued_on
    counted_from = (
        max(issued_on, current_until + dt.timedelta(days=1)) if current_until else issued_on
    )
    term = add_months(counted_from, months) - dt.timedelta(days=1)
    return starts_on, term + dt.timedelta(days=days_kept)


def days_kept(*, valid_until: dt.date, suspended_on: dt.date) -> int:
    """The days of a licence that were paid and not used when its vehicle was taken off the road.

    They are not lost: a vehicle that is off the road uses none. The day of the suspension counts as used,
    and a licence that had ended by then leaves nothing. The renewal that ends the suspension is paid in
    full and runs from its own day for the full term, with these days after it.
    """
    return max((valid_until - suspended_on).days, 0)
