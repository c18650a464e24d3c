"""The content security policy of pages that carry their own style or script."""

import base64
import hashlib


def source_of(text: str) -> str:
    """How a policy names exactly this style or script: `'sha256-…'`, with its quotes."""
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode("ascii")
    return f"'sha256-{digest}'"
