"""Reads what the start of a case needs, in one statement."""

from dataclasses import dataclass

from interior_portal.accounts.models import User
from interior_portal.shared import clock
from interior_portal.workflow.context import ActorStanding
from interior_portal.workflow.sql.cursor import run, statement
from interior_portal.workflow.sql.read import ROLES, actor_standing

_READ = statement(
    """
SELECT EXISTS (SELECT FROM workflow_procedureversion WHERE sha256 = %(sha256)s),
  c.id, c.reference, e.version, e.to_step, e.seq, e.body_hash, a.is_active, a.is_staff,
""",
    ROLES,
    """
FROM accounts_unit u
LEFT JOIN workflow_case c ON c.start_key = %(key)s
LEFT JOIN workflow_caseevent e ON e.case_id = c.id AND e.seq = 1
LEFT JOIN accounts_user a ON a.id = %(by)s
WHERE u.id = %(unit)s
""",
)


@dataclass(frozen=True, slots=True)
class EarlierStart:
    """The case that a repeated key stands for."""

    case_id: int
    reference: str
    version: int
    step: str
    seq: int
    body_hash: bytes


@dataclass(frozen=True, slots=True)
class StartStanding:
    """Who starts, whether the procedure's version is stored, and whether the key was used."""

    is_stored: bool
    actor: ActorStanding | None
    earlier: EarlierStart | None


def read(*, sha256: str, key: str, unit_id: int, by: User | None) -> StartStanding:
    """`LookupError` for a unit that does not exist."""
    parameters = {
        "sha256": sha256,
        "key": key,
        "unit": unit_id,
        "by": by.pk if by else None,
        "today": clock.today(),
    }
    rows = run(_READ, parameters)
    if not rows:
        message = f"there is no unit {unit_id}"
        raise LookupError(message)
    is_stored, case_id, reference, version, step, seq, body_hash, is_active, is_staff, roles = rows[
        0
    ]
    earlier = (
        None
        if case_id is None
        else EarlierStart(case_id, reference, version, step, seq, bytes(body_hash))
    )
    return StartStanding(
        is_stored, actor_standing(by, is_active=is_active, roles=roles if is_staff else ()), earlier
    )
