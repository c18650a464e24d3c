"""The signed list of papers that no longer count, and of the keys of seals: all that a check without a network needs.

A JWS (RFC 7515, ES256) signed by the authority, whose certificate is for lists of revocations. Papers stand
in it as the first bytes of the SHA-256 of their number: nobody is named, and who has no paper in hand learns
nothing. Made by a sweep that looks every minute; see docs/adr/0006.
"""

import base64
import datetime as dt
import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import settings
from django.db import connection, transaction
from django.db.models import Max, Q

from interior_portal.documents import keys
from interior_portal.documents.issuing import is_specimen
from interior_portal.documents.models import Paper, PaperEvent, SigningKey, StatusList
from interior_portal.documents.vds import VerificationKey
from interior_portal.shared import clock

LOCK = 0x5EA2  # the advisory lock of the lists: one is made at a time
FRESH_FOR = dt.timedelta(hours=1)  # a list is made anew after this, though nothing changed
KEPT_DAYS = 31  # so long after its last day a paper stays in the list; then its seal says it alone
KEPT_LISTS = 24
HASH_BYTES = 6
TYPE = "paper-status+jws"
Status = Paper.Status


def paper_hash(number: str) -> bytes:
    """How a paper stands in the list."""
    return hashlib.sha256(number.encode()).digest()[:HASH_BYTES]


def current() -> StatusList | None:
    """The newest list; one query."""
    return StatusList.objects.first()


def refresh() -> StatusList | None:
    """Make a list if something changed or the last one is old; None when there is no need. For a sweep.

    A change that is committed while the list is read can miss it; the next list an hour later has it for sure.
    """
    last = current()
    return make() if last is None or _is_due(last) else None


@transaction.atomic
def make() -> StatusList:
    """A new list over today's papers and keys. Raises keys.NoActiveKey. Older lists are thrown away."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
    now = clock.now()
    last_event = PaperEvent.objects.aggregate(last=Max("pk"))["last"] or 0
    known = _keys()
    papers = _closed(clock.day_of(now))
    content = {
        "iss": settings.DOCUMENTS_ISSUER_CODE,
        "iat": int(now.timestamp()),
        "specimen": is_specimen(),
        "kept_days": KEPT_DAYS,
        "keys": known,
        "papers": {status: _packed(hashes) for status, hashes in sorted(papers.items())},
    }
    made = StatusList.objects.create(
        issued_at=now,
        last_event=last_event,
        papers=sum(map(len, papers.values())),
        keys_mark=_mark(known),
        jws=_signed(content),
    )
    kept = StatusList.objects.values_list("pk", flat=True)[:KEPT_LISTS]
    StatusList.objects.exclude(pk__in=list(kept)).delete()
    return made


def authorities() -> list[dict[str, Any]]:
    """The public keys that lists are signed with, as a verifier pins them; one query."""
    found = SigningKey.objects.filter(purpose=SigningKey.Purpose.AUTHORITY)
    trusted = found.exclude(state=SigningKey.State.REVOKED)
    return [
        _as_json(keys.load_public(key), {"id": key.reference, "until": _seconds(key.not_after)})
        for key in trusted
    ]


def _is_due(last: StatusList) -> bool:
    if clock.now() - last.issued_at >= FRESH_FOR or last.keys_mark != _mark(_keys()):
        return True
    newer = PaperEvent.objects.filter(pk__gt=last.last_event)
    return newer.exclude(status=Status.VALID).exists()


def _closed(today: dt.date) -> dict[str, list[bytes]]:
    """Hashes by status: papers whose last day is not long over and that do not count today.

    One statement, so that a paper that is closed meanwhile is seen before or after, never not at all. Each
    half of it has its index (`paper_closed`, `paper_runs_out`): papers that count are not looked at.
    """
    kept_from = today - dt.timedelta(days=KEPT_DAYS)
    kept = Q(valid_until__isnull=True) | Q(valid_until__gte=kept_from)
    closed = Paper.objects.filter(kept, ~Q(status=Status.VALID))
    run_out = Paper.objects.filter(
        status=Status.VALID, valid_until__gte=kept_from, valid_until__lt=today
    )
    columns = ("number", "status")
    rows = closed.values_list(*columns).union(run_out.values_list(*columns), all=True)
    found: dict[str, list[bytes]] = defaultdict(list)
    for number, status in rows.iterator():
        found[Status.EXPIRED if status == Status.VALID else status].append(paper_hash(number))
    return found


def _packed(hashes: Iterable[bytes]) -> str:
    return _text(b"".join(sorted(hashes)))


def _keys() -> list[dict[str, Any]]:
    """Every key of seals with what its state means for them; two queries."""
    states = {key.reference: key for key in SigningKey.objects.filter(purpose="SEAL")}
    return [_key(key, states) for key in keys.verification_keys()]


def _key(key: VerificationKey, rows: dict[str, SigningKey]) -> dict[str, Any]:
    reference = f"{key.signer_id}{key.certificate_reference}"
    is_revoked = key.is_revoked or not key.is_trusted
    state = SigningKey.State.REVOKED.value if is_revoked else rows[reference].state
    facts = {
        "id": reference,
        "state": state,
        "from": _seconds(key.not_before),
        "until": _seconds(key.not_after),
    }
    return facts if key.public_key is None else _as_json(key.public_key, facts)


def _as_json(key: ec.EllipticCurvePublicKey, facts: dict[str, Any]) -> dict[str, Any]:
    point, length = key.public_numbers(), (key.curve.key_size + 7) // 8
    return {
        **facts,
        "crv": "P-256",
        "x": _text(point.x.to_bytes(length, "big")),
        "y": _text(point.y.to_bytes(length, "big")),
    }


def _seconds(moment: dt.datetime | None) -> int | None:
    return None if moment is None else int(moment.timestamp())


def _mark(known: list[dict[str, Any]]) -> str:
    return hashlib.sha256(json.dumps(known, sort_keys=True).encode()).hexdigest()


def _signed(content: dict[str, Any]) -> str:
    key = keys.authority_key()
    kid = f"{key.signer_id}{key.certificate_reference}"
    parts = ({"alg": "ES256", "kid": kid, "typ": TYPE}, content)
    body = ".".join(_text(json.dumps(part, separators=(",", ":")).encode()) for part in parts)
    return f"{body}.{_text(key.sign(body.encode()))}"


def _text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")
