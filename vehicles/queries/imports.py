"""The report of an import: each row that was refused, what is wrong with it and how to mend it."""

from collections.abc import Iterator

from django.utils.translation import gettext

from interior_portal.shared.tables import as_csv
from vehicles.models import ImportRun
from vehicles.rules.row_problems import said


def report_of(run: ImportRun) -> Iterator[str]:
    """Lines of a CSV in the reader's language, in the order of the file; read from a cursor, 2,000 at a time."""
    return as_csv(_lines(run))


def _lines(run: ImportRun) -> Iterator[tuple[str, ...]]:
    yield gettext("row"), gettext("column"), gettext("what is wrong"), gettext("how to mend it")
    for row in run.refused.order_by("number").iterator(chunk_size=2000):
        for problem in row.problems:
            yield str(row.number), problem["field"], *said(problem)
