"""A server with the shell alone."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
from django.core.wsgi import get_wsgi_application
from pytest_django import Settings


class _Quiet(WSGIRequestHandler):
    def log_message(self, *_args: object) -> None:
        """A browser asks for hundreds of files; the test says what went wrong itself."""


@pytest.fixture
def site(assets: Path, settings: Settings) -> Iterator[str]:
    """The address of a server that has the shell's pages and files, and no database."""
    assert assets.is_dir()
    settings.ROOT_URLCONF = "tests.ui.urls"
    server = ThreadedWSGIServer(("127.0.0.1", 0), _Quiet, ipv6=False)
    server.set_app(StaticFilesHandler(get_wsgi_application()))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()
