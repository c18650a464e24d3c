"""The key store: states, certificates, encryption at rest, rotation, and what each means for a seal."""

import base64
import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import time_machine
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.db import IntegrityError, connection, transaction
from pytest_django import DjangoAssertNumQueries, Settings

from interior_portal.accounts.models import User
from interior_portal.audit.models import AuditEntry
from interior_portal.documents import key_making, keys, vault, vds
from interior_portal.documents.keys import Purpose, State
from interior_portal.documents.models.keys import SigningKey
from interior_portal.documents.vds import Outcome
from interior_portal.shared import clock
from interior_portal.shared.refusals import Refused
from tests.documents.seals import NOW, header, visa_features

pytestmark = pytest.mark.django_db


@pytest.fixture
def _live_keys() -> None:
    keys.ensure_keys()


def _one(purpose: str, state: str) -> SigningKey:
    return SigningKey.objects.get(purpose=purpose, state=state)


def _states(purpose: str) -> list[str]:
    states = SigningKey.objects.filter(purpose=purpose).order_by("id")
    return list(states.values_list("state", flat=True))


def _sealed(key: keys.SealingKey | None = None) -> bytes:
    key = key or keys.sealing_key()
    named = header(signer_id=key.signer_id, certificate_reference=key.certificate_reference)
    return vds.write(named, visa_features().encode(), key.sign)


def _outcome(seal: bytes, at: dt.datetime | None = None) -> Outcome:
    return vds.verify(seal, keys.verification_keys(), at=at).outcome


def test_ensure_makes_an_authority_and_two_keys_for_each_purpose_once() -> None:
    for _ in range(2):
        keys.ensure_keys()
        assert _states(Purpose.AUTHORITY) == [State.ACTIVE]
        assert _states(Purpose.SEAL) == [State.ACTIVE, State.NEXT]
        assert _states(Purpose.PDF) == [State.ACTIVE, State.NEXT]


def test_without_keys_nothing_is_signed() -> None:
    for need in (keys.sealing_key, keys.pdf_key):
        with pytest.raises(keys.NoActiveKey, match="seal keys --ensure"):
            need()
    assert keys.verification_keys() == []


@pytest.mark.usefixtures("_live_keys")
def test_a_seal_of_the_active_key_is_valid() -> None:
    seal = _sealed()
    active = _one(Purpose.SEAL, State.ACTIVE)
    assert _outcome(seal) == Outcome.VALID
    read = vds.read(seal)
    assert f"{read.signer_id}{read.certificate_reference}" == active.reference
    assert len(read.certificate_reference) == 8


@pytest.mark.usefixtures("_live_keys")
def test_a_seal_keeps_its_validity_when_its_key_is_replaced() -> None:
    seal = _sealed()
    former, waiting = _one(Purpose.SEAL, State.ACTIVE), _one(Purpose.SEAL, State.NEXT)
    assert keys.rotate(purpose=Purpose.SEAL) == waiting
    assert _states(Purpose.SEAL) == [State.VERIFY_ONLY, State.ACTIVE, State.NEXT]
    former.refresh_from_db()
    assert former.private_key == ""
    assert former.retired_at is not None
    assert _outcome(seal) == Outcome.VALID
    assert _outcome(_sealed()) == Outcome.VALID
    assert vds.read(_sealed()).certificate_reference == waiting.certificate_reference


@pytest.mark.usefixtures("_live_keys")
def test_a_revoked_key_makes_its_seals_worthless_and_another_takes_over() -> None:
    seal, other = _sealed(), _one(Purpose.SEAL, State.NEXT)
    revoked = keys.revoke(key=_one(Purpose.SEAL, State.ACTIVE), reason=" stolen ")
    assert (revoked.state, revoked.private_key) == (State.REVOKED, "")
    assert revoked.revocation_reason == "stolen"
    assert _outcome(seal) == Outcome.REVOKED_CERTIFICATE
    assert _one(Purpose.SEAL, State.ACTIVE) == other
    assert _states(Purpose.SEAL) == [State.REVOKED, State.ACTIVE, State.NEXT]
    assert _outcome(_sealed()) == Outcome.VALID


@pytest.mark.usefixtures("_live_keys")
def test_a_revoked_authority_takes_all_its_keys_with_it() -> None:
    seal = _sealed()
    keys.rotate(purpose=Purpose.SEAL)
    keys.revoke(key=_one(Purpose.AUTHORITY, State.ACTIVE), reason="stolen")
    assert _outcome(seal) == Outcome.UNTRUSTED_CERTIFICATE
    assert _states(Purpose.AUTHORITY) == [State.REVOKED, State.ACTIVE]
    revoked = [State.REVOKED] * 3
    assert _states(Purpose.SEAL) == [*revoked, State.ACTIVE, State.NEXT]
    assert _states(Purpose.PDF) == [State.REVOKED, State.REVOKED, State.ACTIVE, State.NEXT]
    assert _outcome(_sealed()) == Outcome.VALID


