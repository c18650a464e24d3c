"""Tables without their indexes and constraints while millions of rows go in.

What was taken away is written down in the database before, in the same commit: `dress` puts it back, also in
a later run when the one that stripped them was killed. Foreign keys and unique constraints are checked over all
rows when they come back.
"""

from collections.abc import Callable, Sequence

from django.db import connection, transaction

_CONSTRAINTS = """
SELECT format('ALTER TABLE %%s DROP CONSTRAINT %%I', conrelid::regclass, conname),
  format('ALTER TABLE %%s ADD CONSTRAINT %%I %%s', conrelid::regclass, conname, pg_get_constraintdef(oid)),
  contype = 'f'
FROM pg_constraint WHERE contype IN ('u', 'x', 'f') AND conrelid = ANY(%s::regclass[])
"""
_INDEXES = """
SELECT format('DROP INDEX %%s', indexrelid::regclass), pg_get_indexdef(indexrelid), false
FROM pg_index i WHERE NOT indisprimary AND indrelid = ANY(%s::regclass[])
  AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = i.indexrelid)
"""
_CREATE = "CREATE TABLE IF NOT EXISTS workflow_taken_away (id bigserial, statement text NOT NULL)"
_KEEP = "INSERT INTO workflow_taken_away (statement) VALUES (%s)"


@transaction.atomic
def strip(tables: Sequence[str]) -> None:
    """Take away all but primary keys and checks. Other processes wait for it, then write unchecked."""
    with connection.cursor() as cursor:
        cursor.execute(_CREATE)
        steps = []
        for question in (_CONSTRAINTS, _INDEXES):
            cursor.execute(question, [list(tables)])
            steps += cursor.fetchall()
        # Foreign keys come back last: they look through the indexes.
        for _drop, make, _is_foreign in sorted(steps, key=lambda step: step[2]):
            cursor.execute(_KEEP, [make])
        for drop, _make, _is_foreign in sorted(steps, key=lambda step: not step[2]):
            cursor.execute(drop)


def dress(say: Callable[[str], object]) -> None:
    """Put back whatever was taken away, each in a commit of its own; nothing when nothing was."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('workflow_taken_away')")
        if cursor.fetchone()[0] is None:
            return
        cursor.execute("SET maintenance_work_mem = '512MB'")
        cursor.execute("SELECT id, statement FROM workflow_taken_away ORDER BY id")
        steps = cursor.fetchall()
        for row, statement in steps:
            with transaction.atomic():
                cursor.execute(statement)
                cursor.execute("DELETE FROM workflow_taken_away WHERE id = %s", [row])
        cursor.execute("DROP TABLE workflow_taken_away")
        cursor.execute("RESET maintenance_work_mem")
    say(f"{len(steps)} indexes and constraints hold again")
