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
    """Make a kind known; the same code twice is a mistake."""
    if kind.code in _kinds:
        raise ValueError(f"notice kind {kind.code} is registered twice")
    _kinds[kind.code] = kind


def notice_kind(code: str) -> NoticeKind:
    return _kinds[code]


def notice_kinds() -> tuple[NoticeKind, ...]:
    """All kinds, for the test that renders each in every language."""
    return tuple(_kinds.values())
