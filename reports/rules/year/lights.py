"""Red, amber, green: how a value stands against its target; and which months nobody measured."""

import datetime as dt
from collections.abc import Container
from decimal import Decimal
from enum import StrEnum

from interior_portal.shared.months import add_months

HUNDRED = Decimal(100)


class Light(StrEnum):
    GREEN = "GREEN"  # the target is reached
    AMBER = "AMBER"  # it is missed by no more than the margin
    RED = "RED"  # it is missed by more
    NONE = "NONE"  # nothing was measured, or nobody set a target


def light_of(
    value: Decimal | None, target: Decimal | None, *, more_is_better: bool, margin_percent: int
) -> Light:
    """The light of a value. The margin is a share of the target; the edge still counts as amber."""
    if value is None or target is None:
        return Light.NONE
    missing = target - value if more_is_better else value - target
    if missing <= 0:
        return Light.GREEN
    return Light.AMBER if missing <= target * margin_percent / HUNDRED else Light.RED


def months_of(year: int) -> list[dt.date]:
    """The first days of its twelve months."""
    return [dt.date(year, month, 1) for month in range(1, 13)]


def missing_months(
    year: int, measured: Container[dt.date], *, since: dt.date, today: dt.date
) -> list[dt.date]:
    """The months of a year that are over and were not measured, of those from `since` on."""
    return [
        month
        for month in months_of(year)
        if since <= month and add_months(month, 1) <= today and month not in measured
    ]
