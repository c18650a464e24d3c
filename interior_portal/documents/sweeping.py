"""Files that nothing points to, left by a transaction that was rolled back."""

import datetime as dt
from collections.abc import Callable, Iterator

from django.core.files.storage import default_storage

from interior_portal.documents.models import Paper, Upload
from interior_portal.shared import clock

FIRST_DAY, LAST_DAY = 2, 9  # days back: no transaction is that old, and a missed week is caught up
KNOWN: dict[str, Callable[[list[str]], set[str]]] = {
    "papers": lambda names: set(
        Paper.objects.filter(file__in=names).values_list("file", flat=True)
    ),
    "uploads": lambda names: set(
        Upload.objects.filter(file__in=names).values_list("file", flat=True)
    ),
}


def sweep_files() -> int:
    """Remove files of the last days that no row names; says how many. For a daily wake-up."""
    removed = 0
    for folder, known_among in KNOWN.items():
        for day in _days():
            names = _names_in(f"{folder}/{day:%Y/%m/%d}")
            for name in set(names) - known_among(names):
                default_storage.delete(name)
                removed += 1
    return removed


def _days() -> Iterator[dt.date]:
    return (clock.today() - dt.timedelta(days=back) for back in range(FIRST_DAY, LAST_DAY))


def _names_in(folder: str) -> list[str]:
    try:
        return [f"{folder}/{name}" for name in default_storage.listdir(folder)[1]]
    except FileNotFoundError:
        return []
