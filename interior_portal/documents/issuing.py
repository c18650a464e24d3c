"""What stands in a new paper before it is a file: its number, its times, its seal."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.urls import reverse

from interior_portal.documents import keys, vds
from interior_portal.documents.registry import PaperKind
from interior_portal.shared import clock

SPECIMEN_ISSUER = "UTO"  # the country that ICAO invented for examples


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperFacts:
    """What is known of a paper before it is drawn; `languages` are two codes, the main one first."""

    kind: PaperKind
    number: str
    token: str
    issued_at: dt.datetime
    valid_from: dt.date
    valid_until: dt.date | None
    languages: tuple[str, ...]

    @property
    def issued_on(self) -> dt.date:
        """The day of issue where the Authority works."""
        return clock.day_of(self.issued_at)

    @property
    def check_url(self) -> str:
        """Where the QR code leads."""
        return _absolute(reverse("documents:check_paper", args=[self.token]))

    @property
    def check_form_url(self) -> str:
        """Where the number can be typed."""
        return _absolute(reverse("documents:check"))

    @property
    def is_specimen(self) -> bool:
        return is_specimen()


@dataclass(frozen=True, slots=True, kw_only=True)
class SealContent:
    """What a seal says: the profile (9303-13: feature reference and type category) and its features."""

    feature_reference: int
    type_category: int
    features: Sequence[vds.Feature]


MakeContext = Callable[[PaperFacts], Mapping[str, Any]]
MakeSeal = Callable[[PaperFacts], SealContent]


def is_specimen() -> bool:
    """Whether papers of this portal say that they are examples."""
    return str(settings.DOCUMENTS_ISSUER_CODE) == SPECIMEN_ISSUER


def _absolute(path: str) -> str:
    return str(settings.PUBLIC_URL).rstrip("/") + path


def write_seal(facts: PaperFacts, content: SealContent) -> tuple[bytes, str]:
    """The seal of a paper and the name of the key that signed it; one query.

    Raises keys.NoActiveKey, and ValueError for features that a seal cannot carry.
    """
    key = keys.sealing_key()
    header = vds.Header(
        issuing_country=settings.DOCUMENTS_ISSUER_CODE,
        signer_id=key.signer_id,
        certificate_reference=key.certificate_reference,
        issue_date=facts.issued_on,
        signature_date=facts.issued_on,
        feature_reference=content.feature_reference,
        type_category=content.type_category,
    )
    seal = vds.write(header, content.features, key.sign)
    return seal, f"{key.signer_id}{key.certificate_reference}"
