"""The life of signing keys: next, active, for checking only, revoked. The only writer of SigningKey.

Every change of state takes the lock of the key store first, is one transaction and leaves a line
in the ledger. At least two keys live for each purpose that signs: one active, one ready to follow.
"""

from dataclasses import dataclass

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from interior_portal.accounts.models import User
from interior_portal.audit import actions as audit
from interior_portal.documents import certificates, key_making, vault, vds
from interior_portal.documents.models.keys import SigningKey
from interior_portal.shared import clock
from interior_portal.shared.refusals import Refusal, check

Purpose = SigningKey.Purpose
State = SigningKey.State

LOCK = 0x5EA1  # the advisory lock of the key store
SIGNING_PURPOSES = (Purpose.SEAL, Purpose.PDF)

NOT_NEXT = Refusal("documents.key.not_next", _("Only a key that waits can become active."))
NOT_ACTIVE = Refusal("documents.key.not_active", _("Only the active key can be replaced."))
NO_SUCCESSOR = Refusal(
    "documents.key.no_successor",
    _("No key waits to take over. Create one first, then replace the active key."),
)
ALREADY_REVOKED = Refusal("documents.key.revoked", _("This key was revoked before."))
REASON_MISSING = Refusal("documents.key.reason_missing", _("Say why the key is revoked."))


class NoActiveKey(Exception):
    """Nothing can be signed: `ensure_keys` was never run (`manage.py seal keys --ensure`)."""


@dataclass(frozen=True, kw_only=True)
class SealingKey:
    """An active key as who signs with it needs it: its names, and `sign`, which answers with r || s."""

    signer_id: str
    certificate_reference: str
    sign: vds.Sign


@dataclass(frozen=True, kw_only=True)
class PdfKey:
    """The active PDF key; `chain` leads from its certificate to the authority's."""

    certificate: x509.Certificate
    chain: tuple[x509.Certificate, ...]
    private_key: ec.EllipticCurvePrivateKey


# --- reading ----------------------------------------------------------------------------------------


def sealing_key() -> SealingKey:
    """The key that signs seals now; one query. Raises NoActiveKey and vault.VaultClosed."""
    key = _active(Purpose.SEAL)
    return SealingKey(
        signer_id=key.signer_id,
        certificate_reference=key.certificate_reference,
        sign=vds.signer_for(vault.unlock(key.private_key, owner=key.reference)),
    )


def pdf_key() -> PdfKey:
    """The key that signs PDF files now; one query. Raises NoActiveKey and vault.VaultClosed."""
    key = _active(Purpose.PDF)
    return PdfKey(
        certificate=key_making.load_certificate(key),
        chain=() if key.issuer is None else (key_making.load_certificate(key.issuer),),
        private_key=vault.unlock(key.private_key, owner=key.reference),
    )


def authority_key() -> SealingKey:
    """The authority's own key, which signs certificates and status lists; one query.

    Raises NoActiveKey and vault.VaultClosed.
    """
    key = _active(Purpose.AUTHORITY)
    return SealingKey(
        signer_id=key.signer_id,
        certificate_reference=key.certificate_reference,
        sign=vds.signer_for(vault.unlock(key.private_key, owner=key.reference)),
    )


def verification_keys() -> list[vds.VerificationKey]:
    """Every key that ever sealed or will, with what its state means for a seal; one query.

    A key is trusted when the certificate of an authority that was not revoked signed its own.
    """
    keys = SigningKey.objects.filter(purpose=Purpose.SEAL).select_related("issuer")
    return [
        vds.VerificationKey.of_certificate(
            key_making.load_certificate(key),
            is_trusted=_is_trusted(key),
            is_revoked=key.state == State.REVOKED,
        )
        for key in keys
    ]


def load_public(key: SigningKey) -> ec.EllipticCurvePublicKey:
    """The public half of a key. Raises TypeError for a key of another kind."""
    public = key_making.load_certificate(key).public_key()
    if not isinstance(public, ec.EllipticCurvePublicKey):
        raise TypeError(f"{key.reference} is no key on a curve")
    return public


def get_key(reference: str) -> SigningKey:
    """The key that a seal's header or the list of keys names. Raises SigningKey.DoesNotExist."""
    signer, certificate_reference = reference[:4].upper(), reference[4:].upper()
    return SigningKey.objects.get(signer_id=signer, certificate_reference=certificate_reference)


def _active(purpose: str) -> SigningKey:
    active = SigningKey.objects.select_related("issuer")
    key = active.filter(purpose=purpose, state=State.ACTIVE).first()
    if key is None:
        raise NoActiveKey(f"no key is active for {purpose}; run: manage.py seal keys --ensure")
    return key


def _is_trusted(key: SigningKey) -> bool:
    if key.issuer is None or key.issuer.state == State.REVOKED:
        return False
    return certificates.is_issued_by(
        key_making.load_certificate(key), key_making.load_certificate(key.issuer)
    )


# --- changing ---------------------------------------------------------------------------------------


@transaction.atomic
def create_key(*, purpose: str, by: User | None = None) -> SigningKey:
    """Make a key pair with its certificate; it waits as NEXT.

    The certificate of a signing key needs an active authority; one is made when there is none.
    """
    _lock()
    return _create(purpose, by)


