"""What must be true of a machine and its settings before papers can be issued."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.core import checks

from interior_portal.documents.fonts import OCR_B
from interior_portal.documents.issuing import is_specimen


@checks.register
def papers_can_be_issued(**_options: Any) -> Iterable[checks.CheckMessage]:
    """The font of machine readable zones is there; production does not print specimens."""
    if not OCR_B.exists():
        yield checks.Error(
            "The font OCR-B is missing, so no paper with a machine readable zone can be issued.",
            hint="apt-get install fonts-ocr-b",
            id="documents.E001",
        )
    if settings.PRODUCTION and is_specimen():
        yield checks.Warning(
            "DOCUMENTS_ISSUER_CODE is UTO: every paper says SPECIMEN.",
            hint="Set the issuer code of the Authority.",
            id="documents.W001",
        )