@pytest.mark.usefixtures("_live_keys")
def test_a_key_with_a_certificate_of_another_authority_is_not_trusted() -> None:
    seal = _sealed()
    stranger = key_making.make_authority()
    SigningKey.objects.filter(purpose=Purpose.SEAL).update(issuer=stranger)
    assert _outcome(seal) == Outcome.UNTRUSTED_CERTIFICATE


@pytest.mark.usefixtures("_live_keys")
def test_a_new_authority_does_not_devalue_the_old_one() -> None:
    seal = _sealed()
    successor = keys.create_key(purpose=Purpose.AUTHORITY)
    keys.activate(key=successor)
    assert _states(Purpose.AUTHORITY) == [State.VERIFY_ONLY, State.ACTIVE]
    assert keys.create_key(purpose=Purpose.SEAL).issuer == successor
    assert _outcome(seal) == Outcome.VALID


def _signs_until(key: SigningKey) -> dt.datetime:
    assert key.signs_until is not None
    return key.signs_until


@pytest.mark.usefixtures("_live_keys")
def test_a_seal_outlives_its_keys_year_but_not_the_certificate() -> None:
    active = _one(Purpose.SEAL, State.ACTIVE)
    last_day = _signs_until(active)
    assert active.activated_at is not None
    assert last_day - active.activated_at == dt.timedelta(days=365)
    seal = _sealed()
    assert _outcome(seal, last_day + dt.timedelta(days=3660)) == Outcome.VALID
    late = active.not_after + dt.timedelta(seconds=1)
    assert _outcome(seal, late) == Outcome.EXPIRED_CERTIFICATE
    early = active.not_before - dt.timedelta(seconds=1)
    assert _outcome(seal, early) == Outcome.EXPIRED_CERTIFICATE


@pytest.mark.usefixtures("_live_keys")
@pytest.mark.parametrize("years", [0, 1, 2])
def test_a_key_that_waited_signs_less_rather_than_beyond_its_certificate(years: int) -> None:
    with time_machine.travel(clock.now() + dt.timedelta(days=365 * years), tick=False):
        key = keys.rotate(purpose=Purpose.SEAL)
        signing = _signs_until(key) - clock.now()
    assert signing <= dt.timedelta(days=365)
    assert (signing > dt.timedelta(days=364)) is (years < 2)
    assert key.not_after - _signs_until(key) >= key_making.PAPER_PERIOD


def test_the_authority_outlives_what_it_certifies() -> None:
    keys.ensure_keys()
    authority = _one(Purpose.AUTHORITY, State.ACTIVE)
    with time_machine.travel(_signs_until(authority), tick=False):
        assert keys.create_key(purpose=Purpose.SEAL).not_after <= authority.not_after


@pytest.mark.usefixtures("_live_keys")
def test_only_due_keys_are_rotated_and_once() -> None:
    assert keys.rotate_due() == []
    with time_machine.travel(_signs_until(_one(Purpose.PDF, State.ACTIVE)), tick=False):
        assert [key.purpose for key in keys.rotate_due()] == [Purpose.PDF, Purpose.SEAL]
        assert keys.rotate_due() == []
    assert _states(Purpose.SEAL) == [State.VERIFY_ONLY, State.ACTIVE, State.NEXT]
    assert _states(Purpose.AUTHORITY) == [State.ACTIVE]


@pytest.mark.usefixtures("_live_keys")
def test_a_due_authority_is_rotated_too() -> None:
    seal = _sealed()
    with time_machine.travel(_signs_until(_one(Purpose.AUTHORITY, State.ACTIVE)), tick=False):
        assert len(keys.rotate_due()) == 3
        assert _outcome(_sealed()) == Outcome.VALID
        assert _outcome(seal) == Outcome.VALID
    assert _states(Purpose.AUTHORITY) == [State.VERIFY_ONLY, State.ACTIVE]


@pytest.mark.usefixtures("_live_keys")
def test_a_waiting_key_takes_over_by_name() -> None:
    second = keys.create_key(purpose=Purpose.SEAL)
    keys.activate(key=second)
    assert _states(Purpose.SEAL) == [State.VERIFY_ONLY, State.NEXT, State.ACTIVE]
    assert keys.get_key(second.reference.lower()) == second


