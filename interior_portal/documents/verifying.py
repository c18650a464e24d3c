"""The endpoint by which other systems verify a paper: by its number, or by the bytes of its seal."""

import base64
from collections.abc import Mapping
from typing import Any

from interior_portal.documents import keys, queries, vds
from interior_portal.documents.api import Endpoint, Text
from interior_portal.documents.models import Paper
from interior_portal.shared import clock

LONGEST_NUMBER, LONGEST_SEAL = 40, 4000
BASE64URL = "^(?:[A-Za-z0-9_-]{4})*(?:[A-Za-z0-9_-]{2}(?:==)?|[A-Za-z0-9_-]{3}=?)?$"
OUTCOMES = ("valid", "not_yet", "expired", "used", "replaced", "revoked", "unknown", "not_genuine")
DAY = {"type": ["string", "null"], "format": "date"}


def verify(name: str, value: str) -> Mapping[str, Any]:
    """What a paper is worth today. A seal is judged first: what it says counts only when it is genuine."""
    if name == "number":
        return _told(queries.find_paper_by_number(value), seal=None)
    seal = _bytes(value)
    found = vds.verify(seal, keys.verification_keys())
    if not found.is_valid:
        return {**_told(None, seal=found.outcome), "outcome": "not_genuine"}
    return _told(Paper.objects.filter(seal=seal).first(), seal=found.outcome)


def _bytes(text: str) -> bytes:
    """Of a text that matches `BASE64URL`."""
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _told(paper: Paper | None, *, seal: str | None) -> dict[str, Any]:
    if paper is None:
        facts: dict[str, Any] = dict.fromkeys(("kind", "number", "valid_from", "valid_until"))
        return {"outcome": "unknown", "seal": seal, **facts}
    until = paper.valid_until
    return {
        "outcome": _outcome(paper),
        "seal": seal,
        "kind": paper.kind,
        "number": paper.number,
        "valid_from": paper.valid_from.isoformat(),
        "valid_until": until.isoformat() if until else None,
    }


def _outcome(paper: Paper) -> str:
    today = clock.today()
    status = paper.status_on(today)
    if status == Paper.Status.VALID and not paper.is_in_force(today):
        return "not_yet"
    return str(status).lower()


VERIFY = Endpoint(
    path="papers/verify",
    summary="Is this paper valid?",
    description=(
        "By `number`, as it stands on the paper, or by `seal`: the bytes of the Data Matrix in base64url. A seal"
        " that is not genuine is `not_genuine`, and `seal` then says why by the code of ICAO Doc 9303-13. The answer"
        " never says whose the paper is."
    ),
    asks={
        "number": Text("The number as it stands on the paper.", LONGEST_NUMBER),
        "seal": Text("The bytes of the seal in base64url.", LONGEST_SEAL, BASE64URL),
    },
    answers={
        "type": "object",
        "required": ["outcome", "seal", "kind", "number", "valid_from", "valid_until"],
        "properties": {
            "outcome": {"type": "string", "enum": list(OUTCOMES)},
            "seal": {
                "type": ["string", "null"],
                "enum": [*(str(each) for each in vds.Outcome), None],
            },
            "kind": {"type": ["string", "null"]},
            "number": {"type": ["string", "null"]},
            "valid_from": DAY,
            "valid_until": DAY,
        },
        "additionalProperties": False,
    },
    answer=verify,
)
