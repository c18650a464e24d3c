"""Who has a seat, and who was there often enough to pass."""

from collections.abc import Sequence

HUNDRED = 100


def attended_percent(days: Sequence[bool]) -> int:
    """The share of the recorded days on which somebody was there; 0 where nothing was recorded."""
    return sum(days) * HUNDRED // len(days) if days else 0


def was_there_enough(days: Sequence[bool], percent: int) -> bool:
    return sum(days) * HUNDRED >= percent * len(days) > 0
