"""Triggers for a table that only grows; for every model whose rows are evidence."""

import pgtrigger

_TRUNCATE = "RAISE EXCEPTION 'pgtrigger: Cannot truncate % table', TG_TABLE_NAME;"


def triggers() -> list[pgtrigger.Trigger]:
    """For `Meta.triggers`: UPDATE, DELETE and TRUNCATE raise in the database, whoever asks."""
    return [
        pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
        pgtrigger.Trigger(
            name="never_emptied",
            level=pgtrigger.Statement,
            when=pgtrigger.Before,
            operation=pgtrigger.Truncate,
            func=_TRUNCATE,
        ),
    ]
