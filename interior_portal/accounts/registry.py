"""What the apps above register here: roles, and the ways in which a code reaches a person."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal, Protocol

from django.utils.functional import Promise


@dataclass(frozen=True, slots=True)
class Role:
    """A person's job. `permissions` are strings such as `VISA_APPLICATION_DECIDE`."""

    code: str
    label: str | Promise
    permissions: frozenset[str]


_roles: dict[str, Role] = {}


def register_role(role: Role) -> None:
    """Called in `apps.ready()`; two different roles of one code are a mistake (ValueError)."""
    if _roles.setdefault(role.code, role) != role:
        raise ValueError(f"two roles are called {role.code!r}")


def extend_role(code: str, permissions: Iterable[str]) -> None:
    """Give a role of a lower app more to do: so may an auditor read what a directorate keeps.

    Called in `apps.ready()`, after the role itself; an unknown code raises KeyError.
    """
    found = _roles[code]
    _roles[code] = replace(found, permissions=found.permissions | frozenset(permissions))


def role(code: str) -> Role:
    """The role of that code; KeyError when no app registered it."""
    return _roles[code]


def find_role(code: str) -> Role | None:
    return _roles.get(code)


def roles() -> tuple[Role, ...]:
    """All roles, in the order of their codes."""
    return tuple(_roles[code] for code in sorted(_roles))


def roles_with(permission: str) -> frozenset[str]:
    """The codes of the roles that carry the permission."""
    return frozenset(code for code, found in _roles.items() if permission in found.permissions)


Channel = Literal["SMS"]


class CodeSender(Protocol):
    """Hands a text to a provider, at once; raises OSError when it cannot."""

    def __call__(self, *, to: str, text: str) -> None: ...


_code_senders: dict[Channel, CodeSender] = {}


def register_code_sender(channel: Channel, sender: CodeSender) -> None:
    """Called in `apps.ready()` of the app that owns the channel; e-mail needs no sender."""
    _code_senders[channel] = sender


def find_code_sender(channel: Channel) -> CodeSender | None:
    return _code_senders.get(channel)
