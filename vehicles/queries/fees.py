"""What an act costs for a vehicle: one cell of the matrix."""

import datetime as dt

from django.db.models import Q

from interior_portal.payments.models import Fee
from interior_portal.payments.queries import fees_in_force
from vehicles.models import FeeRule, Vehicle


def find_fee_rule(*, act: str, vehicle: Vehicle, on: dt.date | None = None) -> FeeRule | None:
    """The cell for this act and vehicle on a day (today by default); None when nobody has set it. One query."""
    year = vehicle.model_year
    fits = FeeRule.objects.in_force(on).filter(
        Q(year_from__isnull=True) | Q(year_from__lte=year),
        Q(year_until__isnull=True) | Q(year_until__gte=year),
        act=act,
        origin=vehicle.origin,
        vehicle_class=vehicle.vehicle_class_id,
    )
    found: FeeRule | None = fits.first()
    return found


def fees_for(*, act: str, vehicle: Vehicle) -> list[Fee]:
    """What the act costs for the vehicle today, a row per currency; empty when nobody has set it. Two queries."""
    rule = find_fee_rule(act=act, vehicle=vehicle)
    return list(fees_in_force(rule.fee_code)) if rule else []
