"""Random secrets kept under `var/`, for demo and tests; production brings its own."""

import os
import secrets
from contextlib import suppress

from interior_portal.embedded import VAR


def secret(name: str) -> str:
    """The secret of this name, made at the first call."""
    path = VAR / "secrets" / name
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        draft = path.with_name(f"{name}.{os.getpid()}")
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_urlsafe(48))
        with suppress(FileExistsError):  # the first of two processes that start at once wins
            os.link(draft, path)
        draft.unlink()
    return path.read_text()
