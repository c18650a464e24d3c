"""Stores versions of procedures and finds them again by their fingerprint."""

import json
from collections.abc import Collection
from typing import Any

from django.db import connection

from interior_portal.workflow import registry
from interior_portal.workflow.definition import as_definition, from_definition
from interior_portal.workflow.models import ProcedureVersion
from interior_portal.workflow.procedures import Procedure

# The same graph is stored once; another graph under the same number is left to the system check.
_TABLE = "workflow_procedureversion"
_STORE = """
INSERT INTO workflow_procedureversion (code, version, sha256, definition, created_at)
VALUES (%s, %s, %s, %s, now())
ON CONFLICT DO NOTHING
"""


def store(procedure: Procedure) -> None:
    """Keep this version, if it is not kept yet. `ValueError` when its number means another graph."""
    definition = json.dumps(as_definition(procedure), ensure_ascii=False)
    with connection.cursor() as cursor:
        cursor.execute(_STORE, [procedure.code, procedure.version, procedure.sha256, definition])
        if cursor.rowcount == 0:
            _refuse_changed(procedure)


def store_registered(**_signal: Any) -> None:
    """Keep the current version of every registered procedure; runs after each migrate.

    A changed graph under an old number is named by the system check and must not stop a migrate; a
    migrate backwards leaves no table to keep it in.
    """
    if not is_kept():
        return
    for procedure in registry.procedures():
        if not ProcedureVersion.objects.filter(
            code=procedure.code, version=procedure.version
        ).exists():
            store(procedure)


def is_kept() -> bool:
    """Whether there is a table to keep versions in; before the first migrate there is none."""
    return _TABLE in connection.introspection.table_names()


def changed_without_number() -> list[Procedure]:
    """Registered procedures whose stored version of the same number is another graph."""
    stored = {
        (code, version): sha256
        for code, version, sha256 in ProcedureVersion.objects.values_list(
            "code", "version", "sha256"
        )
    }
    return [
        procedure
        for procedure in registry.procedures()
        if stored.get((procedure.code, procedure.version), procedure.sha256) != procedure.sha256
    ]


def find(sha256: str) -> Procedure:
    """The version of this fingerprint, registered or stored. One query per process for an old one."""
    known = registry.find_version(sha256)
    if known is not None:
        return known
    stored = from_definition(ProcedureVersion.objects.get(sha256=sha256).definition)
    registry.remember_version(stored)
    return stored


def find_all(fingerprints: Collection[str]) -> list[Procedure]:
    """The versions of these fingerprints. At most one query, for those not met before."""
    unknown = [sha256 for sha256 in fingerprints if registry.find_version(sha256) is None]
    if unknown:
        stored = ProcedureVersion.objects.filter(sha256__in=unknown)
        for definition in stored.values_list("definition", flat=True):
            registry.remember_version(from_definition(definition))
    return [find(sha256) for sha256 in fingerprints]


def _refuse_changed(procedure: Procedure) -> None:
    if not ProcedureVersion.objects.filter(sha256=procedure.sha256).exists():
        message = f"procedure {procedure.code} was changed; give it a new version number"
        raise ValueError(message)
