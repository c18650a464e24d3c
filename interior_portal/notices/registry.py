"""The kinds of notices that apps declare in `apps.py`."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class NoticeKind:
    """`template` lies in templates/messages/; `link` is the name of the page that a notice opens, by reference."""

    code: str
    template: str
    link: str


_kinds: dict[str, NoticeKind] = {}


def register_notice(kind: NoticeKind) -> None:
    """Called in `apps.ready()`; two different kinds of one code are a mistake (ValueError)."""
    if _kinds.setdefault(kind.code, kind) != kind:
        raise ValueError(f"two kinds of notices are called {kind.code!r}")


def notice_kind(code: str) -> NoticeKind:
    """The kind of that code; KeyError when no app registered it."""
    return _kinds[code]


def notice_kinds() -> tuple[NoticeKind, ...]:
    """All kinds, in the order of their codes."""
    return tuple(_kinds[code] for code in sorted(_kinds))
