"""Take the numbers of an edition: all of them in one snapshot of the database."""

from concurrent.futures import ThreadPoolExecutor

from django.db import connection, transaction

from reports.models import Edition, FigureRow, Snapshot
from reports.queries.annual.composing import Composed, compose
from reports.queries.annual.parts import Part

AT_ONCE = 1_000


def take(edition: Edition, part: Part | None = None) -> Snapshot:
    """The numbers of an edition as the tables say them now. An approved edition has one snapshot, for all its books.

    That of a `part` is for one book.

    Inside the caller's transaction, which writes; read by a connection of its own, in one snapshot.
    """
    is_final = edition.state != Edition.State.DRAFT and part is None
    known = edition.snapshots.filter(is_final=True).first() if is_final else None
    return known or keep(edition, read_in_one_snapshot(edition, part), is_final=is_final)


def read_in_one_snapshot(edition: Edition, part: Part | None = None) -> Composed:
    """Reads what is committed. A transaction that has begun cannot choose its isolation: so a thread with another."""
    with ThreadPoolExecutor(max_workers=1) as thread:
        return thread.submit(_read, edition.pk, part).result()


def _read(edition_id: int, part: Part | None) -> Composed:
    try:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            return compose(Edition.objects.select_related("report").get(pk=edition_id), part)
    finally:
        connection.close()


def keep(edition: Edition, composed: Composed, *, is_final: bool) -> Snapshot:
    """Write what was read."""
    snapshot = Snapshot.objects.create(
        edition=edition,
        until=composed.until.last,
        rows_count=len(composed.numbers),
        digest=composed.digest,
        content=composed.content,
        is_final=is_final,
        unit=composed.part.unit if composed.part else None,
    )
    rows = (
        FigureRow(
            snapshot=snapshot,
            number=each.number,
            chapter=each.chapter,
            label_ar=each.label["ar"],
            label_kmr=each.label["kmr"],
            query=each.query,
            way=each.way,
            currency=each.currency,
            value=each.value,
            digest=each.digest,
        )
        for each in composed.numbers
    )
    FigureRow.objects.bulk_create(rows, batch_size=AT_ONCE)
    return snapshot
