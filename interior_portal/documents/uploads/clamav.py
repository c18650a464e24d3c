"""Asking a ClamAV daemon about a file, over its socket (protocol: clamd(8), INSTREAM)."""

import logging
import socket
import struct

from django.conf import settings

from interior_portal.documents.uploads import refusals
from interior_portal.shared.refusals import Refused

CHUNK = 64 * 1024
TIMEOUT_SECONDS = 15
LONGEST_ANSWER = 4096
logger = logging.getLogger(__name__)


def check(data: bytes) -> None:
    """Refuse an infected file, and any file while the daemon is away; nothing when none is set up.

    settings.DOCUMENTS_CLAMAV is `host:port`, `[address]:port` or the path of a Unix socket.
    """
    if not settings.DOCUMENTS_CLAMAV:
        return
    try:
        answer = _ask(settings.DOCUMENTS_CLAMAV, data)
    except OSError as error:
        logger.error("clamav is away: %s", type(error).__name__)  # noqa: TRY400 (a known fault)
        raise Refused(refusals.SCANNER_AWAY) from error
    if answer.endswith("FOUND"):
        logger.warning("clamav found something in an upload: %s", answer)
        raise Refused(refusals.INFECTED)
    if not answer.endswith("OK"):
        logger.error("clamav did not scan an upload: %s", answer)
        raise Refused(refusals.SCANNER_AWAY)


def _ask(address: str, data: bytes) -> str:
    """The daemon's answer, such as `stream: OK`. Raises OSError."""
    with _connect(address) as connection:
        connection.sendall(b"zINSTREAM\0")
        for start in range(0, len(data), CHUNK):
            part = data[start : start + CHUNK]
            connection.sendall(struct.pack("!I", len(part)) + part)
        connection.sendall(struct.pack("!I", 0))
        return _answer(connection)


def _connect(address: str) -> socket.socket:
    if address.startswith("/"):
        connection = socket.socket(socket.AF_UNIX)
        connection.settimeout(TIMEOUT_SECONDS)
        try:
            connection.connect(address)
        except OSError:
            connection.close()
            raise
        return connection
    host, _, port = address.rpartition(":")
    return socket.create_connection((host.strip("[]"), int(port)), timeout=TIMEOUT_SECONDS)


def _answer(connection: socket.socket) -> str:
    received = bytearray()
    while not received.endswith(b"\0") and len(received) < LONGEST_ANSWER:
        part = connection.recv(LONGEST_ANSWER)
        if not part:
            break
        received += part
    return received.rstrip(b"\0").decode(errors="replace").strip()
