"""The demo's working week and its holidays."""

import datetime as dt

from interior_portal.accounts.models import Unit
from interior_portal.workflow.models import Holiday, OpeningHours

SINCE = dt.date(2025, 1, 1)
OPENS, CLOSES = dt.time(8, 0), dt.time(15, 0)
Weekday = OpeningHours.Weekday
WORKING_DAYS = (
    Weekday.SUNDAY,
    Weekday.MONDAY,
    Weekday.TUESDAY,
    Weekday.WEDNESDAY,
    Weekday.THURSDAY,
)
HOLIDAYS = (
    (3, 21, "عيد نوروز", "Newroz", "Newroz"),
    (4, 1, "رأس السنة الآشورية (أكيتو)", "Sersala Asûrî (Akîtu)", "Assyrian New Year (Akitu)"),
    (5, 1, "عيد العمال", "Roja Karkeran", "Labour Day"),
    (12, 25, "عيد الميلاد", "Cejna Noelê", "Christmas"),
)
YEARS = (2025, 2026, 2027)


def load() -> None:
    """Make what is not there yet."""
    authority = Unit.objects.get(kind=Unit.Kind.AUTHORITY)
    week = OpeningHours.objects.filter(unit=authority, opens=OPENS, effective_from=SINCE)
    days = set(week.values_list("weekday", flat=True))
    OpeningHours.objects.bulk_create(
        OpeningHours(
            unit=authority, weekday=weekday, opens=OPENS, closes=CLOSES, effective_from=SINCE
        )
        for weekday in WORKING_DAYS
        if weekday not in days
    )
    known = set(Holiday.objects.filter(unit=None).values_list("on", flat=True))
    Holiday.objects.bulk_create(
        Holiday(on=on, name_ar=name_ar, name_kmr=name_kmr, name_en=name_en)
        for year in YEARS
        for month, day, name_ar, name_kmr, name_en in HOLIDAYS
        if (on := dt.date(year, month, day)) not in known
    )
