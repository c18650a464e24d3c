"""Is this seal genuine, and does it belong to this paper?

Doc 9303-13 appendix D, 9303-7 section 9.4.

The standard's order is kept with one exception: nothing that the message says is looked at before
the signature has proven it, so a forged message is always INVALID_SIGNATURE.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace

from interior_portal.documents.vds import signatures, visa
from interior_portal.documents.vds.outcomes import Outcome, SealError, TrustLevel
from interior_portal.documents.vds.profiles import PROFILES, VISA, Profile, ProfileKey
from interior_portal.documents.vds.seal import Seal, read
from interior_portal.documents.vds.trust import KeySource, VerificationKey, find_key
from interior_portal.shared import clock

MRZ_CODE_LENGTH = 2


@dataclass(frozen=True, kw_only=True)
class Verification:
    """What came out, and what is known besides.

    `is_signature_valid` is None where no key could be tried. `profile` is None for a kind of
    document that is not known here: its seal may be genuine, its content is not judged.
    `mismatches` names the printed fields that differ from the seal. `detail` is for logs.
    """

    outcome: Outcome
    seal: Seal | None = None
    key: VerificationKey | None = None
    is_signature_valid: bool | None = None
    profile: Profile | None = None
    unknown_tags: tuple[int, ...] = ()
    mismatches: tuple[str, ...] = ()
    detail: str = ""

    @property
    def is_valid(self) -> bool:
        return self.outcome.is_valid

    @property
    def trust_level(self) -> TrustLevel:
        """The trust level of the outcome; an expired key excuses no false signature."""
        if self.is_signature_valid is False:
            return TrustLevel.HIGH_FRAUD_POTENTIAL
        return self.outcome.trust_level


def verify(
    seal: Seal | bytes,
    keys: KeySource,
    *,
    at: dt.datetime | None = None,
    document: visa.PrintedVisa | None = None,
    profiles: Mapping[ProfileKey, Profile] = PROFILES,
) -> Verification:
    """Verify a seal, or the bytes of one, with the keys of its possible signers.

    `at` is the aware moment at which keys must be valid (now). `document` is what was read from
    the visa and the passport the seal stands on. Never raises for what a seal may hold.
    """
    if not isinstance(seal, Seal):
        try:
            seal = read(seal)
        except SealError as error:
            return Verification(outcome=error.outcome, detail=error.detail)
    key = find_key(seal.header, keys)
    if key is None:
        return Verification(outcome=Outcome.UNKNOWN_CERTIFICATE, seal=seal)
    found = _judge_signature(seal, key, at or clock.now())
    if not found.is_valid:
        return found
    found = replace(found, profile=profiles.get((seal.feature_reference, seal.type_category)))
    return _judge_content(found, seal, key, document)


def _judge_signature(seal: Seal, key: VerificationKey, at: dt.datetime) -> Verification:
    found = Verification(outcome=Outcome.VALID, seal=seal, key=key)
    if key.public_key is None:
        detail = "the curve of this key cannot be used here"
        return replace(found, outcome=Outcome.UNTRUSTED_CERTIFICATE, detail=detail)
    is_genuine = signatures.is_genuine(key.public_key, seal.signed_bytes, seal.signature)
    found = replace(found, is_signature_valid=is_genuine)
    if not key.is_trusted:
        return replace(found, outcome=Outcome.UNTRUSTED_CERTIFICATE)
    if key.not_before is not None and at < key.not_before:
        detail = "the key is not valid yet"
        return replace(found, outcome=Outcome.EXPIRED_CERTIFICATE, detail=detail)
    if key.not_after is not None and at > key.not_after:
        return replace(found, outcome=Outcome.EXPIRED_CERTIFICATE)
    if key.is_revoked:
        return replace(found, outcome=Outcome.REVOKED_CERTIFICATE)
    return found if is_genuine else replace(found, outcome=Outcome.INVALID_SIGNATURE)


def _judge_content(
    found: Verification,
    seal: Seal,
    key: VerificationKey,
    document: visa.PrintedVisa | None,
) -> Verification:
    profile = found.profile
    if document is not None and profile is not VISA:
        detail = "the paper is a visa, the seal is not"
        return replace(found, outcome=Outcome.INVALID_DOCUMENTTYPE, detail=detail)
    if profile is None:
        return found
    if problem := profile.find_problem(seal.features):
        return replace(found, outcome=Outcome.WRONG_FORMAT, detail=problem)
    mrz = profile.find_mrz(seal.features)
    if mrz is not None and not key.permits(mrz[:MRZ_CODE_LENGTH]):
        return replace(found, outcome=Outcome.INVALID_DOCUMENTTYPE)
    if profile is VISA:
        found = _judge_visa(found, seal, document)
    unknown = profile.unknown_tags(seal.features)
    found = replace(found, unknown_tags=unknown)
    return replace(found, outcome=Outcome.UNKNOWN_FEATURE) if found.is_valid and unknown else found


def _judge_visa(found: Verification, seal: Seal, document: visa.PrintedVisa | None) -> Verification:
    try:
        features = visa.read_visa(seal)
    except SealError as error:
        return replace(found, outcome=error.outcome, detail=error.detail)
    broken, mismatches = visa.compare(features, document)
    return replace(found, outcome=broken or found.outcome, mismatches=mismatches)
