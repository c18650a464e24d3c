"""Triggers for tables whose rows are money: never deleted, and closed once they are complete."""

from functools import reduce
from operator import or_

import pgtrigger

_TRUNCATE = "RAISE EXCEPTION 'pgtrigger: Cannot truncate % table', TG_TABLE_NAME;"


def never_deleted() -> list[pgtrigger.Trigger]:
    """DELETE and TRUNCATE raise in the database, whoever asks."""
    return [
        pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
        pgtrigger.Trigger(
            name="never_emptied",
            level=pgtrigger.Statement,
            when=pgtrigger.Before,
            operation=pgtrigger.Truncate,
            func=_TRUNCATE,
        ),
    ]


def completed_once(*fields: str) -> list[pgtrigger.Trigger]:
    """Never deleted; an UPDATE may only fill these fields, and none of the row once one is filled."""
    filled = reduce(or_, (pgtrigger.Q(**{f"old__{field}__isnull": False}) for field in fields))
    return [
        *never_deleted(),
        pgtrigger.ReadOnly(name="rest_is_fixed", exclude=list(fields)),
        pgtrigger.Protect(name="complete", operation=pgtrigger.Update, condition=filled),
    ]
