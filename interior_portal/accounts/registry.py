"""What the apps above register here: roles, and the ways in which a code reaches a person."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal, Protocol

from django.utils.functional import Promise

if TYPE_CHECKING:
    from interior_portal.accounts.models import User


@dataclass(frozen=True, slots=True)
class Role:
    """A person's job. `permissions` are strings such as `VISA_APPLICATION_DECIDE`.

    `arranges_for` are the roles to which its ACCOUNTS_SUBSTITUTE extends; none means all.
    """

    code: str
    label: str | Promise
    permissions: frozenset[str]
    arranges_for: frozenset[str] = frozenset()


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


NoticeCode = Literal["absent_begun", "substitute_begun", "absent_ended", "substitute_ended"]


class SubstitutionTeller(Protocol):
    """Writes to somebody about a substitution, in the transaction that begins or ends it."""

    def __call__(self, *, what: NoticeCode, to: "User", reference: str) -> None: ...


_tellers: list[SubstitutionTeller] = []


def register_substitution_teller(teller: SubstitutionTeller) -> None:
    """Called in `apps.ready()` of the app that owns messages; the same one counts once."""
    if teller not in _tellers:
        _tellers.append(teller)


def tell_of_substitution(*, what: NoticeCode, to: "User", reference: str) -> None:
    """Say to somebody what happened to a substitution, by every way that is registered."""
    for teller in _tellers:
        teller(what=what, to=to, reference=reference)


def find_code_sender(channel: Channel) -> CodeSender | None:
    return _code_senders.get(channel)
