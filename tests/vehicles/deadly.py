"""A power cut at the worst moment: the seal is written and signed, and nothing is stored yet."""

import os
import signal
from pathlib import Path

from interior_portal.documents import sign
from interior_portal.documents.sign import SignedFile


def arm(marker: Path) -> None:
    """The process that signs the next paper dies then; the marker says that it has happened."""
    sign_really = sign.sign_pdf

    def die_once(pdf: bytes) -> SignedFile:
        signed = sign_really(pdf)
        if not marker.exists():
            marker.touch()
            os.kill(os.getpid(), signal.SIGKILL)
        return signed

    sign.sign_pdf = die_once