@pytest.mark.usefixtures("_live_keys")
def test_the_active_key_can_be_retired_while_another_waits() -> None:
    active, waiting = _one(Purpose.SEAL, State.ACTIVE), _one(Purpose.SEAL, State.NEXT)
    assert keys.retire(key=active).state == State.VERIFY_ONLY
    assert _one(Purpose.SEAL, State.ACTIVE) == waiting
    with pytest.raises(Refused) as caught:
        keys.retire(key=waiting)
    assert caught.value.refusal == keys.NO_SUCCESSOR
    assert keys.why_not_retire(waiting.__class__.objects.get(pk=waiting.pk)) == keys.NO_SUCCESSOR


@pytest.mark.usefixtures("_live_keys")
def test_refusals() -> None:
    active, waiting = _one(Purpose.SEAL, State.ACTIVE), _one(Purpose.SEAL, State.NEXT)
    with pytest.raises(Refused) as caught:
        keys.activate(key=active)
    assert caught.value.refusal == keys.NOT_NEXT
    with pytest.raises(Refused) as caught:
        keys.retire(key=waiting)
    assert caught.value.refusal == keys.NOT_ACTIVE
    with pytest.raises(Refused) as caught:
        keys.revoke(key=active, reason="  ")
    assert caught.value.refusal == keys.REASON_MISSING
    keys.revoke(key=active, reason="lost")
    with pytest.raises(Refused) as caught:
        keys.revoke(key=active, reason="lost")
    assert caught.value.refusal == keys.ALREADY_REVOKED
    assert _states(Purpose.SEAL) == [State.REVOKED, State.ACTIVE, State.NEXT]


@pytest.mark.usefixtures("_live_keys")
def test_a_stale_copy_of_a_key_does_not_count() -> None:
    stale = _one(Purpose.SEAL, State.NEXT)
    keys.rotate(purpose=Purpose.SEAL)
    with pytest.raises(Refused):
        keys.activate(key=stale)
    assert stale.state == State.NEXT


def test_every_change_is_in_the_ledger() -> None:
    officer = User.objects.create_user(email="keys@interior.example")
    keys.ensure_keys(by=officer)
    active = _one(Purpose.SEAL, State.ACTIVE)
    keys.revoke(key=active, by=officer, reason="stolen")
    entries = AuditEntry.objects.filter(subject_kind="documents.key").order_by("id")
    assert {entry.actor_id for entry in entries} == {officer.pk}
    own = [(entry.action, entry.reason) for entry in entries.filter(subject_ref=active.reference)]
    assert own == [
        ("documents.key.created", ""),
        ("documents.key.activated", ""),
        ("documents.key.revoked", "stolen"),
    ]
    assert entries.filter(subject_ref=active.reference)[0].data == {"purpose": "SEAL"}


@pytest.mark.usefixtures("_live_keys")
def test_private_keys_lie_encrypted_and_bound_to_their_owner(settings: Settings) -> None:
    active, waiting = _one(Purpose.SEAL, State.ACTIVE), _one(Purpose.SEAL, State.NEXT)
    opened = vault.unlock(active.private_key, owner=active.reference)
    public = opened.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    assert public.decode() == active.public_key
    assert "PRIVATE" not in active.private_key
    with pytest.raises(vault.VaultClosed, match=waiting.reference):
        vault.unlock(active.private_key, owner=waiting.reference)
    settings.DOCUMENTS_KEY_SECRET = "another secret"
    with pytest.raises(vault.VaultClosed, match=active.reference):
        keys.sealing_key()


@pytest.mark.parametrize("locked", ["", "AAAA", "not base64", "A" * 200])
def test_a_tampered_private_key_is_not_opened(locked: str) -> None:
    with pytest.raises(vault.VaultClosed, match="UTTS5B"):
        vault.unlock(locked, owner="UTTS5B")


def test_the_same_private_key_is_never_encrypted_alike() -> None:
    private_key = ec.generate_private_key(ec.SECP256R1())
    assert vault.lock(private_key, owner="A") != vault.lock(private_key, owner="A")
    opened = vault.unlock(vault.lock(private_key, owner="A"), owner="A")
    assert opened.private_numbers() == private_key.private_numbers()


def test_a_private_key_of_another_kind_is_not_opened(settings: Settings) -> None:
    pem = ed25519.Ed25519PrivateKey.generate().private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    nonce = bytes(vault.NONCE_BYTES)
    own = vault._derived_key(settings.DOCUMENTS_KEY_SECRET)
    encrypted = nonce + AESGCM(own).encrypt(nonce, pem, b"A")
    with pytest.raises(vault.VaultClosed, match="another kind"):
        vault.unlock(base64.b64encode(encrypted).decode(), owner="A")


