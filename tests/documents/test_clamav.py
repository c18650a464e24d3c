"""The scanner is asked over a real socket; a small daemon here speaks its protocol."""

import socket
import socketserver
import struct
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django import Settings

from interior_portal.documents.uploads import clamav, refusals
from interior_portal.shared.refusals import Refusal, Refused

EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


class _Session(socketserver.StreamRequestHandler):
    """INSTREAM as clamd answers it; `BUSY` in the data makes it fail as a full daemon does."""

    def handle(self) -> None:
        assert self.rfile.read(10) == b"zINSTREAM\0"
        data = bytearray()
        while length := struct.unpack("!I", self.rfile.read(4))[0]:
            data += self.rfile.read(length)
        assert isinstance(self.server, _Daemon | _LocalDaemon)
        self.server.received = bytes(data)
        if EICAR in data:
            self.wfile.write(b"stream: Eicar-Signature FOUND\0")
        elif b"BUSY" in data:
            self.wfile.write(b"INSTREAM size limit exceeded. ERROR\0")
        else:
            self.wfile.write(b"stream: OK\0")


class _Daemon(socketserver.ThreadingTCPServer):
    daemon_threads = True
    received = b""


class _LocalDaemon(socketserver.ThreadingUnixStreamServer):
    daemon_threads = True
    received = b""


@pytest.fixture(params=["network", "file"])
def daemon(
    request: pytest.FixtureRequest, tmp_path: Path, settings: Settings
) -> Iterator[_Daemon | _LocalDaemon]:
    server: _Daemon | _LocalDaemon
    if request.param == "network":
        server = _Daemon(("127.0.0.1", 0), _Session)
        settings.DOCUMENTS_CLAMAV = f"127.0.0.1:{server.server_address[1]}"
    else:
        settings.DOCUMENTS_CLAMAV = str(tmp_path / "clamd")
        server = _LocalDaemon(settings.DOCUMENTS_CLAMAV, _Session)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def _refusal(data: bytes) -> Refusal:
    with pytest.raises(Refused) as caught:
        clamav.check(data)
    return caught.value.refusal


def test_a_clean_file_passes_and_was_sent_whole(daemon: _Daemon | _LocalDaemon) -> None:
    data = bytes(range(256)) * 1000
    clamav.check(data)
    assert daemon.received == data


def test_an_infected_file_is_refused(daemon: _Daemon | _LocalDaemon) -> None:
    assert _refusal(b"%PDF-1.7 " + EICAR) == refusals.INFECTED


def test_a_file_that_was_not_scanned_is_refused_for_now(daemon: _Daemon | _LocalDaemon) -> None:
    assert _refusal(b"BUSY") == refusals.SCANNER_AWAY


def test_no_socket_is_there(settings: Settings, tmp_path: Path) -> None:
    settings.DOCUMENTS_CLAMAV = str(tmp_path / "clamd")
    assert _refusal(b"data") == refusals.SCANNER_AWAY


def test_nobody_listens(settings: Settings) -> None:
    with socket.socket() as reserved:
        reserved.bind(("127.0.0.1", 0))
        settings.DOCUMENTS_CLAMAV = f"127.0.0.1:{reserved.getsockname()[1]}"
        assert _refusal(b"data") == refusals.SCANNER_AWAY


def test_without_an_address_nothing_is_asked(settings: Settings) -> None:
    settings.DOCUMENTS_CLAMAV = ""
    clamav.check(EICAR)
