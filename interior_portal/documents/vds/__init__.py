"""Visible Digital Seals: ICAO Doc 9303-13, versions 3 and 4, with the visa profile of 9303-7.

Pure functions without models: bytes in, values out. `read` and `verify` take a seal apart and
judge it; `write` makes one.
"""

from interior_portal.documents.vds.c40 import decode as decode_c40
from interior_portal.documents.vds.c40 import encode as encode_c40
from interior_portal.documents.vds.dates import (
    decode_date,
    decode_datetime,
    decode_masked_date,
    encode_date,
    encode_datetime,
    encode_masked_date,
)
from interior_portal.documents.vds.document_types import (
    encode_document_types,
    read_document_types,
)
from interior_portal.documents.vds.features import Feature
from interior_portal.documents.vds.header import Header
from interior_portal.documents.vds.outcomes import Outcome, SealError, TrustLevel
from interior_portal.documents.vds.profiles import (
    EMERGENCY_TRAVEL_DOCUMENT,
    PROFILES,
    VISA,
    FeatureRule,
    Profile,
    ProfileKey,
)
from interior_portal.documents.vds.seal import Seal, Sign, read, write
from interior_portal.documents.vds.signatures import der_to_raw, hash_for, raw_to_der, signer_for
from interior_portal.documents.vds.trust import KeySource, VerificationKey
from interior_portal.documents.vds.verification import Verification, verify
from interior_portal.documents.vds.visa import (
    DurationOfStay,
    PrintedVisa,
    StayKind,
    VisaFeatures,
    read_visa,
)

__all__ = [
    "EMERGENCY_TRAVEL_DOCUMENT",
    "PROFILES",
    "VISA",
    "DurationOfStay",
    "Feature",
    "FeatureRule",
    "Header",
    "KeySource",
    "Outcome",
    "PrintedVisa",
    "Profile",
    "ProfileKey",
    "Seal",
    "SealError",
    "Sign",
    "StayKind",
    "TrustLevel",
    "Verification",
    "VerificationKey",
    "VisaFeatures",
    "decode_c40",
    "decode_date",
    "decode_datetime",
    "decode_masked_date",
    "der_to_raw",
    "encode_c40",
    "encode_date",
    "encode_datetime",
    "encode_document_types",
    "encode_masked_date",
    "hash_for",
    "raw_to_der",
    "read",
    "read_document_types",
    "read_visa",
    "signer_for",
    "verify",
    "write",
]