@pytest.mark.usefixtures("_live_keys")
def test_a_seal_certificate_says_what_the_standard_asks() -> None:
    key = _one(Purpose.SEAL, State.ACTIVE)
    certificate = x509.load_pem_x509_certificate(key.certificate.encode())
    assert certificate.subject.rfc4514_string() == "CN=TS,C=UT"
    assert f"{certificate.serial_number:X}" == key.certificate_reference
    names = {extension.oid.dotted_string: extension for extension in certificate.extensions}
    assert set(names) == {"2.5.29.35", "2.5.29.37", "2.23.136.1.1.6.2"}
    usage = certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage)
    assert usage.critical
    assert [oid.dotted_string for oid in usage.value] == ["2.23.136.1.1.11.1"]
    types = names["2.23.136.1.1.6.2"].value
    assert isinstance(types, x509.UnrecognizedExtension)
    assert vds.read_document_types(types.value) == frozenset({"V"})
    assert isinstance(certificate.public_key(), ec.EllipticCurvePublicKey)
    assert key.curve == "secp256r1"


@pytest.mark.usefixtures("_live_keys")
def test_our_key_does_not_seal_passports() -> None:
    key = keys.sealing_key()
    passport = visa_features(mrz=("P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<", visa_features().mrz[1]))
    named = header(signer_id=key.signer_id, certificate_reference=key.certificate_reference)
    seal = vds.write(named, passport.encode(), key.sign)
    assert _outcome(seal) == Outcome.INVALID_DOCUMENTTYPE


@pytest.mark.usefixtures("_live_keys")
def test_the_pdf_key_comes_with_its_chain() -> None:
    key = keys.pdf_key()
    (authority,) = key.chain
    key.certificate.verify_directly_issued_by(authority)
    authority.verify_directly_issued_by(authority)
    usage = key.certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    assert (usage.digital_signature, usage.content_commitment) == (True, True)
    assert usage.key_cert_sign is False
    assert key.private_key.public_key() == key.certificate.public_key()
    constraints = authority.extensions.get_extension_for_class(x509.BasicConstraints).value
    assert (constraints.ca, constraints.path_length) == (True, 0)


@pytest.mark.usefixtures("_live_keys")
def test_queries(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(1):
        keys.sealing_key()
    with django_assert_num_queries(1):
        keys.pdf_key()
    with django_assert_num_queries(1):
        assert len(keys.verification_keys()) == 2
    keys.create_key(purpose=Purpose.SEAL)
    with django_assert_num_queries(1):
        assert len(keys.verification_keys()) == 3


@pytest.mark.usefixtures("_live_keys")
@pytest.mark.parametrize(
    ("changes", "constraint"),
    [
        ({"state": "ACTIVE", "activated_at": NOW, "signs_until": NOW}, "signing_key_one_active"),
        ({"state": "VERIFY_ONLY", "private_key": ""}, "signing_key_state_has_its_dates"),
        ({"state": "REVOKED", "private_key": ""}, "signing_key_state_has_its_dates"),
        ({"private_key": ""}, "signing_key_private_while_it_signs"),
        ({"issuer": None}, "signing_key_issued_by_an_authority"),
        ({"not_after": dt.datetime(2000, 1, 1, tzinfo=dt.UTC)}, "signing_key_dates_in_order"),
    ],
)
def test_the_table_holds_its_rules(changes: dict[str, Any], constraint: str) -> None:
    waiting = SigningKey.objects.filter(purpose=Purpose.SEAL, state=State.NEXT)
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        waiting.update(**changes)


@pytest.mark.usefixtures("_live_keys")
def test_a_reference_names_one_key() -> None:
    active, waiting = _one(Purpose.SEAL, State.ACTIVE), _one(Purpose.SEAL, State.NEXT)
    with pytest.raises(IntegrityError, match="signing_key_unique_reference"), transaction.atomic():
        SigningKey.objects.filter(pk=waiting.pk).update(
            certificate_reference=active.certificate_reference
        )


@pytest.mark.django_db(transaction=True)
def test_two_that_ensure_at_once_make_the_keys_once() -> None:
    def ensure(_: int) -> None:
        try:
            keys.ensure_keys()
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(ensure, range(8)))
    assert _states(Purpose.AUTHORITY) == [State.ACTIVE]
    assert _states(Purpose.SEAL) == [State.ACTIVE, State.NEXT]
    assert _states(Purpose.PDF) == [State.ACTIVE, State.NEXT]
