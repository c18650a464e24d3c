"""What the tests of accounts share: limits that start at nothing, and roles of their own."""

from collections.abc import Callable
from typing import Any

import pytest
from pytest_django import Settings

from interior_portal.accounts import registry
from interior_portal.accounts.models import Unit, User
from interior_portal.accounts.registry import Role
from interior_portal.shared.ids import new_token

JUDGE = Role("JUDGE", "Judge", frozenset({"JUDGE_CASES"}))
READER = Role("READER", "Reader", frozenset({"READ_CASES"}))
MakeUser = Callable[..., User]


@pytest.fixture(autouse=True)
def _limits_start_at_nothing(settings: Settings) -> None:
    """allauth counts tries in the cache, which tests would otherwise share. Passwords hash quickly."""
    settings.CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
            "LOCATION": new_token(),
        }
    }
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def roles(monkeypatch: pytest.MonkeyPatch) -> None:
    """A judge and a reader beside the roles that are registered."""
    monkeypatch.setattr(registry, "_roles", {**registry._roles, "JUDGE": JUDGE, "READER": READER})


@pytest.fixture
def tree(db: None) -> dict[str, Unit]:
    """court > (north > desk, south)"""
    made: dict[str, Unit] = {}
    for code, parent, kind in (
        ("court", "", Unit.Kind.AUTHORITY),
        ("north", "court", Unit.Kind.CENTRE),
        ("south", "court", Unit.Kind.CENTRE),
        ("desk", "north", Unit.Kind.DESK),
    ):
        names = {"name_ar": code, "name_kmr": code, "name_en": code}
        made[code] = Unit.objects.create(code=code, kind=kind, parent=made.get(parent), **names)
    return made


@pytest.fixture
def staff(db: None) -> MakeUser:
    def make(name: str = "ada", **fields: Any) -> User:
        fields = {"is_staff": True, "name": name, **fields}
        return User.objects.create_user(email=f"{name}@court.example", **fields)

    return make
