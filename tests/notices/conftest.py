"""A kind of notice that belongs to these tests."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pytest_django import Settings

from interior_portal.accounts.models import User
from interior_portal.notices import registry
from interior_portal.notices.registry import NoticeKind, register_notice

HELLO = NoticeKind("tests.hello", "tests/hello.txt", "payments:bill")
TEMPLATES = Path(__file__).parent / "templates"


@pytest.fixture
def hello(settings: Settings) -> Iterator[NoticeKind]:
    engine: dict[str, Any] = settings.TEMPLATES[0]
    settings.TEMPLATES = [{**engine, "DIRS": [*engine["DIRS"], TEMPLATES]}]
    register_notice(HELLO)
    yield HELLO
    registry._kinds.pop(HELLO.code)


@pytest.fixture
def reader(db: None) -> User:
    """Reads Kurmanji and has both an e-mail address and a phone."""
    return User.objects.create_user(
        email="layla@citizen.example", phone="+963990000777", name="Layla Matar", language="kmr"
    )
