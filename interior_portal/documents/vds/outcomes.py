"""What reading or verifying a seal can come to (Doc 9303-13 appendix D, 9303-7 section 9.4)."""

from enum import StrEnum


class TrustLevel(StrEnum):
    """How much suspicion an outcome calls for (tables D.1 of part 13 and 2 of part 7)."""

    TRUSTABLE = "TRUSTABLE"
    MEDIUM_FRAUD_POTENTIAL = "MEDIUM_FRAUD_POTENTIAL"
    HIGH_FRAUD_POTENTIAL = "HIGH_FRAUD_POTENTIAL"


class Outcome(StrEnum):
    """The status sub-indication; UNKNOWN_FEATURE is a valid seal with something extra in it."""

    VALID = "VALID"
    UNKNOWN_FEATURE = "UNKNOWN_FEATURE"
    READ_ERROR = "READ_ERROR"
    WRONG_FORMAT = "WRONG_FORMAT"
    UNKNOWN_CERTIFICATE = "UNKNOWN_CERTIFICATE"
    UNTRUSTED_CERTIFICATE = "UNTRUSTED_CERTIFICATE"
    EXPIRED_CERTIFICATE = "EXPIRED_CERTIFICATE"
    REVOKED_CERTIFICATE = "REVOKED_CERTIFICATE"
    INVALID_SIGNATURE = "INVALID_SIGNATURE"
    INVALID_DOCUMENTTYPE = "INVALID_DOCUMENTTYPE"
    INVALID_VISA_MRZ = "INVALID_VISA_MRZ"
    SEAL_VISA_MISMATCH = "SEAL_VISA_MISMATCH"
    INVALID_PASSPORT_MRZ = "INVALID_PASSPORT_MRZ"
    SEAL_PASSPORT_MISMATCH = "SEAL_PASSPORT_MISMATCH"

    @property
    def is_valid(self) -> bool:
        """Whether the standard counts the seal as VALID."""
        return self in {Outcome.VALID, Outcome.UNKNOWN_FEATURE}

    @property
    def trust_level(self) -> TrustLevel:
        """The recommended trust level of this outcome."""
        if self.is_valid:
            return TrustLevel.TRUSTABLE
        if self in {Outcome.READ_ERROR, Outcome.EXPIRED_CERTIFICATE}:
            return TrustLevel.MEDIUM_FRAUD_POTENTIAL
        return TrustLevel.HIGH_FRAUD_POTENTIAL


class SealError(ValueError):
    """The bytes are no seal: `outcome` is READ_ERROR or WRONG_FORMAT, `detail` says why."""

    def __init__(self, outcome: Outcome, detail: str) -> None:
        super().__init__(detail)
        self.outcome = outcome
        self.detail = detail
