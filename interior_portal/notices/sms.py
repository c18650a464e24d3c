"""Text messages behind one interface; the implementation is named by the setting SMS_BACKEND."""

import hashlib
from pathlib import Path
from typing import Protocol
from uuid import uuid4

from django.conf import settings
from django.utils.module_loading import import_string

from interior_portal.shared import clock


class Sms(Protocol):
    """Hands a text to a provider.

    Raises OSError when it cannot; the outbox then tries again. The same `key` is the same message: a provider that
    knows it already sends nothing.
    """

    def send(self, *, to: str, text: str, key: str) -> None: ...


class FileSms:
    """Writes each message to a file of its own in SMS_FILE_DIR: for demos and for offices that send by hand."""

    def send(self, *, to: str, text: str, key: str) -> None:
        folder = Path(settings.SMS_FILE_DIR)
        folder.mkdir(parents=True, exist_ok=True)
        mark = hashlib.sha256(key.encode()).hexdigest()[:16]
        if any(folder.glob(f"*-{mark}.txt")):
            return
        name = f"{clock.now():%Y%m%d-%H%M%S-%f}-{mark}"
        unfinished = folder / f"{name}.part"
        unfinished.write_text(f"To: {to}\n\n{text}\n", encoding="utf-8")
        unfinished.rename(folder / f"{name}.txt")


def send(*, to: str, text: str, key: str = "") -> None:
    """Send one text message through the configured provider; without a `key` it is always a new one."""
    backend: Sms = import_string(settings.SMS_BACKEND)()
    backend.send(to=to, text=text, key=key or uuid4().hex)
