"""Keys and headers that the seal tests share; the ICAO key is the published test key."""

import datetime as dt
import json
from functools import cache
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec

from interior_portal.documents import vds

SPECIMENS = Path(__file__).parent.parent / "specimens" / "vds.json"
SIGNED_ON = dt.date(2026, 11, 22)
NOW = dt.datetime(2026, 11, 22, 9, 0, tzinfo=dt.UTC)
VISA_A = (
    "V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<",
    "L8988901C4XXX4009078F96121096ZE184226B<<<<<<",
)
VISA_B = (
    "V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<",
    "L8988901C4XXX4009078F9612109<<<<<<<<",
)


@cache
def specimens() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(SPECIMENS.read_text(encoding="utf-8"))
    return found


def point(curve: ec.EllipticCurve, hex_point: str) -> ec.EllipticCurvePublicKey:
    return ec.EllipticCurvePublicKey.from_encoded_point(curve, bytes.fromhex(hex_point))


def icao_public_key() -> ec.EllipticCurvePublicKey:
    return point(ec.BrainpoolP256R1(), specimens()["keys"]["UTTS5B"]["public_key_x962_hex"])


def icao_private_key() -> ec.EllipticCurvePrivateKey:
    scalar = int(specimens()["keys"]["UTTS5B"]["private_scalar_hex"], 16)
    return ec.derive_private_key(scalar, ec.BrainpoolP256R1())


def header(**changes: Any) -> vds.Header:
    facts: dict[str, Any] = {
        "issuing_country": "UTO",
        "signer_id": "UTTS",
        "certificate_reference": "5B",
        "issue_date": SIGNED_ON,
        "signature_date": SIGNED_ON,
        "feature_reference": 0x5D,
        "type_category": 0x01,
    }
    return vds.Header(**(facts | changes))


def visa_features(**changes: Any) -> vds.VisaFeatures:
    facts: dict[str, Any] = {
        "mrz": VISA_B,
        "passport_number": "47110815P",
        "stay": vds.DurationOfStay(days=90),
        "entries": 1,
    }
    return vds.VisaFeatures(**(facts | changes))


def visa_seal(
    features: vds.VisaFeatures | None = None,
    *,
    key: ec.EllipticCurvePrivateKey | None = None,
    extra: tuple[vds.Feature, ...] = (),
    **changes: Any,
) -> bytes:
    message = (features or visa_features()).encode() + extra
    return vds.write(header(**changes), message, vds.signer_for(key or icao_private_key()))
