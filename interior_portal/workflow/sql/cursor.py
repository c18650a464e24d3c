"""Runs the engine's statements prepared: planned once per connection, not once per advance.

Django binds parameters in the client, which leaves nothing to prepare. The engine's few large
statements are bound by the server instead, on Django's own connection and through its cursor
wrapper, so that transactions, error classes, query logs and statement counts are the usual ones.
"""

import datetime as dt
from collections.abc import Callable, Mapping
from types import NoneType
from typing import Any

import psycopg
from django.db import DEFAULT_DB_ALIAS, connections
from psycopg.pq import Format

PREPARE_AFTER = 2


def statement(*parts: str) -> str:
    """One text from its parts, which are constants; what varies is a parameter."""
    return "\n".join(part.strip() for part in parts if part)


def run(sql: str, parameters: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    """Execute one statement and give its rows. A `prepare_threshold` given in OPTIONS wins.

    Parameters are sent as text and get their types from the statement; a statement then has one plan
    whatever is null or small in it. Tuples are arrays of codes.
    """
    connection = connections[DEFAULT_DB_ALIAS]  # the proxy would look it up at every use
    connection.ensure_connection()
    raw = connection.connection
    raw.prepare_threshold = connection.settings_dict["OPTIONS"].get(
        "prepare_threshold", PREPARE_AFTER
    )
    server_bound: Any = psycopg.Cursor(raw)  # quacks like the cursor that Django makes
    server_bound.format = Format.BINARY  # moments and hashes come back without being parsed
    wrap = connection.make_debug_cursor if connection.queries_logged else connection.make_cursor
    with wrap(server_bound) as cursor:
        cursor.execute(
            sql, {name: _AS_TEXT.get(type(value), str)(value) for name, value in parameters.items()}
        )
        return list(cursor.fetchall())


def _array(codes: tuple[str, ...]) -> str:
    return "{" + ",".join(codes) + "}"


# By the exact type: forty parameters an advance make a chain of comparisons felt.
_AS_TEXT: dict[type, Callable[[Any], str | bytes | None]] = {
    str: lambda text: text,
    bytes: lambda octets: octets,
    NoneType: lambda nothing: nothing,
    int: str,
    dt.datetime: dt.datetime.isoformat,
    dt.date: dt.date.isoformat,
    tuple: _array,
}


def read_rows(sql: str, parameters: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    """What a list reads: bound by the client, so that each page is planned for its own values."""
    with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
        cursor.execute(sql, parameters)
        return list(cursor.fetchall())
