"""Checks at the start: a portal that could lose what it acknowledged does not start."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.core.exceptions import ImproperlyConfigured
from django.db import DEFAULT_DB_ALIAS, OperationalError, connections

DURABLE = ("fsync", "full_page_writes", "synchronous_commit")


@register(Tags.database)
def postgres_keeps_its_word(
    databases: Sequence[str] | None = None, **_options: Any
) -> list[CheckMessage]:
    """In production, refuse a PostgreSQL that forgets commits when the power fails.

    Tagged `database`: a plain `manage.py check` needs no server; `migrate` and the start run it.
    """
    if not settings.PRODUCTION:
        return []
    return [problem for alias in databases or [] for problem in unsafe_settings(alias)]


def unsafe_settings(alias: str) -> list[CheckMessage]:
    """One error for each durability setting of the database that is off; one query."""
    with connections[alias].cursor() as cursor:
        cursor.execute(
            "SELECT name FROM pg_settings WHERE name = ANY(%s) AND setting = 'off' ORDER BY name",
            [list(DURABLE)],
        )
        names = [name for (name,) in cursor.fetchall()]
    return [
        Error(
            f"PostgreSQL runs with {name} off: acknowledged work would be lost in a crash.",
            hint=f"Set {name} = on in postgresql.conf (and for the role and database) and reload.",
            id="portal.E001",
        )
        for name in names
    ]


def refuse_unsafe_database() -> None:
    """Stop the start of web, worker or supervisor in production when PostgreSQL would forget.

    A database that is away cannot be asked and does not stop the start: the pages say that it is away.
    """
    if not settings.PRODUCTION:
        return
    try:
        problems = unsafe_settings(DEFAULT_DB_ALIAS)
    except OperationalError:
        return
    finally:
        connections[DEFAULT_DB_ALIAS].close()
    if problems:
        raise ImproperlyConfigured("\n".join(f"{one.msg} {one.hint}" for one in problems))