@transaction.atomic
def activate(*, key: SigningKey, by: User | None = None, reason: str = "") -> SigningKey:
    """Let a waiting key sign; the one before it is for checking only from now on."""
    _lock()
    return _activate(_fresh(key), by, reason)


@transaction.atomic
def retire(*, key: SigningKey, by: User | None = None, reason: str = "") -> SigningKey:
    """Replace the active key by the oldest one that waits. What it signed stays valid."""
    _lock()
    key = _fresh(key)
    check(why_not_retire(key))
    _activate(_successors(key.purpose)[0], by, reason)
    return _fresh(key)


@transaction.atomic
def revoke(*, key: SigningKey, by: User | None = None, reason: str) -> SigningKey:
    """Declare that nothing this key signed can be trusted.

    Another key takes over at once. A revoked authority takes all keys it issued with it.
    """
    _lock()
    key = _fresh(key)
    check(ALREADY_REVOKED if key.state == State.REVOKED else None)
    check(None if reason.strip() else REASON_MISSING)
    _revoke(key, by, reason)
    for issued in key.issued.exclude(state=State.REVOKED):
        _revoke(issued, by, reason)
    _ensure(by)
    return key


@transaction.atomic
def rotate(*, purpose: str, by: User | None = None, reason: str = "") -> SigningKey:
    """Let the next key sign and prepare another behind it; answers with the active key."""
    _lock()
    key = (_successors(purpose) or [_create(purpose, by)])[0]
    _activate(key, by, reason)
    _ensure(by)
    return key


@transaction.atomic
def rotate_due(*, by: User | None = None) -> list[SigningKey]:
    """Rotate every active key that has signed as long as it should. For a daily sweep."""
    _lock()
    active = SigningKey.objects.filter(state=State.ACTIVE)
    due = [key.purpose for key in active if key.is_due(clock.now())]
    return [rotate(purpose=purpose, by=by, reason="due") for purpose in due]


@transaction.atomic
def ensure_keys(*, by: User | None = None) -> None:
    """Make what is missing: an authority, and an active and a next key to seal and to sign PDFs."""
    _lock()
    _ensure(by)


def why_not_retire(key: SigningKey) -> Refusal | None:
    """Why this key cannot be replaced now."""
    if key.state != State.ACTIVE:
        return NOT_ACTIVE
    return None if _successors(key.purpose) else NO_SUCCESSOR


def _lock() -> None:
    """One change at a time: two callers of `ensure_keys` must not both find a key missing."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


def _fresh(key: SigningKey) -> SigningKey:
    return SigningKey.objects.get(pk=key.pk)


def _successors(purpose: str) -> list[SigningKey]:
    return list(SigningKey.objects.filter(purpose=purpose, state=State.NEXT).order_by("id"))


def _ensure(by: User | None) -> None:
    if not SigningKey.objects.filter(purpose=Purpose.AUTHORITY, state=State.ACTIVE).exists():
        _activate(_create(Purpose.AUTHORITY, by), by, "")
    for purpose in SIGNING_PURPOSES:
        if not SigningKey.objects.filter(purpose=purpose, state=State.ACTIVE).exists():
            waiting = _successors(purpose) or [_create(purpose, by)]
            _activate(waiting[0], by, "")
        if not _successors(purpose):
            _create(purpose, by)


def _create(purpose: str, by: User | None) -> SigningKey:
    if purpose == Purpose.AUTHORITY:
        key = key_making.make_authority()
    else:
        key = key_making.make_signer(purpose, _authority(by))
    _record("created", key, by, "")
    return key


def _authority(by: User | None) -> SigningKey:
    active = SigningKey.objects.filter(purpose=Purpose.AUTHORITY, state=State.ACTIVE).first()
    return active or _activate(_create(Purpose.AUTHORITY, by), by, "")


def _activate(key: SigningKey, by: User | None, reason: str) -> SigningKey:
    check(None if key.state == State.NEXT else NOT_NEXT)
    now = clock.now()
    former = SigningKey.objects.filter(purpose=key.purpose, state=State.ACTIVE).first()
    if former is not None:
        former.state, former.retired_at, former.private_key = State.VERIFY_ONLY, now, ""
        former.save(update_fields=["state", "retired_at", "private_key"])
        _record("retired", former, by, reason)
    key.state, key.activated_at = State.ACTIVE, now
    key.signs_until = key_making.signing_end(key, now)
    key.save(update_fields=["state", "activated_at", "signs_until"])
    _record("activated", key, by, reason)
    return key


def _revoke(key: SigningKey, by: User | None, reason: str) -> None:
    key.state, key.revoked_at, key.private_key = State.REVOKED, clock.now(), ""
    key.revocation_reason = reason.strip()
    key.save(update_fields=["state", "revoked_at", "private_key", "revocation_reason"])
    _record("revoked", key, by, key.revocation_reason)


def _record(event: str, key: SigningKey, by: User | None, reason: str) -> None:
    audit.record(
        action=f"documents.key.{event}",
        by=by,
        subject_kind="documents.key",
        subject_ref=key.reference,
        reason=reason,
        data={"purpose": key.purpose},
    )
