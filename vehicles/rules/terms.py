"""How long things last: licences, inspections, consents."""

import datetime as dt

from interior_portal.shared.months import add_months


def licence_term(
    *, issued_on: dt.date, current_until: dt.date | None, months: int
) -> tuple[dt.date, dt.date]:
    """First and last day of a licence.

    Who renews before the old one has ended loses no day: the new term is counted from its end. One that
    ended before is renewed from today; the months without a licence are not given as a present.
    """
    starts_on = issued_on
    counted_from = (
        max(issued_on, current_until + dt.timedelta(days=1)) if current_until else issued_on
    )
    return starts_on, add_months(counted_from, months) - dt.timedelta(days=1)
