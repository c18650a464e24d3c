"""Red, amber, green: how a value stands against its target."""

from decimal import Decimal
from enum import StrEnum

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
