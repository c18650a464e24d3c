"""From a file that somebody sent to a file that we can keep."""

import json
import subprocess
import sys
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from interior_portal.documents.uploads import clamav, refusals
from interior_portal.documents.uploads.images import CleanFile
from interior_portal.documents.uploads.kinds import FileKind, kind_of
from interior_portal.documents.uploads.limits import WALL_SECONDS
from interior_portal.shared.refusals import Refused

if TYPE_CHECKING:
    SentFile = UploadedFile[Any]
else:
    SentFile = UploadedFile
CLEANER = "interior_portal.documents.uploads.cleaner"


def clean_upload(file: SentFile) -> tuple[FileKind, CleanFile]:
    """The kind that was sent and the clean file: a JPEG for pictures. Raises Refused with the cure."""
    data = _read(file)
    kind = kind_of(data)
    clamav.check(data)
    return kind, clean_bytes(data, kind)


def _read(file: SentFile) -> bytes:
    """Not one byte more than may be: the size that the browser claims is not believed."""
    file.seek(0)
    data: bytes = file.read(settings.UPLOAD_MAX_BYTES + 1)
    if len(data) > settings.UPLOAD_MAX_BYTES:
        raise Refused(refusals.TOO_LARGE)
    return data


def clean_bytes(data: bytes, kind: FileKind) -> CleanFile:
    """Clean a file in a process of its own. Raises Refused."""
    try:
        done = subprocess.run(
            [sys.executable, "-m", CLEANER, kind],
            input=data,
            capture_output=True,
            cwd=settings.BASE_DIR,
            env={},
            timeout=WALL_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise Refused(refusals.TOO_COMPLEX) from error
    line, _, content = done.stdout.partition(b"\n")
    if done.returncode or not line:  # ended by a limit or by the fault of a decoder
        raise Refused(refusals.TOO_COMPLEX)
    head = json.loads(line)
    if "refusal" in head:
        raise Refused(refusals.BY_CODE[head["refusal"]])
    return CleanFile(content, head["pages"], head["width"], head["height"])
