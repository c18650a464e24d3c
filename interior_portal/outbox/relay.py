"""Carries ids of rows to Celery."""

from collections.abc import Sequence


def nudge(ids: Sequence[int]) -> None:
    """Tell the workers about fresh rows; call it on commit."""
