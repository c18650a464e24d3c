"""The kinds of papers, registered by the apps that issue them."""

from dataclasses import dataclass

from django.utils.functional import Promise

from interior_portal.documents.numbers import PREFIX


@dataclass(frozen=True, slots=True)
class PaperKind:
    """`code` such as `visas.visa`; `label` is the title on the paper, in every language; `template`
    extends `papers/base.html`; `prefix` begins every number: one to three capital letters, one where
    the number must fit a machine readable zone.
    """

    code: str
    label: str | Promise
    template: str
    prefix: str

    def __post_init__(self) -> None:
        if not PREFIX.fullmatch(self.prefix):
            raise ValueError(f"the prefix of {self.code!r} is one to three capital letters")


_kinds: dict[str, PaperKind] = {}


def register_paper(kind: PaperKind) -> None:
    """Called in `apps.ready()`; a second kind of the same code or prefix is a mistake (ValueError)."""
    for known in _kinds.values():
        if known != kind and (known.code == kind.code or known.prefix == kind.prefix):
            raise ValueError(f"{kind.code!r} and {known.code!r} share their code or their prefix")
    _kinds[kind.code] = kind


def paper_kind(code: str) -> PaperKind:
    """The kind of that code; KeyError when no app registered it."""
    return _kinds[code]


def find_paper_kind(code: str) -> PaperKind | None:
    return _kinds.get(code)
